"""Deals from a CRM into the organisation: saved in batches, the same input twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.deal import DealState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from assistant.coaching.crm_ports import Crm, CrmMarks
    from assistant.coaching.desk import Desk
    from assistant.coaching.ports import Deals
    from assistant.deals.deal import Deal, Person


@dataclass(frozen=True)
class Synced:
    """What a run changed."""

    deals_added: int
    deals_changed: int
    people_added: int
    people_changed: int


@dataclass(frozen=True)
class Followed(Synced):
    """What a run changed, with the deals that are gone from the CRM and how many it told of in all."""

    deals_removed: int
    deals_read: int


def sync(desk: Desk, organisation: str, deals: Iterable[Deal], people: Callable[[], Sequence[Person]]) -> Synced:
    """Save a stream of deals, then the people who turned up in it (complete once the stream is exhausted).

    Who is known keeps what the stream does not say of them, their rights and time zone always.
    """
    added, changed = desk.deals.save_deals(organisation, deals)
    return Synced(added, changed, *_Staff(desk.deals, organisation, people()).save())


def follow(
    deals: Deals, marks: CrmMarks, organisation: str, crm: Crm, *, now: datetime, full: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Followed:  # fmt: skip
    """Take over what changed in a CRM since the last run; everything the first time, and where `full` is asked for.

    A page is saved before its mark is kept: a run that was killed goes on at the page that was being saved. Of the
    CRM's people those who own deals and their managers are kept; who is known already keeps their rights. A deal
    that is gone from the CRM becomes `removed` here, and its ledger stays. `tell` gets deals read, and of how many.

    Raises what `Crm.pages` raises; what was saved until then stays, and the next run goes on from there.
    """
    if full:
        marks.forget(organisation, crm.name)
    staff = _Staff(deals, organisation, crm.people())
    people = [staff.save(staff.known), staff.hire(staff.managers(staff.known))]
    added = changed = removed = read = 0
    for page in crm.pages(marks.of(organisation, crm.name), now):
        people.append(staff.hire({deal.owner for deal in page.deals}))
        more, other = deals.save_deals(organisation, page.deals)
        _, gone = deals.save_deals(organisation, _removed(deals, organisation, crm.name, page.gone))
        marks.keep(organisation, crm.name, page.stream, page.mark)
        added, changed, removed = added + more, changed + other, removed + gone
        read += len(page.deals) + len(page.gone)
        tell(read, max(page.total, read))
    return Followed(added, changed, sum(new for new, _ in people), sum(other for _, other in people), removed, read)


class _Staff:
    """The CRM's people beside the organisation's."""

    def __init__(self, deals: Deals, organisation: str, told: Iterable[Person]) -> None:
        self._deals, self._organisation = deals, organisation
        self._told = {each.id: each for each in told}
        self._stored = {each.id: each for each in deals.people(organisation)}
        self.known = set(self._stored)

    def save(self, who: Iterable[str] | None = None) -> tuple[int, int]:
        """Save these of the CRM's people, all by default; returns how many were added and how many changed."""
        chosen = self._told if who is None else {each: self._told[each] for each in who if each in self._told}
        people = [_merged(told, self._stored.get(each)) for each, told in sorted(chosen.items())]
        return self._deals.save_people(self._organisation, people)

    def hire(self, owners: Iterable[str]) -> tuple[int, int]:
        """Save those who are not known yet, and whoever manages them, up to the top."""
        new: set[str] = set()
        above = set(owners)
        while above := {each for each in above if each in self._told and each not in self.known}:
            new |= above
            self.known |= above
            above = self.managers(above)
        return self.save(new)

    def managers(self, people: Iterable[str]) -> set[str]:
        """Whoever the CRM says manages these."""
        return {manager for each in people if each in self._told and (manager := self._told[each].manager)}


def _removed(deals: Deals, organisation: str, source: str, gone: Iterable[str]) -> list[Deal]:
    known = (deals.deal(organisation, each) for each in gone)
    reason = f"deleted in {source.capitalize()}"
    return [
        each.model_copy(update={"state": DealState.REMOVED, "close_reason": reason})
        for each in known
        if each is not None
    ]


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
