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
    """Save a stream of deals, then the people who turned up in it (complete once the stream is exhausted).

    Who is known keeps what the stream does not say of them, their rights and time zone always.
    """
    added, changed = desk.deals.save_deals(organisation, deals)
    known = {each.id: each for each in desk.deals.people(organisation)}
    told = [_merged(each, known.get(each.id)) for each in people()]
    return Synced(added, changed, *desk.deals.save_people(organisation, told))


def _merged(told: Person, known: Person | None) -> Person:
    if known is None:
        return told
    named = told.name.casefold() not in {told.id.casefold(), told.email.casefold()}
    return known.model_copy(
        update={
            "name": told.name if named else known.name,
            "email": told.email or known.email,
            "manager": told.manager or known.manager,
        }
    )
