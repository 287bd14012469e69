"""Whether a confidence of 0.8 is right eight times in ten: reliability bins and the expected calibration error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from evals.figures import Figure, bootstrap, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Said = Sequence[tuple[float, bool]]

BINS = 10


class Bin(BaseModel):
    """The claims whose confidence lies from `low` up to `high`: how sure they were, and how many were right."""

    model_config = ConfigDict(frozen=True)

    low: float
    high: float
    claims: int
    confidence: float | None
    right: float | None


def bins(messages: Sequence[Said]) -> list[Bin]:
    """Ten bins of equal width over the (confidence, right) pairs of all messages; the last one holds 1.0 too."""
    number, sure, right = _sums(_counts(messages).sum(axis=0, keepdims=True))
    return [
        Bin(
            low=each / BINS,
            high=(each + 1) / BINS,
            claims=int(number[0, each]),
            confidence=float(sure[0, each] / number[0, each]) if number[0, each] else None,
            right=float(right[0, each] / number[0, each]) if number[0, each] else None,
        )
        for each in range(BINS)
    ]


def expected_error(messages: Sequence[Said], *, seed: int) -> Figure:
    """The mean distance of confidence and share right, weighted by claims (Naeini et al. 2015), by message."""
    return bootstrap(_counts(messages), _error, of=sum(map(len, messages)), seed=seed)


def _counts(messages: Sequence[Said]) -> Floats:
    """One row a message: claims, confidence and right ones, summed in each bin."""
    table = np.zeros((len(messages), 3, BINS))
    for row, said in enumerate(messages):
        for confidence, right in said:
            table[row, :, min(int(confidence * BINS), BINS - 1)] += (1, confidence, right)
    return table.reshape(len(messages), 3 * BINS)


def _sums(sums: Floats) -> tuple[Floats, Floats, Floats]:
    return sums[:, :BINS], sums[:, BINS : 2 * BINS], sums[:, 2 * BINS :]


def _error(sums: Floats) -> Floats:
    number, sure, right = _sums(sums)
    total = number.sum(axis=1)
    return ratio(np.abs(sure - right).sum(axis=1), total)
