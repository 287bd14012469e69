"""Why a deal follows the process that it follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.coaching.desk import attributes
from assistant.errors import PersonError
from knowledge.library import explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.coaching.desk import Desk
    from assistant.deals.deal import Deal
    from knowledge.process import Process


@dataclass(frozen=True)
class Considered:
    """A published process, whether it fits the deal, and why."""

    process: Process
    fits: bool
    reason: str


@dataclass(frozen=True)
class Choice:
    """The process of a deal, or in `trouble` why there is none; `pinned` says that the deal started with it."""

    process: Process | None
    pinned: bool
    trouble: str
    attributes: Mapping[str, str | float]
    considered: tuple[Considered, ...]


def choice(desk: Desk, organisation: str, deal: Deal) -> Choice:
    """The choice with every newest version that was looked at, by id."""
    newest, known = desk.processes.newest(organisation), attributes(deal)
    considered = [Considered(each, *told[1:]) for each, told in zip(newest, explain(newest, known), strict=True)]
    try:
        process, trouble = desk.process_for(organisation, deal), ""
    except PersonError as error:
        process, trouble = None, str(error)
    return Choice(process, deal.process is not None and process is not None, trouble, known, tuple(considered))
