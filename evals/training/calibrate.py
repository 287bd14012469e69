"""Fits how sure a claim is: `make train-reader` runs it after the network. Writes `confidence.json`.

Logistic regression of "this outcome has this verdict" on what `assistant/reading/confidence.py` lists, one for each
verdict, over the cases that were used while building: their processes are not those of the training data.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.reading.confidence import features
from assistant.reading.judge import Judge
from assistant.reading.local_reader import judged
from evals.case_files import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SPLITS = ("tuning", "unseen", "independent")
RIDGE, ROUNDS = 1.0, 30


def candidates(judge: Judge) -> Iterator[tuple[str, tuple[float, ...], bool]]:
    """For each piece of each case and each outcome judged: the likeliest verdict, its features, whether it is right."""
    for case in messages("reading", SPLITS):
        for part, outcome, verdict, verdicts in judged(judge, case.to_read()):
            yield verdict.value, features(verdicts, verdict, part), case.said.gold.get(outcome) == verdict


def fitted(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a ridge logistic regression (the first column, the constant, is not shrunk), by Newton's steps."""
    weights = np.zeros(rows.shape[1])
    shrink = np.r_[0.0, np.full(rows.shape[1] - 1, RIDGE)]
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - right) + shrink * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(shrink + 1e-6)
        weights -= np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Fit on the weights in a folder and write beside them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    folder = parser.parse_args().weights
    found = list(candidates(Judge(folder)))
    weights = {
        verdict: fitted(
            np.array([row for name, row, _ in found if name == verdict]),
            np.array([float(right) for name, _, right in found if name == verdict]),
        )
        for verdict in sorted({name for name, _, _ in found})
    }
    rounded = {verdict: [round(float(each), 4) for each in line] for verdict, line in weights.items()}
    (folder / "confidence.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    print(rounded)


if __name__ == "__main__":
    main()
