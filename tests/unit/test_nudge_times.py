"""When a digest falls, and what a manager's says of the team."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.nudge_preferences import OFFICE, Hours, Preferences, next_digest, zone_of
from assistant.deals.nudge_team import answered_nothing, team_news
from assistant.deals.nudges import A_DIGEST, Item, Nudge, Response, Shown, decide, item_of
from assistant.deals.warnings import Kind
from tests.nudge_deals import MONDAY, claimed, gone_back, looked, silent

WEEK = timedelta(days=7)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kathmandu",
    "UTC",
    "Pacific/Apia",
    "Asia/Tehran",
]


@pytest.mark.parametrize(
    ("zone", "after", "falls"),
    [
        ("Europe/Berlin", "2026-03-23T08:00+00:00", "2026-03-30T09:00+02:00"),  # summer time began on the Sunday
        ("Europe/Berlin", "2026-10-19T07:00+00:00", "2026-10-26T09:00+01:00"),  # it ended on the Sunday
        ("America/New_York", "2026-03-02T14:00+00:00", "2026-03-09T09:00-04:00"),
        ("America/New_York", "2026-10-26T13:00+00:00", "2026-11-02T09:00-05:00"),
        ("Australia/Sydney", "2026-03-29T22:00+00:00", "2026-04-06T09:00+10:00"),
        ("Australia/Sydney", "2026-09-27T23:00+00:00", "2026-10-05T09:00+11:00"),
        ("Asia/Kathmandu", "2026-03-09T03:14+00:00", "2026-03-09T09:00+05:45"),
        ("Asia/Kathmandu", "2026-03-09T03:15+00:00", "2026-03-16T09:00+05:45"),
    ],
)
def test_a_digest_falls_at_nine_by_the_receivers_clock(zone: str, after: str, falls: str) -> None:
    found = next_digest(datetime.fromisoformat(after), OFFICE, ZoneInfo(zone))
    assert found.isoformat(timespec="minutes") == falls


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 2_000_000),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    begins=st.integers(0, 20),
    length=st.integers(1, 3),
)
def test_a_digest_falls_once_a_week_in_working_hours(
    zone: str, minutes: int, days: frozenset[int], begins: int, length: int
) -> None:
    hours = Hours(days, time(begins), time(begins + length))
    moment, place = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), ZoneInfo(zone)
    first = next_digest(moment, hours, place)
    second = next_digest(first, hours, place)
    assert moment < first <= moment + timedelta(days=7, hours=2)
    assert (second.date() - first.date(), second.time()) == (WEEK, first.time())
    assert hours.begins <= first.time() < hours.ends
    assert first.weekday() == min(days)


def test_nine_on_monday_unless_they_do_not_work_then() -> None:
    def falls(*days: int, begins: int = 8, ends: int = 17) -> str:
        hours = Hours(frozenset(days), time(begins), time(ends))
        return next_digest(datetime(2026, 3, 8, tzinfo=UTC), hours, ZoneInfo("UTC")).strftime("%a %H:%M")

    assert [falls(0, 4), falls(2, 1, 3), falls(5), falls(0, begins=11), falls(0, begins=1, ends=8)] == [
        "Mon 09:00", "Tue 09:00", "Sat 09:00", "Mon 11:00", "Mon 01:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        (("Europe/Berlin", "Asia/Kathmandu"), "Europe/Berlin"),
        (("UTC", "Asia/Kathmandu"), "Asia/Kathmandu"),  # a person's UTC stands for nobody having told
        (("", "Mars/Olympus", "../etc/passwd", "America/New_York"), "America/New_York"),
        (("UTC", "UTC"), "UTC"),
        (("Mars/Olympus",), "UTC"),
    ],
)
def test_a_person_without_a_time_zone_has_the_organisations(names: tuple[str, ...], zone: str) -> None:
    assert zone_of(names).key == zone


def resting(name: str, owner: str) -> Nudge:
    """An item that its owner left unanswered twice."""
    deal = silent(name, 46, owner=owner)
    item = item_of(deal, deal.warnings[0])
    past = [Shown(owner, name, item, MONDAY - weeks * WEEK) for weeks in (2, 1)]
    return decide([deal], Preferences(), past, MONDAY).escalations[0]


def test_a_manager_of_85_gets_five_of_each_and_hears_of_the_rest_next_week() -> None:
    below = [gone_back(f"b{at:02}", owner=f"rep-{at}", amount=at) for at in range(85)]
    unanswered = [resting(f"u{at:02}", f"rep-{at}") for at in range(85)]
    past: list[Shown] = []
    seen: list[str] = []
    for week in range(18):
        news = team_news(below, unanswered, past, ())
        assert len(news.backward) <= A_DIGEST
        assert len(news.escalations) <= A_DIGEST
        assert news.more == max(0, 2 * (80 - 5 * week))
        seen += [each.looked.deal.id for each in news.shown]
        day = MONDAY + week * WEEK
        past += [Shown("mo", each.looked.deal.id, each.item, day, to_manager=True) for each in news.shown]
    assert seen[:3] == ["b84", "b83", "b82"]
    assert len(seen) == len(set(seen)) == 170, "each is told once"
    assert not team_news(below, unanswered, past, ()).shown


def test_a_manager_hears_again_of_what_changed_and_a_deal_is_named_once() -> None:
    old, new = gone_back("a", 2), gone_back("a", 1)
    past = [Shown("mo", "a", item_of(old, old.warnings[0]), MONDAY - WEEK, to_manager=True)]
    assert not team_news([old], (), past, ()).shown
    assert [each.looked.deal.id for each in team_news([new], (), past, ()).backward] == ["a"]
    back = gone_back("u", owner="ana")
    both = team_news([back], [resting("u", "ana")], (), ["ana"])
    assert ([each.looked.deal.id for each in both.shown], both.silent) == (["u"], ("ana",))
    assert not team_news([claimed("x"), looked("y")], (), (), ()).shown, "only what went back"


@pytest.mark.parametrize(
    ("ages", "responses", "nothing"),
    [
        ([7, 14], [None, None], True),
        ([7, 14], [None, Response.SNOOZED], False),
        ([0, 6], [None, None], False),  # they have their week
        ([29], [None], False),  # long ago
        ([], [], False),
    ],
)
def test_who_answered_nothing(ages: list[int], responses: list[Response | None], nothing: bool) -> None:
    item = Item(Kind.CLAIMED, "claimed:x", "y")
    past = [
        Shown("ana", f"d{age}", item, MONDAY - timedelta(days=age), response)
        for age, response in zip(ages, responses, strict=True)
    ]
    assert answered_nothing(past, MONDAY) is nothing
    assert not answered_nothing([each._replace(to_manager=True) for each in past], MONDAY)
