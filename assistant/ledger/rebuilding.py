"""Replaying every ledger of an organisation, and repairing the stored journeys that differ."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.deals.replay import replay
from assistant.ledger.journeys import journey_row, read_rows, store_journeys
from assistant.ledger.observations import held, read_ledger, read_ledgers
from assistant.ledger.tables import deals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.coaching.ports import Processes
    from assistant.ledger.database import Database
    from knowledge.process import Process

    Versions = Callable[[str, int | None], Process | None]

PAGE = 500


def rebuilt(database: Database, organisation: str, processes: Processes) -> Iterator[str]:
    """Repair page by page and give the id of each deal whose stored journey differed, in order."""
    versions: Versions = cache(partial(processes.get, organisation))
    last: str | None = ""
    while last is not None:
        suspects, last = _suspects(database, organisation, last, versions)
        yield from (deal for deal in suspects if _repaired(database, organisation, deal, versions))


def _suspects(database: Database, organisation: str, after: str, versions: Versions) -> tuple[list[str], str | None]:
    """The deals of the next page that look wrong, and the page's last id; None after the last page.

    Nothing is held here, so a deal may look wrong only because it was being written.
    """
    query = (
        select(deals.c.id, deals.c.process, deals.c.process_version)
        .where(deals.c.organisation == organisation, deals.c.process.is_not(None), deals.c.id > after)
        .order_by(deals.c.id)
        .limit(PAGE)
    )
    wrong = []
    with database.reading() as connection:
        page = connection.execute(query).all()
        ids = [deal for deal, *_ in page]
        ledgers = read_ledgers(connection, organisation, ids)
        stored = read_rows(connection, organisation, ids)
    for deal, *pin in page:
        process, ledger = versions(*pin), ledgers.get(deal, ())
        if process is None or not (ledger or deal in stored):
            continue
        if stored.get(deal) != journey_row(organisation, deal, process, replay(process, ledger)):
            wrong.append(deal)
    return wrong, ids[-1] if len(ids) == PAGE else None


def _repaired(database: Database, organisation: str, deal: str, versions: Versions) -> bool:
    """Hold the deal, look again, and repair it where it still differs."""
    with database.writing() as connection:
        pin = held(connection, organisation, deal)
        process = versions(pin["process"], pin["process_version"])
        if process is None:
            return False
        journey = replay(process, read_ledger(connection, organisation, deal))
        row = journey_row(organisation, deal, process, journey)
        if read_rows(connection, organisation, [deal]).get(deal) == row:
            return False
        store_journeys(connection, [row])
        return True
