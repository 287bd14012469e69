"""The stored journey of each deal, within a transaction: what its ledger says whatever the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from assistant.deals.replay import Journey, customer_stage
from assistant.errors import OperatorError
from assistant.ledger.database import among, upsert
from assistant.ledger.tables import journeys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.process import Process

_C = journeys.c


def journey_row(organisation: str, deal: str, process: Process, journey: Journey) -> dict[str, Any]:
    """The row of a deal's journey; what can be searched for stands in columns of its own."""
    return {
        "organisation": organisation,
        "deal": deal,
        "process": process.id,
        "process_version": process.version,
        "customer_stage": customer_stage(process, journey.states),
        "last_customer_action": journey.last_customer_action,
        "last_backward_on": max((move.on for move in journey.backward_moves), default=None),
        "journey": journey.model_dump_json(),
    }


def store_journeys(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep these rows as the journeys of their deals."""
    upsert(connection, journeys, rows)


def read_rows(connection: Connection, organisation: str, deals: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The journey rows of those of these deals that have one."""
    query = select(journeys).where(among(connection, journeys, "deal", organisation, deals))
    return {row["deal"]: dict(row) for row in connection.execute(query).mappings()}


def read_journeys(connection: Connection, organisation: str, deals: Sequence[str]) -> dict[str, Journey]:
    """The journeys of those of these deals that have one; `OperatorError` where one cannot be read."""
    return {deal: _journey(deal, row["journey"]) for deal, row in read_rows(connection, organisation, deals).items()}


def _journey(deal: str, stored: str) -> Journey:
    try:
        return Journey.model_validate_json(stored)
    except ValidationError as error:
        raise OperatorError(
            f"The stored journey of deal {deal!r} cannot be read; run `rightside doctor --rebuild`."
        ) from error
