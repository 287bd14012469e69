"""Fits `knowledge/askable.json`: which questions a process definition could answer.

Learns from `evals/training/questions`, on processes that no evaluation uses. Prints what it gives on processes left
out, one at a time: there the limit is set, so that few questions that have an answer are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

import knowledge
from evals.case_files import QuestionFile
from evals.training.logistic import fitted
from knowledge.askable import Weights
from knowledge.embedding import PackagedEmbedding

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUESTIONS = Path(__file__).parent / "questions"
OUT = Path(knowledge.__file__).parent / "askable.json"
RIDGE, REFUSED_WRONGLY = 1.0, 0.03


def main() -> None:
    """Fit, print and write."""
    embedding = PackagedEmbedding()
    files = [QuestionFile.model_validate(_read(path)) for path in sorted(QUESTIONS.glob("*.yaml"))]
    rows = np.concatenate([_rows(embedding([each.question for each in file.cases])) for file in files])
    right = np.array([float(bool(each.about)) for file in files for each in file.cases])
    process = np.array([file.process for file in files for _ in file.cases])
    left_out = np.zeros(len(rows))
    for name in {*process}:
        there = process == name
        left_out[there] = rows[there] @ fitted(rows[~there], right[~there], RIDGE)
    least = float(np.quantile(left_out[right == 1], REFUSED_WRONGLY))
    refused = float(np.mean(left_out[right == 0] < least))
    print(f"{len(rows)} questions on {len(files)} processes, left out one at a time: {refused:.2f} of those without an")
    print(f"answer refused where {REFUSED_WRONGLY:.2f} of the others are")
    weights = fitted(rows, right, RIDGE)
    made = Weights(
        embedding=embedding.name,
        least=round(least, 4),
        constant=round(float(weights[0]), 4),
        weights=tuple(round(float(each), 4) for each in weights[1:]),
    )
    OUT.write_text(made.model_dump_json() + "\n", encoding="utf-8")


def _rows(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.concatenate([np.ones((len(vectors), 1)), vectors], axis=1).astype(np.float64)


def _read(path: Path) -> object:
    return {"split": "tuning"} | yaml.safe_load(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
