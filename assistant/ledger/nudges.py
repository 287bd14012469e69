"""What was nudged and what came of it, and how each person wants to be nudged, as stored."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Table, delete, select, update

from assistant.deals.nudge_preferences import OFFICE, Hours, Preferences, Snooze, rule_name
from assistant.deals.nudges import Item, Response, Shown
from assistant.deals.warnings import Kind
from assistant.ledger.database import Database, among, insert_into, pages, upsert
from assistant.ledger.nudge_tables import nudge_mutes, nudge_snoozes, nudges, working_hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_N, _S, _M, _W = nudges.c, nudge_snoozes.c, nudge_mutes.c, working_hours.c
KINDS = {rule_name(kind): kind for kind in Kind}


class StoredNudges:
    """The port `Nudges` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, organisation: str, shown: Iterable[Shown]) -> None:
        """Write down what was shown; what stands there already for that person, day and deal stays as it is."""
        rows = [{"organisation": organisation, **_row(each)} for each in shown]
        with self._database.writing() as connection:
            if rows:
                connection.execute(insert_into(connection, nudges).on_conflict_do_nothing(), rows)

    def respond(self, organisation: str, person: str, deal: str, response: Response, on: date) -> bool:
        """Write down what came of the newest nudge of a deal shown to a person; whether there was one open."""
        newest = (
            select(_N.on)
            .where(_N.organisation == organisation, _N.person == person, _N.deal == deal)
            .where(_N.to_manager.is_(False), _N.on <= on)
            .order_by(_N.on.desc())
            .limit(1)
        )
        change = (
            update(nudges)
            .where(_N.organisation == organisation, _N.person == person, _N.deal == deal, _N.to_manager.is_(False))
            .where(_N.on == newest.scalar_subquery(), _N.response.is_(None))
            .values(response=response.value, responded_on=on)
        )
        with self._database.writing() as connection:
            return bool(connection.execute(change).rowcount)

    def shown(self, organisation: str, people: Sequence[str]) -> dict[str, tuple[Shown, ...]]:
        """What each of these people was shown who was shown anything, by day and deal."""
        found: dict[str, list[Shown]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in _rows(connection, nudges, organisation, people):
                found[row["person"]].append(_shown(row))
        return {person: tuple(sorted(some, key=_order)) for person, some in found.items()}

    def snooze(self, organisation: str, person: str, snooze: Snooze) -> None:
        """Keep a snooze, in place of the person's earlier one of that deal."""
        row = {"organisation": organisation, "person": person, **snooze._asdict()}
        with self._database.writing() as connection:
            upsert(connection, nudge_snoozes, [row])

    def mute(self, organisation: str, person: str, rule: str) -> None:
        """Mute a rule, or everything; again is no change."""
        row = {"organisation": organisation, "person": person, "rule": rule}
        with self._database.writing() as connection:
            connection.execute(insert_into(connection, nudge_mutes).values(row).on_conflict_do_nothing())

    def unmute(self, organisation: str, person: str, rule: str) -> bool:
        """Take that back; whether it was so."""
        which = (_M.organisation == organisation, _M.person == person, _M.rule == rule)
        with self._database.writing() as connection:
            return bool(connection.execute(delete(nudge_mutes).where(*which)).rowcount)

    def work(self, organisation: str, person: str, hours: Hours) -> None:
        """Keep when a person works."""
        row = {
            "organisation": organisation,
            "person": person,
            "days": sorted(hours.days),
            "begins": hours.begins.isoformat(),
            "ends": hours.ends.isoformat(),
        }
        with self._database.writing() as connection:
            upsert(connection, working_hours, [row])

    def preferences(self, organisation: str, people: Sequence[str]) -> dict[str, Preferences]:
        """How each of these people wants to be nudged: the usual where they did not say."""
        hours: dict[str, Hours] = {}
        muted, snoozes = defaultdict[str, set[str]](set), defaultdict[str, dict[str, Snooze]](dict)
        with self._database.reading() as connection:
            for row in _rows(connection, working_hours, organisation, people):
                times = (time.fromisoformat(row[name]) for name in ("begins", "ends"))
                hours[row["person"]] = Hours(frozenset(row["days"]), *times)
            for row in _rows(connection, nudge_mutes, organisation, people):
                muted[row["person"]].add(row["rule"])
            for row in _rows(connection, nudge_snoozes, organisation, people):
                snoozes[row["person"]][row["deal"]] = Snooze(*(row[name] for name in Snooze._fields))
        return {
            each: Preferences(hours.get(each, OFFICE), frozenset(muted[each]), snoozes[each]) for each in set(people)
        }


def forget_snoozes(connection: Connection, organisation: str, deal: str) -> None:
    """Take the reasons out of a deal's snoozes; days stay."""
    connection.execute(update(nudge_snoozes).where(_S.organisation == organisation, _S.deal == deal).values(reason=""))


def _rows(connection: Connection, table: Table, organisation: str, people: Sequence[str]) -> Iterator[RowMapping]:
    for page in pages(people):
        which = among(connection, table, "person", organisation, page)
        yield from connection.execute(select(table).where(which)).mappings()


def _order(each: Shown) -> tuple[date, str, bool]:
    return each.on, each.deal, each.to_manager


def _row(shown: Shown) -> dict[str, Any]:
    item, response = shown.item, shown.response
    return {
        "person": shown.person,
        "deal": shown.deal,
        "on": shown.on,
        "rule": rule_name(item.rule),
        "subject": item.subject,
        "basis": item.basis,
        "to_manager": shown.to_manager,
        "response": None if response is None else response.value,
    }


def _shown(row: RowMapping) -> Shown:
    response = None if row["response"] is None else Response(row["response"])
    item = Item(KINDS[row["rule"]], row["subject"], row["basis"])
    return Shown(row["person"], row["deal"], item, row["on"], response, row["to_manager"])
