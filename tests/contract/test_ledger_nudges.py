"""What was nudged and what came of it, snoozes, mutes and working hours: the same tests on SQLite and on Postgres."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.deals.nudge_preferences import EVERYTHING, OFFICE, RULES, Hours, Preferences, Snooze
from assistant.deals.nudges import Item, Response, Shown
from assistant.deals.warnings import Kind
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.nudges import StoredNudges
from tests.builders import DEALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

MONDAY = date(2026, 3, 9)
SILENT = Item(Kind.SILENCE_STALE, "silence", "2026-02-01")
SHOWN = Shown("ana", "D1", SILENT, MONDAY)
shows = st.builds(
    Shown,
    person=st.sampled_from(["ana", "ben"]),
    deal=st.sampled_from(["D1", "D2"]),
    item=st.builds(Item, st.sampled_from(Kind), st.text(max_size=5).filter(lambda t: "\0" not in t), st.just("b")),
    on=st.dates(date(2026, 1, 1), date(2026, 1, 20)),
    response=st.none() | st.sampled_from(Response),
    to_manager=st.booleans(),
)


@pytest.fixture
def nudges(database: Database) -> StoredNudges:
    return StoredNudges(database)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shown=st.lists(shows, max_size=10))
def test_what_was_shown_comes_back_once_and_in_order(
    nudges: StoredNudges, new_organisation: Callable[[], str], shown: list[Shown]
) -> None:
    organisation = new_organisation()
    nudges.keep(organisation, shown)
    nudges.keep(organisation, shown)
    first = {(each.person, each.on, each.deal, each.to_manager): each for each in reversed(shown)}
    expected = [first[key] for key in sorted(first)]
    found = nudges.shown(organisation, ["ana", "ben", "cem"])
    assert [each for person in sorted(found) for each in found[person]] == expected
    assert nudges.shown(f"{organisation}-2", ["ana", "ben"]) == {}


def test_a_response_is_for_the_newest_nudge_and_the_first_one_stands(nudges: StoredNudges, organisation: str) -> None:
    later = SHOWN._replace(on=MONDAY + timedelta(days=7))
    nudges.keep(organisation, [SHOWN, later, later._replace(person="mo", to_manager=True)])
    thursday = later.on + timedelta(days=3)
    assert nudges.respond(organisation, "ana", "D1", Response.SNOOZED, thursday)
    assert not nudges.respond(organisation, "ana", "D1", Response.ANSWERED, thursday)
    assert not nudges.respond(organisation, "ana", "D2", Response.ANSWERED, thursday)
    assert not nudges.respond(organisation, "mo", "D1", Response.ANSWERED, thursday), "a manager is told, not asked"
    assert nudges.shown(organisation, ["ana"])["ana"] == (SHOWN, later._replace(response=Response.SNOOZED))


def test_who_said_nothing_works_the_usual_hours(nudges: StoredNudges, organisation: str) -> None:
    assert nudges.preferences(organisation, ["ana"]) == {"ana": Preferences(OFFICE, frozenset(), {})}
    assert nudges.preferences(organisation, []) == {}


def test_preferences_are_a_persons_own(nudges: StoredNudges, organisation: str) -> None:
    snooze = Snooze("D1", MONDAY, MONDAY + timedelta(days=30), "on holiday")
    hours = Hours(frozenset({1, 2, 3}), time(10, 30), time(16))
    nudges.snooze(organisation, "ana", snooze._replace(reason="first"))
    nudges.snooze(organisation, "ana", snooze)
    nudges.work(organisation, "ana", Hours())
    nudges.work(organisation, "ana", hours)
    for rule in (RULES[0], EVERYTHING, EVERYTHING):
        nudges.mute(organisation, "ana", rule)
    assert nudges.unmute(organisation, "ana", EVERYTHING)
    assert not nudges.unmute(organisation, "ana", EVERYTHING)
    found = nudges.preferences(organisation, ["ana", "ben"])
    assert found == {"ana": Preferences(hours, frozenset({RULES[0]}), {"D1": snooze}), "ben": Preferences()}
    assert nudges.preferences(f"{organisation}-2", ["ana"]) == {"ana": Preferences()}


def test_erasing_a_deals_words_takes_the_reason_out_of_its_snoozes(database: Database, organisation: str) -> None:
    nudges = StoredNudges(database)
    StoredDeals(database).save_deals(organisation, DEALS)
    snooze = Snooze("D1", MONDAY, MONDAY, "Ms Lund is ill")
    for each in (snooze, snooze._replace(deal="D2")):
        nudges.snooze(organisation, "ana", each)
    StoredLedger(database).erase_texts(organisation, "D1")
    kept = nudges.preferences(organisation, ["ana"])["ana"].snoozes
    assert kept == {"D1": snooze._replace(reason=""), "D2": snooze._replace(deal="D2")}
