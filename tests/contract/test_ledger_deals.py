from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.deals.deal import Deal, DealState, Person
from assistant.errors import PersonError
from assistant.ledger.deals import DealName, StoredDeals
from assistant.ledger.ledger import StoredLedger
from tests.builders import NOW
from tests.contract.test_ledger import OFFSETS, PROCESS, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

FULL = Deal(
    id="d",
    name="Acme renewal",
    account="Acme",
    owner="ana",
    amount=Decimal("1234567890123456789.10"),
    currency="EUR",
    crm_stage="Proposal",
    forecast="commit",
    close_date=date(2026, 6, 30),
    state=DealState.LOST,
    close_reason="They chose to wait",
    attributes={"segment": "mid", "seats": 12.5, "zip": "0123"},
    contacts=("Ines", "Ömer"),
    process="buying",
    process_version=2,
    source="csv",
    created_at=datetime(2026, 1, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=45))),
)
SINCE = st.datetimes(datetime(1990, 1, 1))  # noqa: DTZ001 - a CRM may give no zone
NAMES = WORDS.filter(bool)
DEALS = st.builds(
    Deal,
    id=NAMES,
    name=NAMES,
    account=WORDS,
    owner=WORDS,
    currency=WORDS,
    crm_stage=WORDS,
    forecast=WORDS,
    amount=st.none() | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30),
    close_date=st.none() | st.dates(),
    close_reason=WORDS,
    contacts=st.lists(WORDS, max_size=3).map(tuple),
    attributes=st.dictionaries(WORDS, WORDS | st.floats(allow_nan=False, allow_infinity=False), max_size=3),
    process=st.none(),
    process_version=st.none(),
    source=WORDS,
    created_at=st.none() | SINCE | st.datetimes(datetime(1990, 1, 1), timezones=OFFSETS),  # noqa: DTZ001
)


@pytest.fixture
def deals(database: Database) -> StoredDeals:
    return StoredDeals(database)


def test_a_deal_comes_back_exactly(deals: StoredDeals, organisation: str) -> None:
    assert deals.save_deals(organisation, [FULL]) == (1, 0)
    stored = deals.deal(organisation, "d")
    assert stored == FULL
    assert stored is not None
    assert stored.created_at is not None
    assert stored.created_at.utcoffset() == timedelta(hours=5, minutes=45)
    assert str(stored.amount) == "1234567890123456789.10"
    assert deals.deal(organisation, "other") is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deal=DEALS)
def test_any_deal_comes_back_exactly(database: Database, new_organisation: Callable[[], str], deal: Deal) -> None:
    organisation, deals = new_organisation(), StoredDeals(database)
    deals.save_deals(organisation, [deal])
    assert deals.deals(organisation) == (deal,)
    assert deals.save_deals(organisation, [deal]) == (0, 0)


def test_a_deal_that_postgres_cannot_keep_is_the_persons_to_mend(
    database: Database, deals: StoredDeals, organisation: str
) -> None:
    if database.file is None:
        with pytest.raises(PersonError):
            deals.save_deals(organisation, [Deal(id="d", name="nul \x00")])
    else:
        assert deals.save_deals(organisation, [Deal(id="d", name="nul \x00")]) == (1, 0)


def test_saving_says_what_was_added_and_what_changed(deals: StoredDeals, organisation: str) -> None:
    many = [Deal(id=f"{number:04}", name="Acme") for number in range(1500)]
    assert deals.save_deals(organisation, iter(many)) == (1500, 0)
    changed = [each.model_copy(update={"amount": Decimal(1)}) if each.id < "0010" else each for each in many]
    assert deals.save_deals(organisation, iter(changed)) == (0, 10)
    twice = [Deal(id="new", name="First"), Deal(id="new", name="Last")]
    assert deals.save_deals(organisation, twice) == (1, 0)
    assert [each.name for each in deals.deals(organisation) if each.id == "new"] == ["Last"]


def test_deals_are_chosen_by_owner_and_state(deals: StoredDeals, organisation: str) -> None:
    deals.save_deals(
        organisation,
        [
            Deal(id="c", name="C", owner="ana"),
            Deal(id="B", name="B", owner="ana", state=DealState.WON),
            Deal(id="a", name="A", owner="ben", account="Ay"),
            Deal(id="ä", name="Ä", owner="cem"),
        ],
    )

    def ids(**chosen: object) -> list[str]:
        return [each.id for each in deals.deals(organisation, **chosen)]  # type: ignore[arg-type]

    assert ids() == ["a", "c", "ä"]
    assert ids(state=None) == ["B", "a", "c", "ä"]
    assert ids(owners=["ana"], state=None) == ["B", "c"]
    assert ids(owners=["ana", "ben"]) == ["a", "c"]
    assert ids(state="won") == ["B"]
    assert ids(owners=[]) == []
    assert deals.deal_names(organisation, ["ben"]) == (DealName("a", "A", "Ay", "ben"),)
    assert [each.id for each in deals.deal_names(organisation)] == ["a", "c", "ä"]


def test_an_import_keeps_what_was_pinned_and_what_it_does_not_know(
    database: Database, deals: StoredDeals, organisation: str
) -> None:
    deals.save_deals(organisation, [FULL.model_copy(update={"process": None, "process_version": None})])
    StoredLedger(database).append(organisation, "d", [], process=PROCESS)
    pinned = FULL.model_copy(update={"process": "buying", "process_version": 1})
    assert deals.deal(organisation, "d") == pinned
    for process, version in ((None, None), ("another", 7)):
        incoming = FULL.model_copy(
            update={
                "name": "Acme extension",
                "process": process,
                "process_version": version,
                "created_at": None,
                "close_reason": "",
            }
        )
        deals.save_deals(organisation, [incoming])
        assert deals.deal(organisation, "d") == pinned.model_copy(update={"name": "Acme extension"})


def test_a_deal_closed_by_a_person_stays_closed_until_the_crm_says_something_new(
    deals: StoredDeals, organisation: str
) -> None:
    def imported(state: DealState, reason: str = "") -> tuple[str, str]:
        deals.save_deals(organisation, [Deal(id="d", name="Acme", state=state, close_reason=reason)])
        return now()

    def now() -> tuple[str, str]:
        stored = deals.deal(organisation, "d")
        assert stored is not None
        return stored.state.value, stored.close_reason

    assert imported(DealState.OPEN) == ("open", "")
    assert deals.close_deal(organisation, "d", DealState.LOST, "no budget").state is DealState.LOST
    assert imported(DealState.OPEN) == ("lost", "no budget")
    assert imported(DealState.LOST) == ("lost", "no budget")
    assert imported(DealState.LOST, "price") == ("lost", "price")
    assert imported(DealState.OPEN) == ("open", "")
    with pytest.raises(PersonError, match="missing"):
        deals.close_deal(organisation, "missing", DealState.WON, "")


def test_people_come_back_exactly(deals: StoredDeals, organisation: str) -> None:
    ana = Person(id="U1", name="Ana", email="ana@example.org", manager="U2", timezone="Asia/Kathmandu")
    ben = Person(id="U2", name="Ben", sees_all=True)
    assert deals.save_people(organisation, [ben, ana]) == (2, 0)
    assert deals.save_people(organisation, [ana, ben.model_copy(update={"sees_all": False})]) == (0, 1)
    assert deals.people(organisation) == (ana, ben.model_copy(update={"sees_all": False}))
    assert deals.person(organisation, "U1") == ana
    assert deals.person(organisation, "U3") is None


def test_ten_thousand_deals_are_saved_and_read_in_seconds(deals: StoredDeals, organisation: str) -> None:
    many = (
        Deal(id=f"{n:06}", name=f"Deal {n}", owner=f"u{n % 50}", created_at=datetime(2026, 1, 1, tzinfo=UTC))
        for n in range(10_000)
    )
    start = time.monotonic()
    assert deals.save_deals(organisation, many) == (10_000, 0)
    assert len(deals.deals(organisation, owners=["u1", "u2"])) == 400
    assert time.monotonic() - start < 6  # 100,000 then take under a minute


NAMED = st.text("abAB%_\\ é", max_size=4)
LISTS = st.lists(
    st.tuples(NAMED, NAMED, st.sampled_from(["ana", "ben", "cy"]), st.booleans(), st.booleans()), max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, NAMED, st.integers(1, 6), st.none() | st.just(["ana", "ben"]), st.uuids())
def test_deals_are_found_by_a_part_of_what_they_are_called(
    database: Database,
    named: list[tuple[str, str, str, bool, bool]],
    typed: str,
    limit: int,
    owners: list[str] | None,
    number: object,
) -> None:
    stored, organisation = StoredDeals(database), f"org-{number}"
    deals = [
        Deal(id=f"D{at}", name=name or "-", account=account, owner=owner, state="open" if is_open else "won")
        for at, (name, account, owner, is_open, _) in enumerate(named)
    ]
    stored.save_deals(organisation, deals)
    shared = {deal.id for deal, each in zip(deals, named, strict=True) if each[4]}
    for each in sorted(shared):
        stored.share(organisation, each, "ana", by="ben", at=NOW)
    wanted = [
        deal
        for deal in deals
        if deal.state is DealState.OPEN
        and (owners is None or deal.owner in owners or deal.id in shared)
        and any(typed.lower() in part.lower() for part in (deal.name, deal.account, deal.id))
    ]
    found = stored.find(organisation, typed, "ana", owners=owners, limit=limit)
    assert {each.id for each in found} <= {each.id for each in wanted}
    assert len(found) == min(limit, len(wanted))
    own = [each.owner == "ana" for each in found]
    assert own == sorted(own, reverse=True)
    assert sum(own) == min(limit, sum(each.owner == "ana" for each in wanted))
