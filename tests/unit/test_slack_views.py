"""Every reply fits into Slack, whatever is in it, and nothing from outside becomes markup."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.reply import (
    Choice,
    Cited,
    DealLine,
    DealName,
    Found,
    NextAction,
    Place,
    Question,
    Recorded,
    Reply,
    Section,
    StageMark,
    WentBack,
)
from assistant.deals.observation import Grade, Verdict
from assistant.deals.standing import Status
from assistant.errors import PersonError
from assistant.slack.views.proof import filled, proof_modal
from assistant.slack.views.reply import show
from assistant.slack.views.shown import clipped, escaped, section, sentence, shown, words
from assistant.slack.views.values import Carried, carrying, unpacked
from tests.builders import NOW
from tests.slack_limits import check_message, check_view, texts

OUTSIDE = "<!channel> <@U123> <https://evil.example|click> *bold* :smile: & “quoted”"
anything = st.one_of(
    st.text(max_size=40), st.just(OUTSIDE), st.integers(1, 9).map(lambda n: "long " * n * 200), st.just("")
)
ids = st.text(min_size=1, max_size=200)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def several(strategy: st.SearchStrategy[Any], most: int = 12) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def parts(model: Any, **more: Any) -> st.SearchStrategy[Any]:
    """A part of a reply, whose texts are anything."""
    texts = {
        name: st.none() | anything if "None" in str(field.annotation) else anything
        for name, field in model.model_fields.items()
        if field.annotation is str or str(field.annotation) == "str | None"
    }
    return st.builds(model, **(texts | more))


places = parts(
    Place,
    stages=several(st.builds(StageMark, name=anything, proved=st.integers(0, 3), gates=st.integers(0, 3)), 40),
    at=st.integers(0, 40),
    crm_at=st.none() | st.integers(0, 40),
    last_customer_action=st.none() | days,
    days_of_silence=st.none() | st.integers(0, 999),
)
replies = st.builds(
    Reply,
    notice=st.none() | anything,
    deal=st.none() | parts(DealName, id=st.text(min_size=1, max_size=100)),
    recorded=several(
        parts(
            Recorded,
            outcome=ids,
            verdict=st.sampled_from(Verdict),
            grade=st.sampled_from(Grade),
            status=st.sampled_from(Status),
            occurred_on=st.none() | days,
        )
    ),
    backward_moves=several(parts(WentBack, on=days)),
    sentences=several(parts(Cited), 30),
    sections=several(st.builds(Section, title=anything, lines=several(parts(Cited), 30)), 20),
    found=several(
        parts(
            Found,
            offer=ids,
            number=st.integers(0, 60),
            outcome=ids,
            verdict=st.sampled_from(Verdict),
            grade=st.sampled_from(Grade),
            occurred_on=st.none() | days,
        ),
        20,
    ),
    place=st.none() | places,
    action=st.none() | parts(NextAction),
    questions=several(parts(Question, outcome=ids), 8),
    seller_activity=several(anything),
    choices=several(parts(Choice, deal=ids), 15),
    deals=several(parts(DealLine, amount=st.none() | st.decimals(0, 10**12, allow_nan=False, places=2)), 40),
    reader=st.none() | anything,
    undo=several(ids, 40),
    proof=several(ids, 8),
)


@settings(max_examples=60, deadline=None)
@given(replies, st.none() | st.just("1700000000.000100"), st.just("") | ids)
def test_any_reply_fits_into_slack(reply: Reply, thread: str | None, turn: str) -> None:
    message = show(reply, thread, turn)
    if message.blocks:
        check_message(message.blocks, message.text)
    else:
        assert message.text == "Rightside"


def full(text: str, many: int) -> Reply:
    """A reply in which everything is there, `many` times, with this text."""
    outcome = "o" * 64
    return Reply(
        notice=text,
        deal=DealName(id="d" * 100, name=text, account=text[:-1]),
        recorded=(
            Recorded(
                observation="x",
                outcome=outcome,
                statement=text,
                verdict=Verdict.HAPPENED,
                grade=Grade.ASSERTED,
                quote=text,
                occurred_on=date(2026, 3, 1),
                status=Status.CLAIMED,
            ),
        )
        * many,
        backward_moves=(
            WentBack(
                statement=text, quote=text, on=date(2026, 3, 1), from_stage=text, to_stage=text + "!", way_back=text
            ),
        )
        * many,
        sentences=(Cited(text=text, citation=text),) * many,
        sections=(Section(title=text, lines=(Cited(text=text, citation=text),) * many),) * many,
        found=tuple(
            Found(
                offer="form:V1",
                number=number,
                outcome=outcome,
                statement=text,
                verdict=Verdict.HAPPENED,
                grade=Grade.ARTEFACT,
                quote=text,
                occurred_on=date(2026, 3, 1),
                place=text,
                source=text,
                read_by=text,
            )
            for number in range(many)
        ),
        place=Place(
            stages=(StageMark(name=text, proved=1, gates=2),) * many,
            at=1,
            stage=text,
            customer_goal=text,
            crm_stage=text,
            crm_at=0,
            last_customer_action=date(2026, 3, 1),
            days_of_silence=9,
        ),
        action=NextAction(action=text, purpose=text, serves=text),
        questions=(Question(outcome=outcome, statement=text, ask=text, why=text, quote=text),) * many,
        seller_activity=(text,) * many,
        choices=(Choice(text="d" * 100, label=text),) * many,
        deals=(
            DealLine(
                deal="d",
                name=text,
                account=text,
                owner=text,
                amount=Decimal(5),
                currency="EUR",
                stage=text,
                crm_stage=text,
                reason=text,
            ),
        )
        * many,
        reader=text,
        undo=("C1:1.2-1", "C1:1.2-2"),
        proof=(outcome,) * many,
    )


def test_the_longest_reply_fits_into_slack() -> None:
    message = show(full("word " * 2000, 30), "1700000000.000100")
    check_message(message.blocks, message.text)
    assert "… and more" in str(message.blocks)


def test_many_short_things_fit_into_slack_too() -> None:
    message = show(full("Short words", 30), "1700000000.000100")
    check_message(message.blocks, message.text)
    assert "… and more" in str(message.blocks)


def test_text_from_outside_is_shown_letter_by_letter_and_never_as_markup() -> None:
    message = show(full(OUTSIDE, 2))
    check_message(message.blocks, message.text)
    plain = [text for block in message.blocks for text in texts(block)]
    assert sum(OUTSIDE in text for text in plain) > 15
    assert not [text for block in message.blocks for text in texts(block, "mrkdwn") if "channel" in text]
    assert "&lt;!channel&gt; &lt;@U123&gt;" in message.text


def test_the_journey_is_one_line_of_marks() -> None:
    stages = tuple(StageMark(name=name, proved=proved, gates=2) for name, proved in (("A", 2), ("B", 1), ("C", 0)))
    here = Place(
        stages=stages,
        at=1,
        stage="B",
        customer_goal=None,
        crm_stage="Closing",
        crm_at=2,
        last_customer_action=date(2026, 3, 1),
        days_of_silence=1,
    )
    text = show(Reply(place=here)).text
    assert text == (
        "Customer ●─◐─○ B (step 2 of 3)\n"
        "The CRM says Closing, ahead of the customer; last customer action 2026-03-01 (yesterday)"
    )
    done = here.model_copy(update={"at": 3, "stage": "Complete", "crm_stage": "", "last_customer_action": None})
    assert show(Reply(place=done)).text == "Customer ●─●─● Complete (journey complete)"
    behind = here.model_copy(update={"crm_at": 0, "last_customer_action": None})
    assert show(Reply(place=behind)).text.endswith("The CRM says Closing, behind the customer")


def test_a_backward_move_that_leaves_the_stage_says_so() -> None:
    move = WentBack(
        statement="The budget is open", quote=None, on=date(2026, 3, 1), from_stage="A", to_stage="A", way_back=None
    )
    text = show(Reply(backward_moves=(move,))).text
    assert "The customer went back a step: The budget is open — still at A, since 2026-03-01." in text


def test_what_is_told_of_a_backward_move_is_told_once() -> None:
    move = WentBack(
        statement="The budget is open", quote=None, on=date(2026, 3, 1), from_stage="B", to_stage="A", way_back="Ask"
    )
    entry = Recorded(
        observation="x",
        outcome="budget",
        statement="The budget is open",
        verdict=Verdict.REVERSED,
        grade=Grade.ASSERTED,
        quote=None,
        occurred_on=None,
        status=Status.REVERSED,
    )
    next_up = NextAction(action="Ask", purpose="gain agreement", serves="The budget is open")
    text = show(Reply(recorded=(entry,), backward_moves=(move,), action=next_up)).text
    assert "The customer went back a step: from B to A, since 2026-03-01." in text
    assert "Next for you, the way forward again: Ask\nTo gain agreement on: The budget is open" in text
    assert text.count("Ask") == 1
    other = show(Reply(backward_moves=(move,), action=next_up.model_copy(update={"action": "Wait"}))).text
    assert "The way forward again: Ask" in other
    assert "Next for you: Wait" in other


def test_of_many_sentences_those_after_the_first_are_a_list() -> None:
    assert show(Reply(sentences=(Cited(text="One."), Cited(text="Two."), Cited(text="Three.")))).text == (
        "One.\n• Two.\n• Three."
    )
    assert show(Reply(sentences=(Cited(text="One."), Cited(text="Two.")))).text == "One.\nTwo."


@pytest.mark.parametrize(
    ("account", "shown_as"), [("", "Acme line"), ("ACME", "Acme line"), ("Bolt", "Acme line · Bolt")]
)
def test_the_account_is_named_where_the_deals_name_does_not_say_it(account: str, shown_as: str) -> None:
    assert show(Reply(deal=DealName(id="d", name="Acme line", account=account))).text == shown_as


@given(st.text(min_size=1, max_size=100), st.lists(st.text(max_size=200), max_size=9).map(tuple))
def test_a_button_gives_back_what_it_carries(deal: str, observations: tuple[str, ...]) -> None:
    packed = carrying(deal, observations, "1.2").packed()
    if packed is not None:
        assert len(packed) <= 2000
        back = unpacked(packed)
        assert (back.deal, back.observations, back.thread) == (deal, observations, "1.2")


def test_what_is_too_long_to_carry_is_said_in_words() -> None:
    many = tuple(f"{letter * 190}" for letter in "abcdefghijklmnop")
    message = show(Reply(deal=DealName(id="d", name="Deal"), undo=many))
    assert "Say “undo” to take this back." in message.text
    assert all(block["type"] != "actions" for block in message.blocks)


@pytest.mark.parametrize("value", ["", "[]", "{}", "happened", '{"d": 3}'])
def test_a_value_of_another_version_is_refused_in_a_sentence(value: str) -> None:
    with pytest.raises(PersonError, match="older version"):
        unpacked(value)


@given(anything, st.integers(2, 60))
def test_escaped_text_is_short_and_never_cuts_an_escape(text: str, room: int) -> None:
    safe = escaped(text, room)
    assert len(safe) <= room
    assert "<" not in safe
    assert all(part.startswith(("amp;", "lt;", "gt;")) for part in safe.split("&")[1:])


@pytest.mark.parametrize(
    "text",
    [
        "*b*",
        "_i_",
        "~s~",
        "`c`",
        "<!here>",
        "@here",
        "#general",
        "https://evil.example",
        "www.evil.example",
        ":+1:",
        ":flag-de:",
        "a:smile:b",
        "> quote",
        "Crust & Co",
        "a | b",
        "back\\slash",
    ],
)
def test_only_harmless_words_are_ever_written_in_markup(text: str) -> None:
    (block,) = shown([section([words("Said:", style="*"), words(text)])]).blocks
    assert block["text"] == {"type": "plain_text", "text": f"Said: {text}", "emoji": False}


def test_harmless_words_stand_beside_bold_ones() -> None:
    (block,) = shown([section([words("Deal:", style="*"), words("Crust/Co (2), 5 €")])]).blocks
    assert block["text"] == {"type": "mrkdwn", "text": "*Deal:* Crust/Co (2), 5 €", "verbatim": True}


def test_clipping_says_that_something_was_cut() -> None:
    assert clipped("  abcdef  ", 6) == "abcdef"
    assert clipped("abcdefg", 6) == "abcde…"


@given(anything.filter(str.strip))
def test_a_sentence_fits(text: str) -> None:
    check_message(sentence(text).blocks, sentence(text).text)


@given(anything, st.none() | days)
def test_the_modal_fits_and_knows_what_it_is_about(statement: str, known: date | None) -> None:
    about = Carried(deal="d" * 100, outcome="o" * 64, statement=clipped(statement, 250), thread="1.2", channel="C1")
    modal = proof_modal(about, known, NOW.date())
    check_view(modal)
    assert len(modal["private_metadata"]) <= 3000
    assert unpacked(modal["private_metadata"]) == about
    assert len(modal["title"]["text"]) <= 24


def test_an_unfilled_day_is_unknown() -> None:
    values = {
        "kind": {"kind": {"selected_option": {"value": "artefact"}}},
        "quote": {"quote": {"value": "PO 7"}},
        "day": {"day": {"selected_date": None}},
    }
    assert filled(values) == (Grade.ARTEFACT, "PO 7", "", None)
