"""The benchmark's table."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Measured:
    """What took how long (seconds), beside what it is compared with."""

    what: str
    seconds: float
    baseline: str
    baseline_seconds: float

    def cells(self) -> tuple[str, str, str, str, str]:
        """The line's cells."""
        ratio = self.seconds / self.baseline_seconds if self.baseline_seconds else float("inf")
        return self.what, _time(self.seconds), self.baseline, _time(self.baseline_seconds), f"{ratio:.1f}"


def table(lines: Iterable[Measured]) -> Table:
    """The benchmark's table."""
    made = Table("What", "Time", "Baseline", "Its time", "Ratio", box=None, pad_edge=False, header_style="dim")
    for line in lines:
        made.add_row(*line.cells())
    return made


def timed(call: Callable[[], object], repeat: int = 1) -> float:
    """The median time of a call, in seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
