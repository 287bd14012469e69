"""What is wrong with one row of an export; the other rows are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 40


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: the line it begins on (counted from 1, quoted newlines included), and why."""

    file: Path
    line: int
    reason: str


class RowError(ValueError):
    """A cell that cannot be read, as one plain sentence; becomes a `BadRow` and never leaves this package."""


def shown(text: str) -> str:
    """A cell as it is quoted in a reason: on one line and not too long."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…")
