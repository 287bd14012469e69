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
    from collections.abc import Mapping, Sequence
    from datetime import date

_C, _T = observations.c, observation_texts.c
_FACTS = ("id", "outcome", "verdict", "grade", "recorded_at", "occurred_on", "source", "read_by", "supersedes")


def held(connection: Connection, organisation: str, deal: str) -> RowMapping:
    """The deal's pinned process, with the deal held until the transaction ends."""
    return held_deals(connection, organisation, [deal])[deal]


def held_deals(connection: Connection, organisation: str, wanted: Sequence[str]) -> dict[str, RowMapping]:
    """The pinned process of each of these deals, all held until the transaction ends; `PersonError` without one."""
    query = (
        select(deals.c.id, deals.c.process, deals.c.process_version)
        .where(among(connection, deals, "id", organisation, wanted))
        .order_by(deals.c.id)
        .with_for_update()
    )
    rows = {row["id"]: row for row in connection.execute(query).mappings()}
    if missing := next((deal for deal in wanted if deal not in rows), None):
        raise PersonError(f"There is no deal {missing!r}; look it up in the list of deals.")
    return rows


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
    connection: Connection,
    organisation: str,
    new: Mapping[str, Sequence[Observation]],
    *,
    after: Mapping[str, int],
    turn: str | None,
) -> None:
    """Append entries to the ledgers of deals, which hold `after` of them (0 where not said); the caller holds them."""
    facts: list[dict[str, Any]] = [
        {
            "organisation": organisation,
            "deal": deal,
            "position": position,
            "turn": turn,
            **{name: getattr(each, name) for name in _FACTS},
        }
        for deal, some in new.items()
        for position, each in enumerate(some, after.get(deal, 0) + 1)
    ]
    texts = [
        {
            "organisation": organisation,
            "deal": deal,
            "observation": each.id,
            "quote": each.quote,
            "reported_by": each.reported_by,
        }
        for deal, some in new.items()
        for each in some
        if each.quote is not None or each.reported_by
    ]
    if facts:
        connection.execute(insert(observations), facts)
    if texts:
        connection.execute(insert(observation_texts), texts)
