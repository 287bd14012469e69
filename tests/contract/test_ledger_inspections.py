"""What was agreed, who inspected what, and what is new since a day: over both databases."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.inspected import Inspected
from assistant.errors import PersonError
from assistant.ledger.deals import StoredDeals
from assistant.ledger.inspections import StoredAgreed, StoredInspections
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.turns import StoredTurns
from tests.builders import DEALS, NOW, bakery, proved
from tests.contract.test_ledger import turn

if TYPE_CHECKING:
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

TODAY = NOW.date()


def step(name: str = "s1", **changes: object) -> AgreedStep:
    values = {"id": name, "text": "Ana gets the owner's mail", "who": "Ana", "agreed_by": "mo", "agreed_at": NOW}
    return AgreedStep.model_validate(values | changes)


@pytest.fixture
def deals(database: Database, organisation: str) -> StoredDeals:
    stored = StoredDeals(database)
    stored.save_deals(organisation, DEALS)
    return stored


@pytest.mark.usefixtures("deals")
def test_steps_come_back_as_they_were_the_first_due_first(database: Database, organisation: str) -> None:
    agreed = StoredAgreed(database)
    late, soon = step("late", due=TODAY + timedelta(days=9)), step("soon", due=TODAY, side=Side.CUSTOMER)
    whenever = step("whenever", outcome="budget-opened")
    for each in (whenever, late, soon):
        agreed.save(organisation, "D1", each)
    assert agreed.of(organisation, ["D1", "D2"]) == {"D1": (soon, late, whenever)}
    assert agreed.of("another", ["D1"]) == {}


@pytest.mark.usefixtures("deals")
def test_a_step_saved_again_is_changed_and_one_without_a_deal_refused(database: Database, organisation: str) -> None:
    agreed = StoredAgreed(database)
    agreed.save(organisation, "D1", step())
    agreed.save(organisation, "D1", step(done_on=TODAY))
    assert agreed.of(organisation, ["D1"])["D1"] == (step(done_on=TODAY),)
    with pytest.raises(PersonError, match="no deal 'D9'"):
        agreed.save(organisation, "D9", step())


@pytest.mark.usefixtures("deals")
def test_erasing_a_deals_words_takes_them_out_of_its_steps(database: Database, organisation: str) -> None:
    agreed = StoredAgreed(database)
    agreed.save(organisation, "D1", step(due=TODAY))
    agreed.save(organisation, "D2", step())
    StoredLedger(database).erase_texts(organisation, "D1")
    assert agreed.of(organisation, ["D1", "D2"]) == {"D1": (step(text="", who="", due=TODAY),), "D2": (step(),)}


def test_the_last_inspection_is_the_persons_own_of_that_scope(database: Database, organisation: str) -> None:
    log = StoredInspections(database)
    for days, person, scope in ((3, "mo", "deal:D1"), (2, "mo", "all"), (1, "ana", "deal:D1"), (0, "mo", "deal:D1")):
        log.log(organisation, Inspected(f"i{days}", person, scope, 1, NOW - timedelta(days=days)))
    assert log.last(organisation, "deal:D1", "mo", NOW) == NOW - timedelta(days=3)
    assert log.last(organisation, "deal:D2", "mo", NOW) is None
    assert log.last("another", "deal:D1", "mo", NOW) is None
    assert [each.id for each in log.all(organisation)] == ["i0", "i1", "i2", "i3"]


def test_an_inspection_is_written_down_once(database: Database, organisation: str) -> None:
    log = StoredInspections(database)
    first = Inspected("i", "mo", "all", 4, NOW)
    log.log(organisation, first)
    log.log(organisation, first._replace(person="ana"))
    assert log.all(organisation) == (first,)


@pytest.mark.usefixtures("deals")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(days=st.lists(st.integers(0, 40), max_size=12), back=st.integers(0, 45), hours=st.integers(-12, 14))
def test_what_is_new_since_a_day_goes_by_the_day_written(
    database: Database, organisation: str, days: list[int], back: int, hours: int
) -> None:
    ledger, known = StoredLedger(database), len(StoredLedger(database).observations(organisation, "D1"))
    new = [
        proved("budget-opened").model_copy(
            update={
                "id": f"{known}-{at}",
                "recorded_at": (NOW - timedelta(days=day)).replace(tzinfo=timezone(timedelta(hours=hours))),
            }
        )
        for at, day in enumerate(days)
    ]
    ledger.append(organisation, "D1", new, process=bakery())
    day = TODAY - timedelta(days=back)
    whole = ledger.observations(organisation, "D1")
    expected = tuple(each for each in whole if each.recorded_at.date() >= day)
    assert ledger.since(organisation, ["D1", "D2"], day) == ({"D1": expected} if expected else {})


def test_turns_about_a_deal_come_oldest_first_from_a_day_on(database: Database, organisation: str) -> None:
    turns = StoredTurns(database)
    for days, deal in ((5, "D1"), (1, "D1"), (0, "D2"), (0, "D1")):
        at = NOW - timedelta(days=days)
        turns.save(organisation, turn(f"{deal}-{days}", deal=deal).model_copy(update={"at": at}))
    both = turns.about(organisation, ["D1", "D2", "D3"])
    assert {deal: [each.id for each in some] for deal, some in both.items()} == {
        "D1": ["D1-5", "D1-1", "D1-0"],
        "D2": ["D2-0"],
    }
    assert [each.id for each in turns.about(organisation, ["D1"], TODAY - timedelta(days=1))["D1"]] == ["D1-1", "D1-0"]
    assert turns.about(organisation, ["D1"], date(2030, 1, 1)) == {}
