"""Deals from a CRM into the organisation: saved in batches, the same input twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from assistant.coaching.desk import Desk
    from assistant.deals.deal import Deal, Person


@dataclass(frozen=True)
class Synced:
    """What a run changed."""

    deals_added: int
    deals_changed: int
    people_added: int
    people_changed: int


def sync(desk: Desk, organisation: str, deals: Iterable[Deal], people: Callable[[], Sequence[Person]]) -> Synced:
    """Save a stream of deals, then the people who turned up in it (complete once the stream is exhausted)."""
    added, changed = desk.deals.save_deals(organisation, deals)
    return Synced(added, changed, *desk.deals.save_people(organisation, people()))
