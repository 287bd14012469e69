"""Entries into the ledgers of any number of deals, with the journeys that they make, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, bindparam, update

from assistant.deals.replay import Journey, replay
from assistant.ledger.journeys import journey_row, store_journeys
from assistant.ledger.observations import add_observations, read_ledgers
from assistant.ledger.processes import read_version
from assistant.ledger.tables import deals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.deals.observation import Observation
    from knowledge.process import Process


def appended(
    connection: Connection,
    organisation: str,
    new: Mapping[str, Sequence[Observation]],
    rows: Mapping[str, RowMapping],
    *,
    process: Process,
    turn: str | None = None,
) -> dict[str, Journey]:
    """Append to deals that are held (`rows`, as `held_deals` gives them) and keep the journey of each.

    A deal without a process is pinned to this one; a deal pinned to another published version is replayed on
    that one. Raises `PersonError` for an id used twice, and a `supersedes` that names no earlier entry.
    """
    ledgers = read_ledgers(connection, organisation, list(new))
    processes = {deal: _pinned(connection, organisation, rows[deal], process) for deal in new}
    journeys = {deal: replay(processes[deal], [*ledgers.get(deal, ()), *some]) for deal, some in new.items()}
    after = {deal: len(ledger) for deal, ledger in ledgers.items()}
    add_observations(connection, organisation, new, after=after, turn=turn)
    pin(connection, organisation, [deal for deal in new if rows[deal]["process"] is None], process)
    store_journeys(
        connection, [journey_row(organisation, deal, processes[deal], journey) for deal, journey in journeys.items()]
    )
    return journeys


def pin(connection: Connection, organisation: str, some: Iterable[str], process: Process) -> None:
    """Pin deals to a version of a process."""
    if each := [{"deal": deal} for deal in some]:
        change = (
            update(deals)
            .where(deals.c.organisation == organisation, deals.c.id == bindparam("deal"))
            .values(process=process.id, process_version=process.version)
        )
        connection.execute(change, each)


def _pinned(connection: Connection, organisation: str, row: RowMapping, process: Process) -> Process:
    """The version the deal is pinned to where that is published and another than the given one."""
    wanted = (row["process"], row["process_version"])
    if wanted[0] is None or wanted == (process.id, process.version):
        return process
    return read_version(connection, organisation, *wanted) or process
