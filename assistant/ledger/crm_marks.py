"""How far each CRM has been read, as stored."""

from __future__ import annotations

from sqlalchemy import delete, select

from assistant.ledger.database import Database, upsert
from assistant.ledger.tables import crm_marks as table

_C = table.c


class StoredCrmMarks:
    """The port `CrmMarks` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, organisation: str, crm: str) -> dict[str, str]:
        """The mark of each stream of this CRM that has one."""
        query = select(_C.stream, _C.mark).where(_C.organisation == organisation, _C.crm == crm)
        with self._database.reading() as connection:
            return {stream: mark for stream, mark in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy

    def keep(self, organisation: str, crm: str, stream: str, mark: str) -> None:
        """Keep a stream's mark, in place of the one before."""
        with self._database.writing() as connection:
            upsert(connection, table, [{"organisation": organisation, "crm": crm, "stream": stream, "mark": mark}])

    def forget(self, organisation: str, crm: str) -> None:
        """Drop every mark of this CRM: the next run reads everything."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(_C.organisation == organisation, _C.crm == crm))
