"""`make evidence`: the log of a bank's loan process through the ledger, and docs/evidence.md with its picture.

Exit code 0 where the replay equals the reference in every case, 1 where it does not, 2 where the log is not here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assistant.pictures.theme import Theme
from assistant.settings import read_settings
from evals.evidence.log import FILE, read
from evals.evidence.measuring import measured
from evals.evidence.page import page
from evals.evidence.picture import draw
from evals.evidence.replaying import replayed
from evals.outside_data import folder

DOCS = Path(__file__).parents[2] / "docs"


def main(arguments: list[str] | None = None) -> int:
    """Replay, measure and write; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.evidence", description="Replay a real log; write what it shows."
    )
    parser.add_argument("--data", type=Path, help=f"the folder of {FILE}")
    parser.add_argument("--out", type=Path, default=DOCS, help="where evidence.md and pictures/ go (docs)")
    given = parser.parse_args(arguments)
    place = folder(given.data or read_settings().shared_data)
    if place is None or not (place / FILE).is_file():
        print(f"{FILE} is not here; name its folder with --data or RIGHTSIDE_SHARED_DATA.", file=sys.stderr)
        return 2
    cases = read(place / FILE)
    replay, evidence = replayed(cases), measured(cases)
    pictures = given.out / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for theme in Theme:
        for ending in ("png", "svg"):
            draw(evidence, pictures / f"evidence-{theme}.{ending}", theme)
    (given.out / "evidence.md").write_text(page(cases, replay, evidence), encoding="utf-8")
    print(f"{replay.cases:,} cases replayed; they differ from the reference: {len(replay.differ)} in memory,", end=" ")
    print(f"{len(replay.differ_stored)} as stored. Written: {given.out / 'evidence.md'}")
    return 1 if replay.differ or replay.differ_stored else 0


if __name__ == "__main__":
    sys.exit(main())
