"""Installations of the Slack app, as opaque rows, and the states of installations under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from assistant.ledger.database import Database, upsert
from assistant.ledger.tables import install_states, installations

if TYPE_CHECKING:
    from datetime import datetime

_I, _S = installations.c, install_states.c


class StoredInstallations:
    """One row for an organisation. What is in it is sealed before it comes here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, organisation: str, sealed: str, at: datetime) -> None:
        """Keep an installation made at a time, in place of an earlier one."""
        row = {"organisation": organisation, "sealed": sealed, "instant": _micros(at)}
        with self._database.writing() as connection:
            upsert(connection, installations, [row])

    def replace(self, organisation: str, before: str, sealed: str) -> bool:
        """Put other content in a row that still has this one; whether it did."""
        change = update(installations).where(_I.organisation == organisation, _I.sealed == before)
        with self._database.writing() as connection:
            return bool(connection.execute(change.values(sealed=sealed)).rowcount)

    def get(self, organisation: str) -> str | None:
        """The content of one organisation's row."""
        with self._database.reading() as connection:
            return connection.scalar(select(_I.sealed).where(_I.organisation == organisation))

    def all(self) -> tuple[tuple[str, str], ...]:
        """Every organisation with its content, by organisation."""
        query = select(_I.organisation, _I.sealed).order_by(_I.organisation)
        with self._database.reading() as connection:
            return tuple((organisation, sealed) for organisation, sealed in connection.execute(query))

    def forget(self, organisation: str, before: datetime) -> bool:
        """Remove an installation that was made before this time; whether there was one."""
        which = delete(installations).where(_I.organisation == organisation, _I.instant < _micros(before))
        with self._database.writing() as connection:
            return bool(connection.execute(which).rowcount)

    def issue(self, state: str, now: datetime, until: datetime) -> None:
        """Remember a state, by its digest; those that are over are removed."""
        with self._database.writing() as connection:
            connection.execute(delete(install_states).where(_S.until <= _micros(now)))
            connection.execute(insert(install_states).values(state=state, until=_micros(until)))

    def consume(self, state: str, now: datetime) -> bool:
        """Whether a state was issued, is not over and was never used; it is used up by that."""
        which = delete(install_states).where(_S.state == state, _S.until > _micros(now))
        with self._database.writing() as connection:
            return bool(connection.execute(which).rowcount)


def _micros(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
