"""Every case through the product's ledger, in memory and in the database, held against the reference."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.deal import Deal
from assistant.deals.replay import Journey, customer_stage
from assistant.deals.standing import stand
from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from evals.evidence.log import PROCESS
from evals.evidence.reference import reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from evals.evidence.log import Case
    from evals.evidence.reference import Move

ORGANISATION = "evidence"


@dataclass(frozen=True)
class Replayed:
    """How many cases and observations went through the ledger, and the ids of the cases that differ.

    `differ` holds those whose stage or backward moves are not the reference's, at the end of the log or on the
    day that is asked about; `differ_stored` those whose journey in the database is not.
    """

    cases: int
    observations: int
    moves: int
    differ: tuple[str, ...]
    differ_stored: tuple[str, ...]


def replayed(cases: Sequence[Case]) -> Replayed:
    """Replay every case twice: in memory, on the last day and on the day asked about; and through the database."""
    stored = _stored(cases)
    expected = {case.id: _expected(case) for case in cases}
    differ = [case.id for case in cases if any(_stood(case, day) != _expected(case, day) for day in _days(case))]
    return Replayed(
        cases=len(cases),
        observations=sum(len(case.ledger) for case in cases),
        moves=sum(len(moves) for _, moves in expected.values()),
        differ=tuple(differ),
        differ_stored=tuple(each for each in expected if _told(stored.get(each, Journey())) != expected[each]),
    )


def _days(case: Case) -> list[date]:
    last = max(each.at.date() for each in case.events)
    return [last] if case.asked_on is None else [last, case.asked_on]


def _expected(case: Case, until: date | None = None) -> tuple[str, list[Move]]:
    return reference((each.activity, each.at) for each in case.events if until is None or each.at.date() <= until)


def _stood(case: Case, on: date) -> tuple[str, list[Move]]:
    return _told(stand(PROCESS, case.ledger, on).journey)


def _told(journey: Journey) -> tuple[str, list[Move]]:
    moves = [(each.outcome, each.on, each.from_stage, each.to_stage) for each in journey.backward_moves]
    return customer_stage(PROCESS, journey.states), moves


def _stored(cases: Sequence[Case]) -> dict[str, Journey]:
    """The journeys as the database holds them after all cases were written, by case."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/evidence.db")
        deals = (Deal(id=case.id, name=f"Loan {case.id}", amount=case.amount or None) for case in cases)
        StoredDeals(database).save_deals(ORGANISATION, deals)
        ledger = StoredLedger(database)
        ledger.load(ORGANISATION, ((case.id, case.ledger) for case in cases), process=PROCESS)
        journeys = ledger.journeys(ORGANISATION, [case.id for case in cases])
        database.close()
    return journeys
