"""Sets that others made: found beside the checkout or where the settings say, read line by line, never shipped."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.results import SetResult, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.scoring import EvalSet, Setup

    Rows = list[dict[str, Any]]

BESIDE = Path(__file__).parents[2] / "shared" / "data"
PREFIX = "outside:"


def folder(given: Path | None) -> Path | None:
    """Where the sets are: where they were said to be, else beside the checkout; None where there are none."""
    place = given or BESIDE
    return place if place.is_dir() else None


def scored(which: EvalSet, setup: Setup, score: Callable[[EvalSet, Setup, Rows], SetResult]) -> SetResult:
    """The result over the rows of a set's file; skipped, with a sentence, where the file is not there."""
    name = f"{which.name.removeprefix(PREFIX)}.jsonl.gz"
    path = setup.data / name if setup.data else None
    if path is None or not path.is_file():
        sentence = f"{name} is not here; name its folder with --data or RIGHTSIDE_SHARED_DATA"
        return SetResult(name=which.name, about=which.about, state=State.SKIPPED, reason=sentence)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return score(which, setup, [json.loads(line) for line in lines if line.strip()])
