"""Where a customer was, day by day, as the ledger tells it: one deal's line over time. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.replay import customer_stage, replay
from assistant.deals.warnings import position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.deals.observation import Observation
    from knowledge.process import Process


class Point(NamedTuple):
    """From a day on the customer stood at the stage of this index; the number of stages when complete."""

    on: date
    stage: int


def line(process: Process, ledger: Sequence[Observation], until: date) -> tuple[Point, ...]:
    """The stage from each day on which it changed, as it was known then; the first point is the first entry's day."""
    days = sorted({each.recorded_at.date() for each in ledger if each.recorded_at.date() <= until})
    points: list[Point] = []
    for day in days:
        stage = position(process, customer_stage(process, replay(process, ledger, day).states))
        if not points or points[-1].stage != stage:
            points.append(Point(day, stage))
    return tuple(points)
