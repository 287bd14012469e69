"""Figures with their uncertainty: Wilson's interval for a share, the bootstrap by message for anything else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z = 1.959963984540054  # 95%
SAMPLES = 1000


class Figure(BaseModel):
    """One measured value with its 95% interval; `of` is how many things it was counted over.

    All three are None where there was nothing to count.
    """

    model_config = ConfigDict(frozen=True)

    value: float | None
    low: float | None = None
    high: float | None = None
    of: int
    unit: str = "share"

    def brief(self) -> str:
        """The value as people read it."""
        if self.value is None:
            return "–"
        return f"{self.value:.1f} ms" if self.unit == "ms" else f"{self.value:.2f}"

    def shown(self) -> str:
        """The value with its interval where there is one."""
        interval = "" if self.low is None or self.high is None else f" [{self.low:.2f}, {self.high:.2f}]"
        return f"{self.brief()}{interval}"


def share(part: int, whole: int) -> Figure:
    """A share with Wilson's score interval (Wilson 1927), which stays between 0 and 1 for small counts too."""
    if not whole:
        return Figure(value=None, of=0)
    p = part / whole
    spread = Z * math.sqrt(p * (1 - p) / whole + Z * Z / (4 * whole * whole))
    low, high = ((p + Z * Z / (2 * whole) + sign * spread) / (1 + Z * Z / whole) for sign in (-1, 1))
    return Figure(value=p, low=max(0.0, low), high=min(1.0, high), of=whole)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Element by element; NaN where there is nothing below the line."""
    found: Floats = np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=np.asarray(bottom) > 0)
    return found


def bootstrap(counts: Floats, figure: Callable[[Floats], Floats], *, of: int, seed: int) -> Figure:
    """A figure of summed counts, with the percentile interval over messages drawn with replacement.

    `counts` has one row a message; `figure` takes sums (samples, columns) and gives one value a sample.
    """
    value = float(figure(counts.sum(axis=0, keepdims=True))[0]) if len(counts) else math.nan
    if math.isnan(value):
        return Figure(value=None, of=of)
    drawn = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), SAMPLES)
    low, high = np.nanpercentile(figure(drawn @ counts), [2.5, 97.5])
    return Figure(value=value, low=float(low), high=float(high), of=of)


def times(seconds: Sequence[float]) -> dict[str, Figure]:
    """The median and the 95th percentile in milliseconds."""
    if not seconds:
        return {}
    middle, slow = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {
        "time_p50": Figure(value=float(middle), of=len(seconds), unit="ms"),
        "time_p95": Figure(value=float(slow), of=len(seconds), unit="ms"),
    }


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """The mean F1 of the labels over (gold, read) pairs; a label that is never there counts as 0."""
    return float(np.mean([f1_of(pairs, label) for label in labels]))


def f1_of(pairs: Sequence[tuple[str, str]], label: str) -> float:
    """The F1 of one label over (gold, read) pairs; 0 where it is neither there nor read."""
    right = sum(gold == read == label for gold, read in pairs)
    total = sum((gold == label) + (read == label) for gold, read in pairs)
    return 2 * right / total if total else 0.0
