"""Ridge logistic regression by Newton's steps, for the few hundred rows that fits here have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS = 30


def fitted(rows: NDArray[np.float64], right: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    """Weights by column (rows, columns); the first column, the constant, is not shrunk."""
    weights = np.zeros(rows.shape[1])
    shrink = np.r_[0.0, np.full(rows.shape[1] - 1, ridge)]
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - right) + shrink * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(shrink + 1e-6)
        weights -= np.linalg.solve(curve, slope)
    return weights
