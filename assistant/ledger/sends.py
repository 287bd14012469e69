"""What was posted outside, or was about to be: so that nothing is posted twice."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from assistant.ledger.database import Database, insert_into
from assistant.ledger.tables import sends

_C = sends.c


class Claim(NamedTuple):
    """A post that was claimed. `new` for this claim itself; `ts` is the message's, None until it is known."""

    new: bool
    ts: str | None


class StoredSends:
    """The port `Sends` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, organisation: str, send: str, channel: str) -> Claim:
        """Claim a post that nobody has claimed; otherwise the claim that there is."""
        row = {"organisation": organisation, "id": send, "channel": channel, "ts": None}
        with self._database.writing() as connection:
            keep = insert_into(connection, sends).values(row).on_conflict_do_nothing().returning(_C.id)
            new = connection.scalar(keep) is not None
            query = select(_C.ts).where(_C.organisation == organisation, _C.id == send)
            return Claim(new, connection.scalar(query))

    def sent(self, organisation: str, send: str, ts: str) -> None:
        """Keep which message a claimed post became."""
        with self._database.writing() as connection:
            connection.execute(update(sends).where(_C.organisation == organisation, _C.id == send).values(ts=ts))

    def release(self, organisation: str, send: str) -> None:
        """Forget the claim of a post that was refused."""
        with self._database.writing() as connection:
            connection.execute(delete(sends).where(_C.organisation == organisation, _C.id == send, _C.ts.is_(None)))

    def posted(self, organisation: str, channel: str, ts: str) -> str | None:
        """Which claimed post became this message."""
        query = select(_C.id).where(_C.organisation == organisation, _C.channel == channel, _C.ts == ts)
        with self._database.reading() as connection:
            return connection.scalar(query)
