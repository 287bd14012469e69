"""The coach on a real database, with a reader that knows a few words and a small search in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.coach import Coach
from assistant.coaching.messages import Answer
from assistant.deals.deal import DealState
from assistant.deals.observation import Grade, Verdict
from assistant.deals.standing import Status
from assistant.errors import PersonError
from tests.builders import DEALS, NOW, bakery, message, press, proof, undo
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database

CLAIMS = {
    r"“?loses 40 loaves a week”?": ("problem-stated", "happened", "quoted", 0.9),
    r"opened a budget": ("budget-opened", "happened", "quoted", 0.9),
    r"spent the money": ("budget-opened", "reversed", "asserted", 0.9),
    r"baked a batch": ("test-bake", "happened", "asserted", 0.9),
    r"maybe a budget": ("budget-opened", "happened", "surrogate", 0.4),
    r"no budget yet": ("budget-opened", "not_yet", "asserted", 0.9),
    r"invented": ("no-such-outcome", "happened", "quoted", 0.99),
}


@pytest.fixture
def coach(database: Database, org: str) -> Coach:
    return _coach(database, org)


def _coach(database: Database, org: str) -> Coach:
    return Coach(desk_on(database, org, KeywordReader(CLAIMS), bakery()))


Say = "Callable[..., Reply]"


@pytest.fixture
def say(coach: Coach, org: str) -> Callable[..., Reply]:
    minutes = iter(range(10_000))
    return lambda text, **more: coach.reply(message(org, text, minutes=next(minutes), **more))


def texts(reply: Reply) -> str:
    return " ".join(f"{each.text} {each.citation}" for each in reply.sentences)


def test_a_deal_update_in_the_order_of_the_reply(say: Callable[..., Reply]) -> None:
    reply = say("Old Mill: the baker loses 40 loaves a week and the owner opened a budget. We sent a flyer.")
    assert reply.deal is not None
    assert reply.deal.id == "D1"
    assert [(r.outcome, r.verdict, r.status) for r in reply.recorded] == [
        ("problem-stated", Verdict.HAPPENED, Status.MET),
        ("budget-opened", Verdict.HAPPENED, Status.MET),
    ]
    assert reply.recorded[0].quote == "loses 40 loaves a week"
    assert reply.place is not None
    assert (reply.place.stage, reply.place.at, reply.place.crm_at) == ("Choose an oven", 1, 1)
    assert reply.action is not None
    assert reply.action.action == "Lend them an oven for a morning"
    assert [q.outcome for q in reply.questions] == ["test-bake"]
    assert reply.seller_activity == ("We sent a flyer",)
    assert len(reply.undo) == 2


def test_a_backward_move_is_told_with_the_way_back(say: Callable[..., Reply]) -> None:
    say("Old Mill: the baker loses 40 loaves a week; the owner opened a budget")
    reply = say("bad news, the owner spent the money on a van")
    move = reply.backward_moves[0]
    assert (move.from_stage, move.to_stage, move.quote) == ("Choose an oven", "See the need", "spent the money")
    assert move.way_back == "Fill in a cost sheet with the owner"
    assert say("where is it?").backward_moves == ()


def test_undo_restores_and_loses_nothing(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("Old Mill: they opened a budget")
    reply = say("undo")
    assert "Taken back: The owner opens a budget" in texts(reply)
    assert "nothing in this conversation to take back" in texts(say("undo"))
    ledger = coach.desk.ledger.observations(org, "D1")
    assert [each.verdict for each in ledger] == [Verdict.HAPPENED, Verdict.WITHDRAWN]
    assert coach.desk.case(org, DEALS[0], NOW.date()).standing.statuses["budget-opened"] is Status.UNKNOWN


def test_undo_twice_takes_back_the_turn_before(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("Old Mill: the baker loses 40 loaves a week")
    say("they opened a budget")
    say("undo")
    assert "what the old oven costs" in texts(say("undo"))
    statuses = coach.desk.case(org, DEALS[0], NOW.date()).standing.statuses
    assert set(statuses.values()) == {Status.UNKNOWN}


def test_thats_wrong_with_the_right_news(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("Old Mill: they opened a budget")
    reply = say("that's wrong, there is no budget yet")
    assert [(r.outcome, r.verdict) for r in reply.recorded] == [("budget-opened", Verdict.NOT_YET)]
    assert reply.backward_moves == ()
    assert coach.desk.case(org, DEALS[0], NOW.date()).standing.statuses["budget-opened"] is Status.NOT_YET


def test_not_yet_corrects_what_was_just_recorded(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    first = say("Old Mill: they opened a budget")
    reply = say("that's wrong, not yet")
    assert reply.recorded[0].verdict is Verdict.NOT_YET
    assert coach.desk.ledger.observations(org, "D1")[-1].supersedes == first.recorded[0].observation


def test_a_typed_answer_and_a_button_say_the_same(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    asked = say("where is Old Mill?").questions
    assert [q.outcome for q in asked] == ["problem-stated", "budget-opened"]
    typed = say("2 happened")
    assert [(r.outcome, r.quote) for r in typed.recorded] == [("budget-opened", "2 happened")]
    assert typed.proof == ("budget-opened",)
    pressed = coach.answer(press(org, "D1", "problem-stated", Answer.HAPPENED))
    assert [(r.outcome, r.quote, r.status) for r in pressed.recorded] == [("problem-stated", None, Status.CLAIMED)]
    assert coach.desk.ledger.observations(org, "D1")[-1].source == "button"


def test_dont_know_is_fine_and_not_asked_again_the_same_week(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("where is Old Mill?")
    reply = say("don't know")
    assert "not ask this again" in texts(reply)
    assert "problem-stated" not in [q.outcome for q in reply.questions]
    assert "problem-stated" not in [q.outcome for q in say("where is it?").questions]
    assert "problem-stated" not in [
        q.outcome
        for q in coach.reply(message(org, "where is Old Mill?", conversation="other", minutes=60 * 24 * 6)).questions
    ]
    assert "problem-stated" in [
        q.outcome
        for q in coach.reply(message(org, "where is Old Mill?", conversation="other", minutes=60 * 24 * 8)).questions
    ]
    assert coach.desk.ledger.observations(org, "D1") == ()


def test_proof_turns_a_claim_into_a_proved_gate(coach: Coach, org: str) -> None:
    coach.answer(press(org, "D1", "problem-stated", Answer.HAPPENED))
    reply = coach.prove(proof(org, "D1", "problem-stated", "“We throw away forty loaves” (head baker, Monday)"))
    assert reply.recorded[0].status is Status.MET
    with pytest.raises(PersonError, match="Paste the customer's words"):
        coach.prove(proof(org, "D1", "problem-stated", "  "))


def test_an_uncertain_claim_is_asked_not_recorded(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    reply = say("Old Mill: maybe a budget, who knows")
    assert reply.recorded == ()
    assert reply.questions[0].quote == "maybe a budget"
    assert coach.desk.ledger.observations(org, "D1") == ()
    confirmed = say("yes")
    assert [(r.outcome, r.quote, r.status) for r in confirmed.recorded] == [
        ("budget-opened", "maybe a budget", Status.LIKELY)
    ]


def test_no_to_an_uncertain_claim_is_not_not_yet(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("Old Mill: maybe a budget, who knows")
    reply = say("no")
    assert "nothing is recorded" in texts(reply)
    assert "budget-opened" not in [q.outcome for q in reply.questions]
    assert coach.desk.ledger.observations(org, "D1") == ()


def test_free_words_after_a_question_are_asked_about_and_then_recorded(say: Callable[..., Reply]) -> None:
    say("where is Old Mill?")
    reply = say("their head baker told us on the phone")
    assert reply.recorded == ()
    assert (reply.questions[0].outcome, reply.questions[0].quote) == (
        "problem-stated",
        "their head baker told us on the phone",
    )
    confirmed = say("yes")
    assert [(r.outcome, r.grade, r.quote) for r in confirmed.recorded] == [
        ("problem-stated", Grade.QUOTED, "their head baker told us on the phone")
    ]
    assert say("ok thanks").questions[0].quote is None


def test_what_was_just_answered_is_not_asked_again_at_once(say: Callable[..., Reply]) -> None:
    say("where is Old Mill?")
    reply = say("happened")
    assert reply.recorded[0].outcome == "problem-stated"
    assert "problem-stated" not in [q.outcome for q in reply.questions]


def test_at_most_two_questions_and_none_that_is_proved(say: Callable[..., Reply]) -> None:
    reply = say("Old Mill: the baker loses 40 loaves a week; maybe a budget")
    assert len(reply.questions) <= 2
    assert "problem-stated" not in [q.outcome for q in reply.questions]


def test_an_invented_outcome_is_dropped(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    reply = say("Old Mill: invented")
    assert reply.recorded == ()
    assert coach.desk.ledger.observations(org, "D1") == ()


def test_the_same_words_twice_are_recorded_once(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    say("Old Mill: they opened a budget")
    reply = say("Old Mill: they opened a budget")
    assert "word for word" in texts(reply)
    assert len(coach.desk.ledger.observations(org, "D1")) == 1


def test_a_message_delivered_twice_is_answered_once(coach: Coach, org: str) -> None:
    twice = message(org, "Old Mill: they opened a budget", id_="event-1")
    assert coach.reply(twice) == coach.reply(twice)
    assert len(coach.desk.ledger.observations(org, "D1")) == 1


def test_two_deals_fit_and_the_message_waits(say: Callable[..., Reply]) -> None:
    reply = say("Crust & Co opened a budget")
    assert [choice.text for choice in reply.choices] == ["D2", "D3"]
    chosen = say("2")
    assert chosen.deal is not None
    assert chosen.deal.id == "D3"
    assert chosen.recorded[0].quote == "opened a budget"


def test_a_waiting_message_can_be_answered_by_name_or_left(say: Callable[..., Reply]) -> None:
    say("Crust & Co opened a budget")
    named = say("the mixer")
    assert named.deal is not None
    assert named.deal.id == "D3"
    assert named.recorded[0].quote == "opened a budget"
    say("Crust & Co opened a budget", conversation="c2")
    assert say("my deals", conversation="c2").deals


def test_an_unknown_deal_is_offered_to_be_created(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    reply = say("Zebra Bread: they opened a budget")
    assert "create deal Zebra Bread" in texts(reply)
    created = say("create deal Zebra Bread")
    assert created.recorded[0].quote == "opened a budget"
    assert [deal.name for deal in coach.desk.visible(org, "ana")].count("Zebra Bread") == 1
    assert "already" in texts(say("create deal Zebra Bread"))


def test_closing_a_lost_deal_needs_the_reason(say: Callable[..., Reply], coach: Coach, org: str) -> None:
    with pytest.raises(PersonError, match="why it was lost"):
        say("close Old Mill as lost")
    assert "Closed Old Mill oven as lost" in texts(say("close Old Mill as lost: they chose to wait"))
    closed = coach.desk.deals.deal(org, "D1")
    assert closed is not None
    assert (closed.state, closed.close_reason) == (DealState.LOST, "they chose to wait")


def test_why_gives_the_words_behind_it(say: Callable[..., Reply]) -> None:
    say("Old Mill: they opened a budget")
    told = texts(say("why?"))
    assert "“opened a budget”" in told
    assert "1 gate of it is not proved yet" in told


def test_what_changed_counts_from_the_day_named(say: Callable[..., Reply]) -> None:
    say("Old Mill: they opened a budget")
    assert "opens a budget for the oven: happened" in texts(say("what changed since yesterday?"))
    assert "Nothing changed" in texts(say("what changed on Crust & Co mixer since last week?"))
    with pytest.raises(PersonError, match="cannot tell which day"):
        say("what changed since forever?")


def test_my_deals_are_mine_and_the_worst_comes_first(say: Callable[..., Reply]) -> None:
    say("Old Mill: the baker loses 40 loaves a week; the owner opened a budget")
    say("the owner spent the money")
    lines = say("my deals").deals
    assert [line.deal for line in lines] == ["D1", "D2", "D3"]
    assert "went back" in lines[0].reason


def test_a_rep_sees_own_deals_a_manager_the_teams_a_stranger_none(coach: Coach, org: str) -> None:
    assert {deal.id for deal in coach.desk.visible(org, "ana")} == {"D1", "D2", "D3"}
    assert {deal.id for deal in coach.desk.visible(org, "mo")} == {"D1", "D2", "D3", "D4"}
    assert coach.desk.visible(org, "stranger") == ()
    assert coach.desk.visible("another", "admin") == ()
    with pytest.raises(PersonError, match="no deal 'D4' that you may see"):
        coach.answer(press(org, "D4", "problem-stated", Answer.HAPPENED))
    assert "no open deals here" in texts(coach.reply(message(org, "my deals", person="stranger")))


def test_undo_by_id(coach: Coach, org: str) -> None:
    reply = coach.answer(press(org, "D1", "problem-stated", Answer.HAPPENED))
    assert "Taken back" in texts(coach.undo(undo(org, "D1", reply.undo)))
    assert "undone already" in texts(coach.undo(undo(org, "D1", reply.undo)))


def test_questions_on_the_process_are_cited(say: Callable[..., Reply]) -> None:
    reply = say("does it count that the bank asks for an offer?")
    assert "Counts as proof: mail from the owner." in texts(reply)
    assert "[outcome budget-opened, version 1]" in texts(reply)


def test_help_shows_what_to_say(say: Callable[..., Reply]) -> None:
    assert "where is" in texts(say("help"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("x" * 200_000, "200,000 characters"),
        ("\x00\x01\x02", "binary"),
        ("🎉🎉", "without words"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(coach: Coach, org: str, text: str, sentence: str) -> None:
    with pytest.raises(PersonError, match=sentence):
        coach.reply(message(org, text))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Old Mill: they opened a budget",
                "the owner spent the money",
                "undo",
                "not yet",
                "don't know",
                "yes",
                "that's wrong",
                "that's wrong, they baked a batch",
                "maybe a budget",
                "where is it?",
                "why?",
                "2 happened",
                "Crust & Co: no budget yet",
                "1",
                "שלום, הם חתמו",
                'a "quoted"\nname',
            ]
        ),
        max_size=8,
    )
)
def test_any_conversation_keeps_every_entry(database: Database, said: list[str]) -> None:
    org = f"org-{uuid4().hex[:8]}"
    coach, before = _coach(database, org), 0
    for minutes, text in enumerate(said):
        reply = coach.reply(message(org, text, minutes=minutes))
        ledgers = [coach.desk.ledger.observations(org, deal.id) for deal in DEALS]
        entries = [entry for ledger in ledgers for entry in ledger]
        assert len(entries) >= before
        before = len(entries)
        assert len(reply.questions) <= 2
        for deal, ledger in zip(DEALS, ledgers, strict=True):
            stored = coach.desk.ledger.journeys(org, [deal.id]).get(deal.id)
            if ledger:
                assert stored == coach.desk.case(org, deal, NOW.date()).standing.journey
