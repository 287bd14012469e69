"""Histories of many deals at once leave the database as appending each of them would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.deals.deal import Deal
from assistant.deals.observation import Verdict
from assistant.errors import PersonError
from assistant.ledger.database import PAGE
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.processes import StoredProcesses
from tests.contract.test_ledger import AT, OUTCOMES, PROCESS, SHORTER, observation

if TYPE_CHECKING:
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)
MANY = PAGE + 3


def history(number: int) -> list[Observation]:
    """Deal by deal a little more; every third one goes back."""
    some = [observation(f"{number}-{each}", each) for each in OUTCOMES[: number % 4]]
    back = observation(f"{number}-back", verdict=Verdict.REVERSED, recorded_at=AT + timedelta(days=1))
    return [*some, back] if number % 3 == 0 else some


def stored(database: Database, organisation: str, count: int) -> StoredLedger:
    StoredDeals(database).save_deals(organisation, [Deal(id=f"d{n}", name=f"Deal {n}") for n in range(count)])
    return StoredLedger(database)


def test_loading_is_appending_many_times(database: Database, organisation: str) -> None:
    ledger = stored(database, organisation, MANY)
    ids = [f"d{n}" for n in range(MANY)]
    written = ledger.load(organisation, ((f"d{n}", history(n)) for n in range(MANY)), process=PROCESS)
    other = organisation + "-one-by-one"
    one_by_one = stored(database, other, MANY)
    for n in range(MANY):
        one_by_one.append(other, f"d{n}", history(n), process=PROCESS)
    assert written == sum(len(history(n)) for n in range(MANY))
    assert ledger.ledgers(organisation, ids) == one_by_one.ledgers(other, ids)
    assert ledger.journeys(organisation, ids) == one_by_one.journeys(other, ids)
    pins = [(deal.process, deal.process_version) for deal in StoredDeals(database).deals(organisation)]
    assert pins == [("buying", 1)] * MANY


def test_loading_goes_on_from_what_is_there(database: Database, organisation: str) -> None:
    ledger = stored(database, organisation, 1)
    StoredProcesses(database).publish(organisation, PROCESS, "", by="ana", at=AT)
    StoredProcesses(database).publish(organisation, SHORTER, "", by="ana", at=AT)
    ledger.append(organisation, "d0", [observation("1")], process=PROCESS)
    back = observation("2", verdict=Verdict.REVERSED, recorded_at=AT + timedelta(days=1))
    # The deal stays on its version, and a deal that is named twice loses nothing.
    ledger.load(organisation, [("d0", [back]), ("d0", [observation("3", OUTCOMES[1])])], process=SHORTER)
    assert [each.id for each in ledger.observations(organisation, "d0")] == ["1", "2", "3"]
    journey = ledger.journeys(organisation, ["d0"])["d0"]
    assert [move.observation for move in journey.backward_moves] == ["2"]
    assert journey.ignored == ()


@pytest.mark.parametrize("bad", ["missing", "twice"])
def test_a_page_with_a_fault_is_left_out_whole(database: Database, organisation: str, bad: str) -> None:
    ledger = stored(database, organisation, 2)
    faulty = ("nowhere", [observation("1")]) if bad == "missing" else ("d1", [observation("1"), observation("1")])
    with pytest.raises(PersonError, match="nowhere" if bad == "missing" else "twice"):
        ledger.load(organisation, [("d0", [observation("1")]), faulty], process=PROCESS)
    assert ledger.ledgers(organisation, ["d0", "d1"]) == {}
