"""What people thought of replies, as stored."""

from __future__ import annotations

from sqlalchemy import select

from assistant.coaching.turns import Feedback
from assistant.ledger.database import Database, upsert
from assistant.ledger.tables import feedback as table

_C = table.c


class StoredFeedback:
    """The port `Feedbacks` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, organisation: str, feedback: Feedback) -> None:
        """Keep it, in place of what the same person said of the same turn before."""
        row = {"organisation": organisation, **feedback.model_dump(), "value": feedback.value.value}
        with self._database.writing() as connection:
            upsert(connection, table, [row])

    def all(self, organisation: str) -> tuple[Feedback, ...]:
        """Everything, by turn and person."""
        query = select(table).where(_C.organisation == organisation).order_by(_C.turn, _C.person)
        with self._database.reading() as connection:
            return tuple(Feedback.model_validate(dict(row)) for row in connection.execute(query).mappings())
