"""The entries of the ledger as rows, within a transaction. Words of persons are rows of their own."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Text, and_, insert, select, type_coerce

from assistant.deals.observation import Observation
from assistant.errors import PersonError
from assistant.ledger.database import among
from assistant.ledger.tables import deals, observation_texts, observations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_C, _T = observations.c, observation_texts.c
_FACTS = ("id", "outcome", "verdict", "grade", "recorded_at", "occurred_on", "source", "read_by", "supersedes")


def held(connection: Connection, organisation: str, deal: str) -> RowMapping:
    """The deal's pinned process, with the deal held until the transaction ends."""
    query = (
        select(deals.c.process, deals.c.process_version)
        .where(deals.c.organisation == organisation, deals.c.id == deal)
        .with_for_update()
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise PersonError(f"There is no deal {deal!r}; look it up in the list of deals.")
    return row


def read_ledgers(
    connection: Connection, organisation: str, wanted: Sequence[str], *, since: date | None = None
) -> dict[str, tuple[Observation, ...]]:
    """The ledger of each of these deals that has one, in the order of arrival: all of it, or from a day on.

    The day is the one written in recorded-at, which its text begins with.
    """
    texts = and_(_T.organisation == _C.organisation, _T.deal == _C.deal, _T.observation == _C.id)
    query = (
        select(_C.deal, *(_C[name] for name in _FACTS), _T.quote, _T.reported_by)
        .join(observation_texts, texts, isouter=True)
        .where(among(connection, observations, "deal", organisation, wanted))
        .order_by(_C.deal, _C.position)
    )
    if since is not None:
        query = query.where(type_coerce(_C.recorded_at, Text) >= since.isoformat())
    rows = connection.execute(query).mappings()
    return {
        deal: tuple(Observation.model_validate({**row, "reported_by": row["reported_by"] or ""}) for row in of_deal)
        for deal, of_deal in groupby(rows, key=lambda row: str(row["deal"]))
    }


def read_ledger(connection: Connection, organisation: str, deal: str) -> tuple[Observation, ...]:
    """The whole ledger of one deal, in the order of arrival."""
    return read_ledgers(connection, organisation, [deal]).get(deal, ())


def add_observations(
    connection: Connection, organisation: str, deal: str, new: Sequence[Observation], *, after: int, turn: str | None
) -> None:
    """Append entries to a deal's ledger that holds `after` of them; the caller holds the deal."""
    facts: list[dict[str, Any]] = [
        {
            "organisation": organisation,
            "deal": deal,
            "position": position,
            "turn": turn,
            **each.model_dump(include=set(_FACTS)),
        }
        for position, each in enumerate(new, after + 1)
    ]
    texts = [
        {
            "organisation": organisation,
            "deal": deal,
            "observation": each.id,
            "quote": each.quote,
            "reported_by": each.reported_by,
        }
        for each in new
        if each.quote is not None or each.reported_by
    ]
    if facts:
        connection.execute(insert(observations), facts)
    if texts:
        connection.execute(insert(observation_texts), texts)
