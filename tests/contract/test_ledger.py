from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.coaching.turns import Asked, Turn
from assistant.deals.deal import Deal
from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.replay import Journey, State, replay
from assistant.errors import OperatorError, PersonError
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.processes import StoredProcesses
from assistant.ledger.turns import StoredTurns
from knowledge.process import COMPLETE, Outcome, Process, SellerAction, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.ports import Deals, Ledger, Processes, Turns
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

OUTCOMES = ("need-written", "budget-line", "contract-signed")
PROCESS = Process(
    id="buying",
    name="Buying",
    version=1,
    applies_to={"segment": ("mid", 3, True), "amount": "EU*"},
    stages=(
        Stage(
            id="decide",
            name="Decide",
            outcomes=(
                Outcome(id="need-written", statement="They write down the need", gate=True),
                Outcome(id="budget-line", statement="Finance opens a line", gate=True, reconfirm_after_days=90),
            ),
            seller_actions=(
                SellerAction(id="ask", action="Ask finance", purpose="encourage", advances=("budget-line",)),
            ),
        ),
        Stage(id="sign", name="Sign", outcomes=(Outcome(id="contract-signed", statement="They sign", gate=True),)),
    ),
)
SHORTER = PROCESS.model_copy(update={"version": 2, "stages": PROCESS.stages[1:]})
AT = datetime(2026, 3, 2, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


def observation(identity: str, outcome: str = "need-written", **fields: object) -> Observation:
    return Observation.model_validate(
        {
            "id": identity,
            "outcome": outcome,
            "verdict": Verdict.HAPPENED,
            "grade": Grade.QUOTED,
            "recorded_at": AT,
            "quote": "We wrote it down.",
            "reported_by": "ana",
            "source": "chat",
            **fields,
        }
    )


def turn(identity: str, **fields: object) -> Turn:
    return Turn.model_validate({"id": identity, "conversation": "c", "person": "ana", "at": AT, **fields})


@pytest.fixture
def ledger(database: Database, organisation: str) -> StoredLedger:
    StoredDeals(database).save_deals(organisation, [Deal(id="d", name="Acme"), Deal(id="e", name="Else")])
    return StoredLedger(database)


def test_the_adapters_fit_the_ports(database: Database) -> None:
    ports: tuple[Processes, Deals, Ledger, Turns] = (
        StoredProcesses(database),
        StoredDeals(database),
        StoredLedger(database),
        StoredTurns(database),
    )
    assert ports[1].deal("nobody", "d") is None


def test_an_observation_comes_back_with_its_own_offset(ledger: StoredLedger, organisation: str) -> None:
    first = observation("1", occurred_on=date(2026, 3, 1), read_by="local")
    second = observation("2", quote=None, reported_by="", recorded_at=AT.astimezone(UTC), supersedes="1")
    ledger.append(organisation, "d", [first, second], process=PROCESS)
    stored = ledger.observations(organisation, "d")
    assert stored == (first, second)
    assert [each.recorded_at.date() for each in stored] == [date(2026, 3, 2), date(2026, 3, 3)]
    assert stored[0].recorded_at.utcoffset() == timedelta(hours=-5)


def test_appending_stores_the_journey_and_pins_the_process(
    database: Database, ledger: StoredLedger, organisation: str
) -> None:
    journey = ledger.append(organisation, "d", [observation("1")], process=PROCESS)
    assert journey.state("need-written").state is State.HELD
    assert ledger.journeys(organisation, ["d", "e", "missing"]) == {"d": journey}
    deal = StoredDeals(database).deal(organisation, "d")
    assert deal is not None
    assert (deal.process, deal.process_version) == ("buying", 1)


def test_the_journey_row_can_be_searched(database: Database, ledger: StoredLedger, organisation: str) -> None:
    proof = [observation(outcome, outcome, occurred_on=date(2026, 2, 1)) for outcome in OUTCOMES]
    ledger.append(organisation, "d", proof, process=PROCESS)
    assert _journey_row(database, organisation) == (COMPLETE, "2026-02-01", None)
    back = observation("back", "budget-line", verdict=Verdict.REVERSED, occurred_on=date(2026, 3, 1))
    ledger.append(organisation, "d", [back], process=PROCESS)
    assert _journey_row(database, organisation) == ("decide", "2026-03-01", "2026-03-01")


def _journey_row(database: Database, organisation: str) -> tuple[str | None, ...]:
    query = text("SELECT customer_stage, last_customer_action, last_backward_on FROM journeys WHERE organisation = :o")
    with database.reading() as connection:
        return tuple(
            None if each is None else str(each) for each in connection.execute(query, {"o": organisation}).one()
        )


def test_the_journey_of_an_empty_ledger_exists(ledger: StoredLedger, organisation: str) -> None:
    assert ledger.append(organisation, "d", [], process=PROCESS) == Journey()
    assert ledger.journeys(organisation, ["d"]) == {"d": Journey()}
    assert ledger.observations(organisation, "d") == ()


def test_a_turn_that_comes_twice_is_appended_once(database: Database, ledger: StoredLedger, organisation: str) -> None:
    first = ledger.append(organisation, "d", [observation("1")], process=PROCESS, turn=turn("t", deal="d"))
    again = ledger.append(organisation, "d", [observation("2")], process=PROCESS, turn=turn("t", reply="other"))
    assert again == first
    assert [each.id for each in ledger.observations(organisation, "d")] == ["1"]
    assert StoredTurns(database).get(organisation, "t") == turn("t", deal="d")


@pytest.mark.parametrize(
    ("deal", "new"),
    [
        ("missing", [observation("2")]),
        ("d", [observation("1")]),
        ("d", [observation("2"), observation("2")]),
        ("d", [observation("2", supersedes="3")]),
        ("d", [observation("2", supersedes="2")]),
        ("e", [observation("2", supersedes="1")]),
    ],
    ids=["no such deal", "id of an older entry", "id twice", "no such entry", "itself", "another deal's"],
)
def test_a_fault_appends_nothing(
    database: Database, ledger: StoredLedger, organisation: str, deal: str, new: list[Observation]
) -> None:
    ledger.append(organisation, "d", [observation("1")], process=PROCESS)
    with pytest.raises(PersonError):
        ledger.append(organisation, deal, new, process=PROCESS, turn=turn("t"))
    assert [each.id for each in ledger.observations(organisation, "d")] == ["1"]
    assert ledger.observations(organisation, "e") == ()
    assert StoredTurns(database).get(organisation, "t") is None


def test_organisations_are_apart(
    database: Database, ledger: StoredLedger, organisation: str, new_organisation: Callable[[], str]
) -> None:
    other = new_organisation()
    StoredDeals(database).save_deals(other, [Deal(id="d", name="Same id")])
    ledger.append(organisation, "d", [observation("1")], process=PROCESS)
    ledger.append(other, "d", [observation("1", "budget-line")], process=PROCESS)
    assert [each.outcome for each in ledger.observations(other, "d")] == ["budget-line"]
    assert list(ledger.journeys(organisation, ["d"])["d"].states) == ["need-written"]
    assert {organisation, other} <= set(ledger.organisations())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observations SET verdict = 'not_yet' WHERE organisation = :o",
        "DELETE FROM observations WHERE organisation = :o",
        "UPDATE observation_texts SET quote = 'other words' WHERE organisation = :o",
        "DELETE FROM deals WHERE organisation = :o AND id = 'd'",
    ],
)
def test_the_database_refuses_to_change_the_ledger(
    database: Database, ledger: StoredLedger, organisation: str, statement: str
) -> None:
    before = observation("1")
    ledger.append(organisation, "d", [before], process=PROCESS)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text(statement), {"o": organisation})
    assert ledger.observations(organisation, "d") == (before,)


@pytest.mark.parametrize("table", ["observations", "observation_texts"])
def test_nothing_slips_in_the_place_of_an_entry(
    database: Database, ledger: StoredLedger, organisation: str, table: str
) -> None:
    ledger.append(organisation, "d", [observation("1")], process=PROCESS)
    if database.file is None:
        statement = (
            f"TRUNCATE {table} CASCADE" if table == "observations" else f"INSERT INTO {table} SELECT * FROM {table}"
        )
    else:
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert ledger.observations(organisation, "d") == (observation("1"),)


def test_erasing_words_leaves_ledger_and_journey(database: Database, ledger: StoredLedger, organisation: str) -> None:
    said = turn(
        "t",
        deal="d",
        reply='{"text": "We wrote it down."}',
        waiting="Acme wrote it down",
        dont_know=("x",),
        asked=(Asked(outcome="budget-line", quote="perhaps a line"),),
    )
    before = ledger.append(organisation, "d", [observation("1"), observation("2")], process=PROCESS, turn=said)
    ledger.append(organisation, "e", [observation("1")], process=PROCESS)
    assert ledger.erase_texts(organisation, "d") == 2
    assert ledger.erase_texts(organisation, "d") == 0
    wordless: dict[str, Any] = {"quote": None, "reported_by": ""}
    assert ledger.observations(organisation, "d") == (observation("1", **wordless), observation("2", **wordless))
    assert ledger.observations(organisation, "e") == (observation("1"),)
    assert ledger.journeys(organisation, ["d"]) == {"d": before}
    assert ledger.rebuild(organisation, StoredProcesses(database)) == []
    assert StoredTurns(database).get(organisation, "t") == said.model_copy(
        update={"reply": "{}", "waiting": None, "asked": (Asked(outcome="budget-line"),)}
    )
    with pytest.raises(PersonError):
        ledger.erase_texts(organisation, "missing")


def test_moving_a_deal_replays_its_ledger(database: Database, ledger: StoredLedger, organisation: str) -> None:
    processes = StoredProcesses(database)
    processes.publish(organisation, PROCESS, "", by="ana", at=AT)
    shorter = processes.publish(organisation, SHORTER, "", by="ana", at=AT)
    ledger.append(organisation, "d", [observation("1")], process=PROCESS)
    moved = ledger.move(organisation, "d", shorter)
    assert moved.ignored == ("1",)
    stale = ledger.append(organisation, "d", [observation("2", "contract-signed")], process=PROCESS)
    assert stale == replay(shorter, ledger.observations(organisation, "d"))
    assert _journey_row(database, organisation)[0] == COMPLETE
    with pytest.raises(PersonError):
        ledger.move(organisation, "missing", shorter)


def test_rebuilding_repairs_what_differs_and_says_so(
    database: Database, ledger: StoredLedger, organisation: str
) -> None:
    processes = StoredProcesses(database)
    processes.publish(organisation, PROCESS, "", by="ana", at=AT)
    more = [Deal(id=identity, name=identity) for identity in ("gone", "stage", "torn", "unpublished")]
    StoredDeals(database).save_deals(organisation, more)
    for identity in ("d", "gone", "stage", "torn"):
        ledger.append(organisation, identity, [observation("1")], process=PROCESS)
    ledger.append(organisation, "unpublished", [], process=PROCESS.model_copy(update={"id": "unpublished"}))
    before = ledger.journeys(organisation, ["d", "gone", "stage", "torn"])
    with database.writing() as connection:
        for statement in (
            "DELETE FROM journeys WHERE organisation = :o AND deal = 'gone'",
            "UPDATE journeys SET customer_stage = 'sign' WHERE organisation = :o AND deal = 'stage'",
            "UPDATE journeys SET journey = '{' WHERE organisation = :o AND deal = 'torn'",
        ):
            connection.execute(text(statement), {"o": organisation})
    with pytest.raises(OperatorError, match="torn"):
        ledger.journeys(organisation, ["torn"])
    assert ledger.rebuild(organisation, processes) == ["gone", "stage", "torn"]
    assert ledger.rebuild(organisation, processes) == []
    assert ledger.journeys(organisation, ["d", "gone", "stage", "torn"]) == before


def test_two_writers_on_one_deal_lose_nothing(ledger: StoredLedger, organisation: str) -> None:
    def write(writer: str) -> None:
        for number in range(8):
            ledger.append(organisation, "d", [observation(f"{writer}-{number}")], process=PROCESS)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, "ab"))
    stored = ledger.observations(organisation, "d")
    assert {each.id for each in stored} == {f"{writer}-{number}" for writer in "ab" for number in range(8)}
    assert [each.id for each in stored if each.id.startswith("a")] == [f"a-{number}" for number in range(8)]
    assert ledger.journeys(organisation, ["d"])["d"] == replay(PROCESS, stored)


def test_one_turn_sent_twice_at_once_is_appended_once(ledger: StoredLedger, organisation: str) -> None:
    def write(number: int) -> Journey:
        return ledger.append(organisation, "d", [observation(f"{number}")], process=PROCESS, turn=turn("t"))

    with ThreadPoolExecutor(4) as pool:
        journeys = list(pool.map(write, range(4)))
    assert len(ledger.observations(organisation, "d")) == 1
    assert all(journey == journeys[0] for journey in journeys)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def ledgers(draw: st.DrawFn) -> list[Observation]:
    entries: list[Observation] = []
    for number in range(draw(st.integers(0, 7))):
        entries.append(
            Observation(
                id=f"o{number}",
                outcome=draw(st.sampled_from([*OUTCOMES, "of-another-process"])),
                verdict=draw(st.sampled_from(Verdict)),
                grade=draw(st.sampled_from(Grade)),
                recorded_at=draw(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=OFFSETS)),  # noqa: DTZ001
                occurred_on=draw(st.none() | st.dates(date(2019, 1, 1), date(2030, 1, 1))),
                quote=draw(st.none() | WORDS),
                reported_by=draw(WORDS),
                source=draw(WORDS),
                read_by=draw(WORDS),
                supersedes=draw(st.none() | st.sampled_from([each.id for each in entries])) if entries else None,
            )
        )
    return entries


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries=ledgers(), cut=st.integers(0, 7))
def test_no_entry_is_lost_or_changed_and_the_journey_is_the_replay(
    database: Database, new_organisation: Callable[[], str], entries: list[Observation], cut: int
) -> None:
    organisation, ledger = new_organisation(), StoredLedger(database)
    StoredDeals(database).save_deals(organisation, [Deal(id="d", name="Acme")])
    for part in (entries[:cut], entries[cut:]):
        journey = ledger.append(organisation, "d", part, process=PROCESS)
    stored = ledger.observations(organisation, "d")
    assert list(stored) == entries
    assert [each.recorded_at.utcoffset() for each in stored] == [each.recorded_at.utcoffset() for each in entries]
    assert journey == ledger.journeys(organisation, ["d"])["d"] == replay(PROCESS, entries)
    assert ledger.ledgers(organisation, ["d"]) == ({"d": stored} if entries else {})
