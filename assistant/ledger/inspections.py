"""What was agreed about a deal, and who inspected what and when, as stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update

from assistant.deals.agreed import AgreedStep
from assistant.deals.inspected import Inspected
from assistant.ledger.database import Database, among, insert_into, pages, upsert
from assistant.ledger.observations import held
from assistant.ledger.tables import agreed_steps, inspections
from assistant.ledger.turns import instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_A, _I = agreed_steps.c, inspections.c


class StoredAgreed:
    """The port `Agreed` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, organisation: str, deal: str, step: AgreedStep) -> None:
        """Keep a step, in place of the one with its id; `PersonError` without the deal."""
        with self._database.writing() as connection:
            held(connection, organisation, deal)
            upsert(connection, agreed_steps, [{"organisation": organisation, "deal": deal, **step.model_dump()}])

    def of(self, organisation: str, deals: Sequence[str]) -> dict[str, tuple[AgreedStep, ...]]:
        """The steps of each of these deals that has some: the first due first, those without a day last."""
        found: dict[str, list[AgreedStep]] = {}
        with self._database.reading() as connection:
            for page in pages(deals):
                which = among(connection, agreed_steps, "deal", organisation, page)
                for row in connection.execute(select(agreed_steps).where(which)).mappings():
                    found.setdefault(row["deal"], []).append(AgreedStep.model_validate(dict(row)))
        return {deal: tuple(sorted(steps, key=_order)) for deal, steps in found.items()}


class StoredInspections:
    """The port `Inspections` over the database: the audit log of looks at deals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def log(self, organisation: str, inspected: Inspected) -> None:
        """Write down an inspection; one that stands there already stays as it is."""
        row = {"organisation": organisation, "instant": instant(inspected.at), **inspected._asdict()}
        with self._database.writing() as connection:
            connection.execute(insert_into(connection, inspections).values(row).on_conflict_do_nothing())

    def last(self, organisation: str, scope: str, person: str, before: datetime) -> datetime | None:
        """When this person last inspected this before a moment."""
        query = (
            select(_I.at)
            .where(_I.organisation == organisation, _I.scope == scope, _I.person == person)
            .where(_I.instant < instant(before))
            .order_by(_I.instant.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            return connection.scalar(query)

    def all(self, organisation: str, limit: int = 100) -> tuple[Inspected, ...]:
        """The newest inspections, the newest first."""
        query = (
            select(*(_I[name] for name in Inspected._fields))
            .where(_I.organisation == organisation)
            .order_by(_I.instant.desc(), _I.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(Inspected(*row) for row in connection.execute(query))


def forget_steps(connection: Connection, organisation: str, deal: str) -> None:
    """Take the words and names out of what was agreed about a deal; days and sides stay."""
    which = (_A.organisation == organisation, _A.deal == deal)
    connection.execute(update(agreed_steps).where(*which).values(text="", who=""))


def _order(step: AgreedStep) -> tuple[bool, str, str]:
    return step.due is None, str(step.due or ""), step.id
