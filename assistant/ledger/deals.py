"""Deals and people, as stored. An import never takes back what was decided here: see `_merged`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import Connection, RowMapping, Select, Table, delete, func, or_, select, update

from assistant.deals.deal import Deal, DealState, Person
from assistant.errors import PersonError
from assistant.ledger.database import Database, among, hold, insert_into, upsert
from assistant.ledger.tables import deals as deals_table
from assistant.ledger.tables import people as people_table
from assistant.ledger.tables import shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

BATCH = 1000
_C, _S = deals_table.c, shares.c
Values = dict[str, Any]
Thing = TypeVar("Thing", Deal, Person)


class DealName(NamedTuple):
    """What a deal may be called by."""

    id: str
    name: str
    account: str
    owner: str


class StoredDeals:
    """The port `Deals` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deal(self, organisation: str, deal: str) -> Deal | None:
        """One deal by its id."""
        query = select(deals_table).where(_C.organisation == organisation, _C.id == deal)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _deal(row)

    def deals(
        self,
        organisation: str,
        *,
        owners: Sequence[str] | None = None,
        shared_with: str | None = None,
        state: str | None = "open",
    ) -> tuple[Deal, ...]:
        """Deals by id, of these owners (all where None) or shared with this person, in this state (any where None)."""
        query = _chosen(select(deals_table), organisation, owners, state, shared_with)
        with self._database.reading() as connection:
            return tuple(_deal(row) for row in connection.execute(query).mappings())

    def find(
        self, organisation: str, text: str, person: str, *, owners: Sequence[str] | None, limit: int
    ) -> tuple[Deal, ...]:
        """The first open deals whose name, account or id has `text` in it, whatever its case: the person's own first.

        Of these owners (all where None) or shared with the person; then by name.
        """
        query = _chosen(select(deals_table), organisation, owners, DealState.OPEN, person)
        told = (func.lower(each).contains(text.lower(), autoescape=True) for each in (_C.name, _C.account, _C.id))
        ordered = query.where(or_(*told)).order_by(None).order_by(_C.owner != person, func.lower(_C.name), _C.id)
        with self._database.reading() as connection:
            return tuple(_deal(row) for row in connection.execute(ordered.limit(limit)).mappings())

    def deal_names(self, organisation: str, owners: Sequence[str] | None = None) -> tuple[DealName, ...]:
        """What the open deals of these owners (all where None) may be called by, by id."""
        query = _chosen(select(_C.id, _C.name, _C.account, _C.owner), organisation, owners, DealState.OPEN)
        with self._database.reading() as connection:
            return tuple(DealName(*row) for row in connection.execute(query))

    def save_deals(self, organisation: str, deals: Iterable[Deal]) -> tuple[int, int]:
        """Insert or update by id; returns how many were added and how many changed.

        A thousand deals are one transaction. A process once pinned stays (`StoredLedger.move` changes it),
        and a deal closed by `close_deal` stays closed until the incoming state changes. An empty creation
        time or reason keeps the stored one.
        """
        return self._save(organisation, deals_table, deals, _merged)

    def close_deal(self, organisation: str, deal: str, state: DealState, reason: str) -> Deal:
        """Close a deal (or open it again) by a person's word, which holds until the CRM says something new.

        Raises `PersonError` where there is no such deal.
        """
        change = (
            update(deals_table)
            .where(_C.organisation == organisation, _C.id == deal)
            .values(state=state.value, close_reason=reason)
            .returning(*_C)
        )
        with self._database.writing() as connection:
            row = connection.execute(change).mappings().one_or_none()
        if row is None:
            raise PersonError(f"There is no deal {deal!r}; look it up in the list of deals.")
        return _deal(row)

    def share(self, organisation: str, deal: str, person: str, *, by: str, at: datetime) -> None:
        """Let somebody see a deal; again is no change."""
        row = {"organisation": organisation, "deal": deal, "person": person, "shared_by": by, "shared_at": at}
        with self._database.writing() as connection:
            connection.execute(insert_into(connection, shares).values(row).on_conflict_do_nothing())

    def unshare(self, organisation: str, deal: str, person: str) -> bool:
        """Take that back; whether it was so."""
        which = delete(shares).where(_S.organisation == organisation, _S.deal == deal, _S.person == person)
        with self._database.writing() as connection:
            return bool(connection.execute(which).rowcount)

    def sharers(self, organisation: str, deal: str) -> tuple[str, ...]:
        """With whom a deal is shared, by id."""
        query = select(_S.person).where(_S.organisation == organisation, _S.deal == deal).order_by(_S.person)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def person(self, organisation: str, person: str) -> Person | None:
        """One person by id."""
        query = select(people_table).where(people_table.c.organisation == organisation, people_table.c.id == person)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else Person.model_validate(dict(row))

    def people(self, organisation: str) -> tuple[Person, ...]:
        """Everybody, by id."""
        query = select(people_table).where(people_table.c.organisation == organisation).order_by(people_table.c.id)
        with self._database.reading() as connection:
            return tuple(Person.model_validate(dict(row)) for row in connection.execute(query).mappings())

    def save_people(self, organisation: str, people: Iterable[Person]) -> tuple[int, int]:
        """Insert or update by id; returns how many were added and how many changed."""
        return self._save(organisation, people_table, people, lambda person, _: person.model_dump())

    def _save(
        self,
        organisation: str,
        table: Table,
        things: Iterable[Thing],
        values: Callable[[Thing, RowMapping | None], Values],
    ) -> tuple[int, int]:
        added = changed = 0
        for batch in _batches(things):
            with self._database.writing() as connection:
                hold(connection, "import", organisation, table.name)
                stored = _stored(connection, table, organisation, sorted(batch))
                rows = {
                    key: {"organisation": organisation, **values(thing, stored.get(key))}
                    for key, thing in sorted(batch.items())
                }
                new = [row for key, row in rows.items() if key not in stored]
                other = [row for key, row in rows.items() if key in stored and dict(stored[key]) != row]
                upsert(connection, table, new + other)
            added, changed = added + len(new), changed + len(other)
        return added, changed


def _chosen(
    query: Select[Any],
    organisation: str,
    owners: Sequence[str] | None,
    state: str | None,
    shared_with: str | None = None,
) -> Select[Any]:
    query = query.where(_C.organisation == organisation)
    if owners is not None:
        shared = select(_S.deal).where(_S.organisation == organisation, _S.person == shared_with)
        query = query.where(or_(_C.owner.in_(owners), _C.id.in_(shared)) if shared_with else _C.owner.in_(owners))
    if state is not None:
        query = query.where(_C.state == state)
    return query.order_by(_C.id)


def _batches(things: Iterable[Thing]) -> Iterator[dict[str, Thing]]:
    """By id, so that the last of several with one id holds."""
    rest = iter(things)
    while batch := {each.id: each for each in islice(rest, BATCH)}:
        yield batch


def _stored(connection: Connection, table: Table, organisation: str, ids: Sequence[str]) -> dict[str, RowMapping]:
    query = select(table).where(among(connection, table, "id", organisation, ids)).order_by(table.c.id)
    return {row["id"]: row for row in connection.execute(query.with_for_update()).mappings()}


def _merged(deal: Deal, stored: RowMapping | None) -> Values:
    """The row of an incoming deal, with what the incoming one does not know or may not change."""
    state = deal.state.value
    values: Values = deal.model_dump() | {"state": state, "crm_state": state, "contacts": list(deal.contacts)}
    return values if stored is None else values | _kept(deal, stored)


def _kept(deal: Deal, stored: RowMapping) -> Values:
    kept: Values = {}
    if stored["process"] is not None:
        kept |= {"process": stored["process"], "process_version": stored["process_version"]}
    if deal.created_at is None:
        kept["created_at"] = stored["created_at"]
    closed_here = stored["state"] != stored["crm_state"] == deal.state.value
    if closed_here:
        kept |= {"state": stored["state"], "close_reason": stored["close_reason"]}
    elif not deal.close_reason and deal.state.value == stored["state"]:
        kept["close_reason"] = stored["close_reason"]
    return kept


def _deal(row: RowMapping) -> Deal:
    return Deal.model_validate(dict(row))
