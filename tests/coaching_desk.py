"""A desk on a real database, with a reader that knows a few words and a small search in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.bootstrap.desks import build_desk
from assistant.coaching.publishing import publish
from tests.builders import DEALS, NOW, PEOPLE
from tests.fake_search import FakeSearch

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.ports import Reader
    from assistant.ledger.database import Database
    from knowledge.process import Process


def desk_on(database: Database, organisation: str, reader: Reader, process: Process) -> Desk:
    """The desk of a new organisation with one process, some people and their deals."""
    desk = empty_desk(database, reader, FakeSearch())
    founded(desk, organisation, process)
    return desk


def empty_desk(database: Database, reader: Reader, search: FakeSearch) -> Desk:
    """A desk at which nothing is published yet."""
    return build_desk(database, reader, search)


def founded(desk: Desk, organisation: str, process: Process) -> None:
    """Publish a process, and bring in some people and their deals."""
    publish(desk, organisation, process, "", by="test", at=NOW)
    desk.deals.save_people(organisation, PEOPLE)
    desk.deals.save_deals(organisation, DEALS)
