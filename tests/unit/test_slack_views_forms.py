"""Every form and every Home tab fits into Slack, whatever is in it, and nothing from outside becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.overview import Health, Overview, Page, Published, Setup
from assistant.coaching.reply import DealLine, DealName, Reply
from assistant.deals.deal import Deal
from assistant.errors import PersonError
from assistant.slack.views import forms
from assistant.slack.views.commands import HELP, command_help, understood
from assistant.slack.views.home import Pages, home, home_sentence
from assistant.slack.views.pane import prompts, thread_title
from assistant.slack.views.reply import show
from assistant.slack.views.shortcuts import CUT, Found, evidence_modal, update_modal
from tests.slack_limits import check_message, check_view, texts
from tests.unit.test_slack_views import OUTSIDE, anything, days, parts, several

TODAY = date(2026, 3, 10)
names = anything.filter(str.strip).map(lambda text: text[:300])
deals = st.builds(Deal, id=st.text(min_size=1, max_size=100), name=names, account=anything.map(lambda text: text[:300]))
lines = several(
    parts(
        DealLine,
        deal=st.text(min_size=1, max_size=100),
        amount=st.none() | st.decimals(0, 10**12, allow_nan=False, places=2),
    ),
    10,
)
pages = st.builds(Page, lines=lines, at=st.integers(0, 200), pages=st.integers(1, 201), total=st.integers(0, 2000))
setups = st.builds(
    Setup,
    processes=several(
        st.builds(
            Published,
            name=anything,
            version=st.integers(1, 99),
            versions=st.integers(1, 99),
            at=st.just(datetime(2026, 3, 1, tzinfo=UTC)),
            by=anything,
        ),
        40,
    ),
    health=several(st.builds(Health, part=anything, well=st.booleans(), says=anything), 2),
)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Overview,
        own=pages,
        team=st.none() | pages,
        setup=st.none() | setups,
        owners=st.dictionaries(anything, anything, max_size=3),
    ),
    anything,
)
def test_any_home_fits_into_slack(seen: Overview, reader: str) -> None:
    check_view(home(seen, reader))


@given(anything.filter(str.strip))
def test_a_sentence_in_the_home_tab_fits(text: str) -> None:
    check_view(home_sentence(text))


@given(anything, st.none() | days, st.none() | deals)
def test_any_message_fits_into_its_form(text: str, day: date | None, deal: Deal | None) -> None:
    found = Found(channel="C1", ts="1.2")
    modal = evidence_modal(found, text, day, deal)
    check_view(modal)
    assert Found.unpacked(modal["private_metadata"]) == found


def test_a_message_that_is_too_long_for_a_form_says_so() -> None:
    blocks = evidence_modal(Found(channel="C1", ts="1.2"), "word " * 1000, None, None)["blocks"]
    assert [block["hint"]["text"] for block in blocks if "hint" in block] == [CUT]


def test_a_form_of_another_version_is_refused_in_a_sentence() -> None:
    with pytest.raises(PersonError, match="older version"):
        Found.unpacked("{}")


def test_the_form_for_news_fits() -> None:
    check_view(update_modal())


@given(st.lists(deals, max_size=150))
def test_at_most_a_hundred_deals_are_offered(some: list[Deal]) -> None:
    offered = forms.deal_options(some)
    assert len(offered) == min(len(some), 100)
    for each in offered:
        assert 0 < len(each["text"]["text"]) <= 75
        assert each["text"]["type"] == "plain_text"


def test_text_from_outside_is_text_in_the_home_tab() -> None:
    line = DealLine(
        deal="d",
        name=OUTSIDE,
        account="",
        owner="a",
        amount=None,
        currency="",
        stage=OUTSIDE,
        crm_stage=OUTSIDE,
        reason=OUTSIDE,
    )
    page = Page((line,), 0, 1, 1)
    setup = Setup((), (Health("Database", False, OUTSIDE),))
    view = home(Overview(page, page, setup, {"a": OUTSIDE}), OUTSIDE)
    check_view(view)
    assert not [text for block in view["blocks"] for text in texts(block, "mrkdwn") if "channel" in text]
    assert OUTSIDE in str([text for block in view["blocks"] for text in texts(block)])


def values(**inputs: Any) -> dict[str, dict[str, Any]]:
    return {name: {name: value} for name, value in inputs.items()}


def test_what_has_to_be_corrected_stands_beside_its_input() -> None:
    wrong = values(text={"value": None}, day={"selected_date": "2026-03-11"}, deal={"selected_option": None})
    assert set(forms.faults(wrong, words="text", today=TODAY)) == {"text", "day", "deal"}
    right = values(
        text={"value": "They signed."}, day={"selected_date": "2026-03-10"}, deal={"selected_option": {"value": "D1"}}
    )
    assert forms.faults(right, words="text", today=TODAY) == {}
    assert forms.faults(values(text={"value": "They signed."}), words="text", today=TODAY) == {}
    assert "binary" in forms.faults(values(text={"value": "\x00"}), words="text", today=TODAY)["text"]


@pytest.mark.parametrize(("value", "read"), [("", Pages()), ('{"own": -1}', Pages()), ('{"team": 3}', Pages(team=3))])
def test_pages_of_another_version_are_the_first(value: str, read: Pages) -> None:
    assert Pages.of(value) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ("help", "")),
        ("HELP", ("help", "")),
        ("help me with Acme", ("", "help me with Acme")),
        (" show  Acme & Co ", ("show", "Acme & Co")),
        ("Map", ("map", "")),
        ("list", ("list", "")),
        ("list of what they need", ("", "list of what they need")),
        ("Acme: they signed", ("", "Acme: they signed")),
    ],
)
def test_a_command_is_a_verb_or_a_message(text: str, read: tuple[str, str]) -> None:
    assert understood(text) == read


def test_the_help_of_the_command_fits() -> None:
    message = show(command_help())
    check_message(message.blocks, message.text)
    assert len(HELP) == 10


@given(lines, st.none() | anything)
def test_prompts_and_titles_hold_nothing_that_could_be_markup(some: tuple[DealLine, ...], name: str | None) -> None:
    offered = prompts(some)
    assert 0 < len(offered) <= 4
    reply = Reply(deal=DealName(id="d", name=name) if name is not None else None)
    for text in [thread_title(reply), *(text for each in offered for text in each.values())]:
        assert not re.search(r"[<>@#*_~`]", text)
        assert len(text) <= 120
