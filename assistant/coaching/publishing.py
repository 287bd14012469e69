"""Publishing a process: a new immutable version, indexed in the vector store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import playbooks
from assistant.errors import PersonError
from knowledge.check.applies import tie
from knowledge.library import content_digest, shipped

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.coaching.desk import Desk
    from knowledge.process import Process

SHIPPED_BY = "rightside"


def publish(
    desk: Desk, organisation: str, process: Process, source: str, *, by: str, at: datetime, note: str = ""
) -> Process:
    """Store a changed definition as the next version and index it; unchanged content publishes nothing.

    The index is written after the version is stored: `indexed` makes good for a stop in between.
    Raises `PersonError` where a deal could fit this process and another of the organisation's own equally well.
    """
    if tied := ties(desk, organisation, process):
        raise PersonError(f"{process.id} is not published: {'; '.join(tied)}. Give one of the two another key.")
    published = desk.processes.publish(organisation, process, source, by=by, at=at, note=note)
    desk.search.index(organisation, published)
    playbooks.index(desk, organisation, published)
    return published


def ties(desk: Desk, organisation: str, process: Process) -> list[str]:
    """Why a deal could fit this process and another equally well; those that ship give way to any other."""
    ours = {content_digest(each) for each, _ in shipped()}
    if content_digest(process) in ours:
        return []
    newest = desk.processes.newest(organisation)
    return [
        reason
        for other in newest
        if other.id != process.id and content_digest(other) not in ours and (reason := tie(process, other))
    ]


def roll_back(desk: Desk, organisation: str, process: str, version: int, *, by: str, at: datetime) -> Process:
    """Publish an old version again, as the newest; `PersonError` where there is no such version."""
    for each in desk.processes.versions(organisation, process):
        if each.version == version:
            old = desk.processes.get(organisation, process, version)
            if old is not None:
                note = f"back to version {version}"
                return publish(desk, organisation, old, each.source, by=by, at=at, note=note)
    raise PersonError(f"There is no version {version} of {process!r}; 'rightside process history' shows them.")


def prepare(desk: Desk, organisation: str, at: datetime) -> None:
    """Make an organisation ready for coaching.

    One without any process gets those that ship. A version that the vector store lacks (a new store, or a stop between
    storing and indexing) is indexed.
    """
    versions = desk.processes.all_versions(organisation)
    if not versions:
        for process, source in shipped():
            publish(desk, organisation, process, source, by=SHIPPED_BY, at=at)
    missing = [each for each in versions if not desk.search.indexed(organisation, each.id, each.version)]
    for process in missing:
        desk.search.index(organisation, process)
    for process in desk.processes.newest(organisation) if missing else ():
        playbooks.index(desk, organisation, process)


def rebuild(desk: Desk, organisation: str) -> tuple[list[str], int]:
    """Recompute stored journeys and the vector store; which deals differed, how many texts were embedded."""
    embedded = sum(desk.search.index(organisation, process) for process in desk.processes.all_versions(organisation))
    embedded += sum(playbooks.index(desk, organisation, process) for process in desk.processes.newest(organisation))
    return desk.ledger.rebuild(organisation, desk.processes), embedded
