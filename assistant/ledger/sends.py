"""What was posted outside, or was about to be: so that nothing is posted twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select, update

from assistant.ledger.database import Database, insert_into
from assistant.ledger.tables import sends

if TYPE_CHECKING:
    from collections.abc import Callable

_C = sends.c
KEPT_S = 30 * 24 * 3600.0  # what waits for Slack's leave to be posted is done with long before


class Claim(NamedTuple):
    """A post that was claimed. `new` for this claim itself; `ts` is the message's, None until it is known."""

    new: bool
    ts: str | None


class StoredSends:
    """The port `Sends` over the database; `now` is in seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def claim(self, organisation: str, send: str, channel: str) -> Claim:
        """Claim a post that nobody has claimed; otherwise the claim that there is."""
        row = {
            "organisation": organisation,
            "id": send,
            "channel": channel,
            "ts": None,
            "instant": _micros(self._now()),
        }
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

    def forget(self, older_s: float = KEPT_S) -> int:
        """Delete what was claimed longer ago; how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(sends).where(_C.instant < _micros(self._now() - older_s))).rowcount

    def posted(self, organisation: str, channel: str, ts: str) -> str | None:
        """Which claimed post became this message."""
        query = select(_C.id).where(_C.organisation == organisation, _C.channel == channel, _C.ts == ts)
        with self._database.reading() as connection:
            return connection.scalar(query)


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)
