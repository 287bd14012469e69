from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.dates import mentions, occurred_on, points_ahead, sent_on

ON = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("they signed yesterday", date(2026, 11, 17)),
        ("signed this morning", ON),
        ("approved the day before yesterday", date(2026, 11, 16)),
        ("signed on Friday", date(2026, 11, 13)),
        ("signed on Wednesday", ON),
        ("signed last Wednesday", date(2026, 11, 11)),
        ("letter came last fri", date(2026, 11, 13)),
        ("on 3 Nov the CFO wrote", date(2026, 11, 3)),
        ("Nov 3rd", date(2026, 11, 3)),
        ("3 December", None),
        ("on 20 December 2025 they signed", date(2025, 12, 20)),
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-02-31", None),
        ("minutes of 16.11.", date(2026, 11, 16)),
        ("on 16.11.25 they signed", date(2025, 11, 16)),
        ("they signed on 05.11", date(2026, 11, 5)),
        ("they pay 05.11 a litre", None),
        ("11/3", date(2026, 11, 3)),
        ("16/11", date(2026, 11, 16)),
        ("3/4/2026", None),
        ("12/11", date(2026, 11, 12)),
        ("3 days ago", date(2026, 11, 15)),
        ("two weeks ago", date(2026, 11, 4)),
        ("last week", None),
        ("available 24/7", None),
        ("the cat sat on the mat in the sun", None),
        ("they approved the budget", None),
        ("next Friday", None),
    ],
)
def test_the_day_is_given_only_where_the_words_determine_it(text: str, day: date | None) -> None:
    assert occurred_on(text, ON) == day


@pytest.mark.parametrize(
    "text", ["next week", "tomorrow", "on 2 Dec", "by the end of the quarter", "next Tuesday", "in two weeks", "14 Jan"]
)
def test_a_time_to_come_is_seen(text: str) -> None:
    assert points_ahead(text, ON)


@pytest.mark.parametrize("text", ["yesterday", "on 3 Nov", "last Friday", "they signed"])
def test_a_past_time_points_nowhere_ahead(text: str) -> None:
    assert not points_ahead(text, ON)


@given(on=st.dates(date(2001, 1, 1), date(2090, 12, 31)), back=st.integers(0, 170))
def test_a_named_day_without_a_year_is_the_one_nearest_to_the_message(on: date, back: int) -> None:
    day = on - timedelta(days=back)
    if (day.month, day.day) != (2, 29):
        assert occurred_on(f"signed on {day.day} {day:%B}", on) == day


@given(text=st.text("0123456789/.- novadecstuy", max_size=30), on=st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_it_and_nothing_happened_in_the_future(text: str, on: date) -> None:
    day = occurred_on(text, on)
    assert day is None or day <= on


def test_days_come_in_the_order_of_the_text() -> None:
    found = mentions("signed on Friday, approved on 2026-11-01", ON)
    assert [mention.day for mention in found] == [date(2026, 11, 13), date(2026, 11, 1)]


def test_a_mail_gives_the_day_it_was_sent() -> None:
    mail = "fyi\nFrom: Ana\nDate: Tue, 3 Nov 2026 10:12\n\nWe have signed.\n"
    assert sent_on(mail, mail.index("We"), ON) == date(2026, 11, 3)
    assert sent_on(mail, 3, ON) is None
