"""The published versions of an organisation's processes, as stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, and_, func, insert, select

from assistant.ledger.database import Database, hold
from assistant.ledger.tables import process_versions
from knowledge.library import content_digest
from knowledge.process import Process
from knowledge.versions import Version

if TYPE_CHECKING:
    from datetime import datetime

_C = process_versions.c


class StoredProcesses:
    """The port `Processes` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(
        self, organisation: str, process: Process, source: str, *, by: str, at: datetime, note: str = ""
    ) -> Process:
        """Store the next version; the same content as the newest version publishes nothing and returns it.

        The version is one more than the newest, or the file's own number where that is higher. Comments and
        layout of the file are no content.
        """
        digest = content_digest(process)
        with self._database.writing() as connection:
            hold(connection, "publish", organisation, process.id)
            newest = read_version(connection, organisation, process.id)
            if newest is not None and content_digest(newest) == digest:
                return newest
            version = max(process.version, newest.version + 1 if newest else 1)
            published = process.model_copy(update={"version": version})
            connection.execute(
                insert(process_versions).values(
                    organisation=organisation,
                    id=process.id,
                    version=version,
                    source=source,
                    content=published.model_dump_json(),
                    digest=digest,
                    published_by=by,
                    published_at=at,
                    note=note,
                )
            )
        return published

    def get(self, organisation: str, process: str, version: int | None = None) -> Process | None:
        """One version, the newest by default; None where there is none."""
        with self._database.reading() as connection:
            return read_version(connection, organisation, process, version)

    def newest(self, organisation: str) -> tuple[Process, ...]:
        """The newest version of each process, by id."""
        last = (
            select(_C.id, func.max(_C.version).label("version"))
            .where(_C.organisation == organisation)
            .group_by(_C.id)
            .subquery()
        )
        query = (
            select(_C.content)
            .join(last, and_(_C.id == last.c.id, _C.version == last.c.version))
            .where(_C.organisation == organisation)
            .order_by(_C.id)
        )
        with self._database.reading() as connection:
            return tuple(Process.model_validate_json(content) for content in connection.scalars(query))

    def all_versions(self, organisation: str) -> tuple[Process, ...]:
        """Every version of every process, by id and version."""
        query = select(_C.content).where(_C.organisation == organisation).order_by(_C.id, _C.version)
        with self._database.reading() as connection:
            return tuple(Process.model_validate_json(content) for content in connection.scalars(query))

    def versions(self, organisation: str, process: str) -> tuple[Version, ...]:
        """Every version of a process, the newest first, with the file's text."""
        query = (
            select(_C.version, _C.source, _C.published_by, _C.published_at, _C.note)
            .where(_C.organisation == organisation, _C.id == process)
            .order_by(_C.version.desc())
        )
        with self._database.reading() as connection:
            return tuple(_version(process, row) for row in connection.execute(query).mappings())


def read_version(connection: Connection, organisation: str, process: str, version: int | None = None) -> Process | None:
    """One version of a process within a transaction, the newest by default."""
    query = select(_C.content).where(_C.organisation == organisation, _C.id == process)
    if version is not None:
        query = query.where(_C.version == version)
    content = connection.scalar(query.order_by(_C.version.desc()).limit(1))
    return None if content is None else Process.model_validate_json(content)


def _version(process: str, row: RowMapping) -> Version:
    return Version(process, row["version"], row["source"], row["published_by"], row["published_at"], row["note"])
