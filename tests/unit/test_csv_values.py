from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.crm.amounts import Amount, currency, mark_told, read_amount
from assistant.crm.cells import segment_of
from assistant.crm.dates import order_told, read_moment
from assistant.crm.faults import RowError, shown
from assistant.crm.states import read_flag, read_state
from assistant.deals.deal import DealState

DAY = datetime(2024, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("2024-03-04", False, DAY),
        ("2024/3/4", True, DAY),
        ("20240304", False, DAY),
        ("03/04/2024", False, DAY),
        ("04/03/2024", True, DAY),
        ("4-3-24", True, DAY),
        ("04.03.2024", False, DAY),
        ("4. 3. 2024", False, DAY),
        ("4 Mar 2024", False, DAY),
        ("04-Mar-24", False, DAY),
        ("4. März 2024", False, DAY),
        ("March 4, 2024", True, DAY),
        ("3/4/69", False, datetime(1969, 3, 4, tzinfo=UTC)),
        ("2024-03-04T09:05:06.000Z", False, DAY.replace(hour=9, minute=5, second=6)),
        ("2024-03-04 9:05", False, DAY.replace(hour=9, minute=5)),
        ("3/4/2024, 12:05 AM", False, DAY.replace(minute=5)),
        ("3/4/2024 12:05 PM", False, DAY.replace(hour=12, minute=5)),
        ("3/4/2024 1:05 pm", False, DAY.replace(hour=13, minute=5)),
        ("2024-03-04T00:00:00.000+0530", False, DAY.replace(tzinfo=timezone(timedelta(hours=5.5)))),
        ("2024-03-04T00:00:00-08:00", False, DAY.replace(tzinfo=timezone(-timedelta(hours=8)))),
        (" n/a ", False, None),
        ("", False, None),
    ],
)
def test_a_date_is_read_in_every_form_that_exports_use(text: str, day_first: bool, expected: datetime | None) -> None:
    assert read_moment(text, day_first=day_first) == expected


@pytest.mark.parametrize(
    "text",
    ["31.02.2024", "02/30/2024", "soon", "0024-03-04", "2024-03-04 25:00", "2024-03-04 at noon", "4 Foo 2024",
     "2024-13-01", "13/13/2024", "2024-03-04 13:00 PM", "٠٤/٠٣/٢٠٢٤", "2024-03-04T00:00:00+99:00"],
)  # fmt: skip
def test_what_is_no_date_is_said_with_the_cell(text: str) -> None:
    with pytest.raises(RowError, match="is not a date that can be read"):
        read_moment(text, day_first=False)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_survives_every_numeric_form(day: date) -> None:
    for form, day_first in (
        ("%Y-%m-%d", False), ("%m/%d/%Y", False), ("%d/%m/%Y", True), ("%d.%m.%Y", False), ("%d-%m-%y", True),
        ("%Y%m%d", True),
    ):  # fmt: skip
        moment = read_moment(day.strftime(form), day_first=day_first)
        assert moment is not None
        assert moment.date() == day


def test_the_order_of_day_and_month_shows_only_where_one_is_over_twelve() -> None:
    assert order_told("13/01/2024") is True
    assert order_told("01/13/2024 10:00") is False
    assert order_told("03/04/2024") is None
    for text in ("05/05/2024", "2024-01-02", "", "02.01.2024"):
        with pytest.raises(RowError):
            order_told(text)


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1054", "", Amount(Decimal(1054))),
        ("1,234.56", "", Amount(Decimal("1234.56"))),
        ("1.234,56", "", Amount(Decimal("1234.56"))),
        ("12,5", "", Amount(Decimal("12.5"))),
        ("1,234", "", Amount(Decimal(1234))),
        ("1.234", "", Amount(Decimal(1234))),
        ("1.234", ".", Amount(Decimal("1.234"))),
        ("1.234", ",", Amount(Decimal(1234))),
        ("0.234", "", Amount(Decimal("0.234"))),
        ("1234.567", "", Amount(Decimal("1234.567"))),
        ("1.234.567", "", Amount(Decimal(1234567))),
        ("12,34,567.50", "", Amount(Decimal("1234567.50"))),
        ("1 234,50", "", Amount(Decimal("1234.50"))),
        ("1\u202f234\u00a0567", "", Amount(Decimal(1234567))),
        ("1'234.50", "", Amount(Decimal("1234.50"))),
        (".5", "", Amount(Decimal("0.5"))),
        ("5.", "", Amount(Decimal(5))),
        ("$1,000", "", Amount(Decimal(1000), "$")),
        ("-$5.00", "", Amount(Decimal(-5), "$")),
        ("$-5.00", "", Amount(Decimal(-5), "$")),
        ("5-", "", Amount(Decimal(-5))),
        ("−5", "", Amount(Decimal(-5))),
        ("($1,000.00)", "", Amount(Decimal(-1000), "$")),
        ("EUR 1.000,00", "", Amount(Decimal(1000), "EUR")),
        ("1.000,00 €", "", Amount(Decimal(1000), "€")),
        ("", "", Amount(None)),
        (" - ", "", Amount(None)),
    ],
)
def test_an_amount_is_read_in_both_conventions(text: str, decimal: str, expected: Amount) -> None:
    assert read_amount(text, decimal=decimal) == expected


@pytest.mark.parametrize(
    "text",
    ["ten", "10k", "50%", "1,23,4", "1.2.3", "1,234.5.6", "(5", "5)", "--5", "-5-", "$5€", "1 2", "12 34 567", "1e9",
     "=1+1", "9" * 19, "1.234,567.8", "NaN", "1''2"],
)  # fmt: skip
def test_what_is_no_amount_is_said_with_the_cell(text: str) -> None:
    with pytest.raises(RowError, match="is not an amount that can be read"):
        read_amount(text)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_every_amount_survives_both_conventions(amount: Decimal) -> None:
    american = f"{amount:,.2f}"
    european = american.translate(str.maketrans(",.", ".,"))
    assert read_amount(american).value == amount
    assert read_amount(european).value == amount


def test_the_decimal_mark_shows_where_it_can_be_no_thousands_mark() -> None:
    assert [mark_told(text) for text in ("12,50", "1.234,5", "1.234.567")] == [",", ",", ","]
    assert [mark_told(text) for text in ("12.50", "1,234.5", "0.125")] == [".", ".", "."]
    assert mark_told("1,234") is None
    for text in ("", "1234", "word", "1 2"):
        with pytest.raises(RowError):
            mark_told(text)


def test_a_sign_shared_by_currencies_is_the_organisations_own() -> None:
    assert currency("$", "") == "USD"
    assert currency("$", "CAD") == "CAD"
    assert currency("$", "EUR") == "USD"
    assert currency("€", "USD") == "EUR"
    assert currency("chf", "") == "CHF"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Closed Won", "won"), ("closedwon", "won"), ("5 - Won", "won"), ("Geschlossen – gewonnen", "won"),
        ("Lost", "lost"), ("Closed/Lost", "lost"), ("Closed - No Decision", "lost"), ("verloren", "lost"),
        ("Deal lost (price)", "lost"), ("Negotiation", "open"), ("Verbally won", "open"), ("Won't answer", "open"),
        ("Closing", "open"), ("Negotiation, not lost", "open"), ("", "open"),
    ],
)  # fmt: skip
def test_the_first_word_of_a_stage_says_whether_the_deal_is_over(words: str, state: str) -> None:
    assert read_state((words,)) is DealState(state)


def test_flags_win_over_words() -> None:
    assert read_state(("Signed",), won=True) is DealState.WON
    assert read_state(("Gone",), closed=True, won=False) is DealState.LOST
    assert read_state(("Gone",), lost=True) is DealState.LOST
    assert read_state(("Won",), closed=False) is DealState.OPEN
    assert read_state(("Proposal",), won=False) is DealState.OPEN
    assert read_state(("", "Closed"), won=False) is DealState.LOST
    assert read_state(("Closed",), reason_lost=True) is DealState.LOST
    assert read_state(("Proposal",), reason_lost=True) is DealState.OPEN
    assert read_state(("Closed", "Won")) is DealState.WON


@pytest.mark.parametrize(("words", "closed"), [("Closed", None), ("Geschlossen", None), ("Proposal", True)])
def test_a_closed_deal_without_an_end_is_not_guessed(words: str, closed: bool | None) -> None:
    with pytest.raises(RowError, match="nothing says whether it was won or lost"):
        read_state((words,), closed=closed)


def test_a_flag_is_yes_no_or_unknown() -> None:
    assert [read_flag(text) for text in ("TRUE", "1", "ja", "False", "0", "nein", "")] == [
        True, True, True, False, False, False, None,
    ]  # fmt: skip
    with pytest.raises(RowError, match="neither yes nor no"):
        read_flag("perhaps")


def test_the_segment_follows_the_employees() -> None:
    assert [segment_of(n) for n in (1.0, 99.0, 100.0, 999.0, 1000.0)] == [
        "small", "small", "mid", "mid", "enterprise",
    ]  # fmt: skip
    assert [segment_of(n) for n in (None, "50-200", 0.0)] == ["", "", ""]


def test_a_cell_is_shown_short_and_on_one_line() -> None:
    assert shown("a\n b") == "'a b'"
    assert len(shown("x" * 500)) == 42
