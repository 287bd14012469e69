"""Publishing a process: a new immutable version, indexed in the vector store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.library import shipped

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.coaching.desk import Desk
    from knowledge.process import Process

SHIPPED_BY = "rightside"


def publish(desk: Desk, organisation: str, process: Process, source: str, *, by: str, at: datetime) -> Process:
    """Store a changed definition as the next version and index it; unchanged content publishes nothing.

    The index is written after the version is stored: `indexed` makes good for a stop in between.
    """
    published = desk.processes.publish(organisation, process, source, by=by, at=at)
    desk.search.index(organisation, published)
    return published


def prepare(desk: Desk, organisation: str, at: datetime) -> None:
    """Make an organisation ready for coaching.

    One without any process gets those that ship. A version that the vector store lacks (a new store, or a stop between
    storing and indexing) is indexed.
    """
    versions = desk.processes.all_versions(organisation)
    if not versions:
        for process, source in shipped():
            publish(desk, organisation, process, source, by=SHIPPED_BY, at=at)
    for process in versions:
        if not desk.search.indexed(organisation, process.id, process.version):
            desk.search.index(organisation, process)


def rebuild(desk: Desk, organisation: str) -> tuple[list[str], int]:
    """Recompute stored journeys and the vector store; which deals differed, how many texts were embedded."""
    embedded = sum(desk.search.index(organisation, process) for process in desk.processes.all_versions(organisation))
    return desk.ledger.rebuild(organisation, desk.processes), embedded
