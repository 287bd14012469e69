"""Fits how sure a claim is: `make train-reader` runs it after the network. Writes `confidence.json`.

Logistic regression of "this outcome has this verdict" on what `assistant/reading/confidence.py` lists, one for each
verdict, over the cases that were used while building: their processes are not those of the training data. Then it
prints what each recording threshold would give on processes that a fit did not see, by leaving out one at a time.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.deals.observation import Verdict
from assistant.reading.confidence import features, weighed
from assistant.reading.judge import Judge
from assistant.reading.local_reader import Found, LocalReader, judged, last_words
from evals.case_files import messages
from evals.training.logistic import fitted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from assistant.reading.pieces import Piece

    Weights = Mapping[str, Sequence[float]]

SPLITS = ("tuning", "unseen", "independent")
HELD_OUT, STATED_FALSE = Path(__file__).parent / "factuality_held_out.jsonl", 0.04
RIDGE = 1.0
HAPPENED, OTHERS = np.arange(0.5, 0.95, 0.04), np.arange(0.25, 0.65, 0.1)


@dataclass(frozen=True)
class Judged:
    """A case with all that the judge holds possible in it: piece, outcome, likeliest verdict, features."""

    process: str
    gold: Mapping[str, str]
    found: tuple[tuple[Piece, str, Verdict, tuple[float, ...]], ...]


def cases(judge: Judge) -> Iterator[Judged]:
    """Every case of the SPLITS."""
    for case in messages("reading", SPLITS):
        found = judged(judge, case.to_read())
        rows = tuple((part, outcome, verdict, features(of, verdict, part)) for part, outcome, verdict, of in found)
        yield Judged(case.process.id, case.said.gold, rows)


def fit(some: Collection[Judged]) -> Weights:
    """The weights of each verdict, rounded as they are written."""
    found = {}
    for verdict in (Verdict.HAPPENED, Verdict.NOT_YET, Verdict.REVERSED):
        rows = [(row, case.gold.get(of) == said) for case in some for _, of, said, row in case.found if said is verdict]
        right = np.array([float(right) for _, right in rows])
        weights = fitted(np.array([row for row, _ in rows]), right, RIDGE)
        found[verdict.value] = [round(float(each), 4) for each in weights]
    return found


def stated(reader: LocalReader) -> float:
    """The chance of *happened* that at most `STATED_FALSE` of the held-out statements that are no events reach.

    These texts and statements are of no process, and nothing is taught on them.
    """
    rows = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").split("\n") if line.strip()]
    none = [reader.judge(row["text"], row["statement"])["happened"] for row in rows if row["verdict"] != "happened"]
    real = [reader.judge(row["text"], row["statement"])["happened"] for row in rows if row["verdict"] == "happened"]
    least = float(np.quantile(none, 1 - STATED_FALSE))
    print(f"a statement counts as happened from {least:.3f}: {np.mean(np.array(real) >= least):.3f} of those that did")
    return round(least, 4)


def thresholds(all_of_it: Sequence[Judged]) -> Iterator[str]:
    """For each threshold of *happened* the best of the others: a line with what it gives on processes left out."""
    read: list[tuple[Mapping[str, str], list[Found]]] = []
    for process in sorted({case.process for case in all_of_it}):
        weights = fit([case for case in all_of_it if case.process != process])
        read += [(case.gold, _read(case, weights)) for case in all_of_it if case.process == process]
    for happened in HAPPENED:
        tried = [
            (
                _scored(read, {Verdict.HAPPENED: happened, Verdict.NOT_YET: not_yet, Verdict.REVERSED: undone}),
                not_yet,
                undone,
            )
            for not_yet, undone in product(OTHERS, OTHERS)
        ]
        (f1, false, recall), not_yet, undone = max(tried)
        yield (
            f"happened {happened:.2f} not yet {not_yet:.2f} reversed {undone:.2f}:"
            f" F1 {f1:.3f}, false happened {false:.3f}, reversals found {recall:.3f}"
        )


def _read(case: Judged, weights: Weights) -> list[Found]:
    return last_words(
        Found(part, outcome, verdict, weighed(row, weights[verdict.value]))
        for part, outcome, verdict, row in case.found
    )


def _scored(
    read: Sequence[tuple[Mapping[str, str], list[Found]]], recorded: Mapping[Verdict, float]
) -> tuple[float, float, float]:
    """F1, share of false among what is said to have happened, share of reversals found."""
    said = [
        (gold, {each.outcome: each.verdict.value for each in found if each.confidence >= recorded[each.verdict]})
        for gold, found in read
    ]
    right = [verdict for gold, claims in said for outcome, verdict in claims.items() if gold.get(outcome) == verdict]
    every = [verdict for _, claims in said for verdict in claims.values()]
    there = [verdict for gold, _ in said for verdict in gold.values()]
    return (
        2 * len(right) / max(1, len(every) + len(there)),
        1 - right.count("happened") / max(1, every.count("happened")),
        right.count("reversed") / max(1, there.count("reversed")),
    )


def main() -> None:
    """Fit on the weights in a folder, write beside them, print what thresholds give."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    folder = parser.parse_args().weights
    judge = Judge(folder)
    found = list(cases(judge))
    written = {**fit(found), "statement": [stated(LocalReader(judge))]}
    (folder / "confidence.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    for line in thresholds(found):
        print(line)


if __name__ == "__main__":
    main()
