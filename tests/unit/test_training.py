"""A quiz and an interview in a conversation: on a real database, with a reader that knows a few words."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.coaching.coach import Coach
from assistant.coaching.publishing import publish
from assistant.coaching.quiz import Moved, quiz
from assistant.errors import PersonError
from knowledge.drafting.interview import CONSENT, END, MOST_ACTS, MOST_STEPS, told
from knowledge.drafting.stories import Story
from knowledge.library import shipped
from tests.builders import NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database

    Say = Callable[..., Reply]

NEWS = "Old Mill: they opened a budget"
ANSWER_OF = {each.told: each.answer for each in quiz(bakery(), count=99, seed=0)}
SHORT = {Moved.PROVED: "Yes", Moved.SIGN: "perhaps", Moved.NO: "no.", Moved.BACK: "It went back!"}
POSED = re.compile(r"(?P<at>\d) of 5, (?P<stage>[^:]+): (?P<told>.+)")


@pytest.fixture
def coach(database: Database, org: str) -> Coach:
    reader = KeywordReader({"opened a budget": ("budget-opened", "happened", "quoted", 0.9)})
    return Coach(desk_on(database, org, reader, bakery()))


@pytest.fixture
def say(coach: Coach, org: str) -> Say:
    minutes = iter(range(10_000))
    return lambda text, **more: coach.reply(message(org, text, **{"minutes": next(minutes), **more}))


def texts(reply: Reply) -> list[str]:
    return [each.text for each in reply.sentences]


def right(reply: Reply) -> Moved:
    """The right answer to the situation that a reply poses."""
    posed = POSED.fullmatch(texts(reply)[1])
    assert posed is not None
    return ANSWER_OF[posed["told"]]


def number(answer: Moved) -> str:
    return str(list(Moved).index(answer) + 1)


def wrong(answer: Moved) -> Moved:
    return Moved.NO if answer is not Moved.NO else Moved.PROVED


def test_a_quiz_says_what_it_is_about_and_offers_its_answers(say: Say) -> None:
    reply = say("quiz me")
    assert texts(reply)[0].startswith("5 situations from A bakery buys an oven. Nobody else sees how it goes")
    assert texts(reply)[2] == "Did the customer move?"
    assert [each.label for each in reply.choices] == [each.value for each in Moved]
    assert all(each.text.startswith(f"{at} to ") for at, each in enumerate(reply.choices, 1))


@pytest.mark.parametrize("worded", [number, str, SHORT.__getitem__, lambda each: f" {number(each)}. "])
def test_a_quiz_answered_right_to_the_end(say: Say, coach: Coach, org: str, worded: Callable[[Moved], str]) -> None:
    reply = say("quiz me")
    for at in range(1, 6):
        assert texts(reply)[1].startswith(f"{at} of 5, ")
        reply = say(worded(right(reply)))
        assert texts(reply)[0].startswith("Right. ")
    assert texts(reply)[1:] == ["5 of 5 right."]
    assert reply.choices == ()
    assert "right" not in " ".join(texts(say("2"))).casefold()
    assert coach.desk.ledger.observations(org, "D1") == ()


@pytest.mark.parametrize("worded", [number, str, SHORT.__getitem__])
def test_a_quiz_answered_wrong_gives_each_reason_and_the_commonest_confusion(
    say: Say, worded: Callable[[Moved], str]
) -> None:
    reply = say("quiz me")
    for _ in range(5):
        answer = right(reply)
        reply = say(worded(wrong(answer)))
        assert texts(reply)[0].startswith(f"It is: {answer}. ")
        assert re.search(r"\[(outcome|seller action|backward signal) [a-z-]+\]", texts(reply)[0])
    assert texts(reply)[1] == "0 of 5 right."
    assert texts(reply)[2].startswith("Most often you said “")


def test_stop_ends_a_quiz_with_what_was_answered(say: Say) -> None:
    say(number(right(say("quiz me"))))
    assert texts(say("Stop!")) == ["1 of 1 right."]
    say("quiz me")
    assert texts(say("that's enough")) == ["Stopped."]
    assert "right" not in " ".join(texts(say("1"))).casefold()


def test_news_in_the_middle_of_a_quiz_is_news(say: Say) -> None:
    say("quiz me")
    say("1")
    reply = say(NEWS)
    assert [each.outcome for each in reply.recorded] == ["budget-opened"]
    assert reply.choices == ()


@pytest.mark.parametrize(("minutes", "taken"), [(30, True), (31, False)])
def test_an_answer_counts_for_half_an_hour(say: Say, minutes: int, taken: bool) -> None:
    answer = right(say("quiz me", minutes=0))
    assert texts(say(str(answer), minutes=minutes))[0].startswith("Right. ") == taken


def test_a_number_beyond_all_counting_is_no_answer(say: Say) -> None:
    say("quiz me")
    for number in ("9" * 5_000, "5", "0"):
        with pytest.raises(PersonError, match="from 1 to 4"):
            say(number)
    assert texts(say("1"))[1].startswith("2 of 5")


def test_a_quiz_is_its_conversations_own(say: Say) -> None:
    say("quiz me")
    assert "of 5" not in " ".join(texts(say("stop", conversation="another")))
    assert texts(say("stop")) == ["Stopped."]


def test_a_quiz_leaves_the_deal_that_was_spoken_of(say: Say) -> None:
    say(NEWS)
    for text in ("quiz me", "1", "stop"):
        say(text)
    deal = say("where is it?").deal
    assert deal is not None
    assert deal.id == "D1"


def test_a_quiz_can_be_on_a_process_by_its_name_or_id(say: Say, coach: Coach, org: str) -> None:
    (renewal,) = (process for process, _ in shipped() if process.id == "renewal-expansion")
    publish(coach.desk, org, renewal, "", by="test", at=NOW)
    for name in ("renewal expansion", "Renewal-Expansion", renewal.name, "the renewal expansion"):
        assert texts(say(f"Quiz me on {name}?"))[0].startswith(f"5 situations from {renewal.name}.")
        say("stop")
    assert "A bakery buys an oven" in texts(say("quiz me"))[0]
    say("stop")
    with pytest.raises(PersonError, match="No process is called 'zebras'; there is bakery-oven, renewal-expansion"):
        say("quiz me on zebras")


def test_a_quiz_needs_a_process(coach: Coach) -> None:
    with pytest.raises(PersonError, match="No process is published"):
        coach.reply(message("org-without", "quiz me"))


TELLING = (
    ("yes, of course", "Your role"),
    ("seller", "What was bought"),
    ("An oven, by a bakery", "at the very beginning?"),
    ("Seeing the need", "What did they do, in one sentence?"),
    ("They counted the spoiled loaves", "Who was it?"),
    ("the head baker", "How could somebody else have known"),
    ("his tally sheet", "What did you see of it"),
    ("nothing", "What else did they do?"),
    ("no more", "go back or fall through"),
    ("The owner fell ill", "after that?"),
)


def tell(say: Say, upto: int = len(TELLING)) -> Reply:
    """Begin an interview and answer so many of its questions."""
    reply = say("interview me")
    for text, question in TELLING[:upto]:
        reply = say(text)
        assert question in texts(reply)[0]
    return reply


def kept(coach: Coach, org: str) -> list[Story]:
    return [story for _, story in coach.desk.stories.all(org)]


def test_an_interview_asks_for_consent_first(say: Say, coach: Coach, org: str) -> None:
    reply = say("interview me")
    assert (texts(reply)[1], [each.label for each in reply.choices]) == (CONSENT, ["Yes", "No"])
    assert "“stop” to end" in texts(say("yes"))[0]
    assert [each.size for each in kept(coach, org)] == ["0 steps, 0 acts of the customer"]


@pytest.mark.parametrize(("shown", "answer"), [("1", "Your role"), ("2", "Nothing is kept.")])
def test_consent_can_be_answered_by_the_number_that_is_shown(say: Say, shown: str, answer: str) -> None:
    say("interview me")
    assert texts(say(shown))[0].startswith(answer)


@pytest.mark.parametrize("refusal", ["no", "No, rather not", "stop", "nope"])
def test_without_consent_nothing_is_kept(say: Say, coach: Coach, org: str, refusal: str) -> None:
    say("interview me")
    assert texts(say(refusal)) == ["Nothing is kept."]
    assert [each.outcome for each in say(NEWS).recorded] == ["budget-opened"]
    assert kept(coach, org) == []


@pytest.mark.parametrize(
    "news",
    [
        NEWS,
        "OK, Old Mill: they opened a budget",
        "Fine news, Old Mill opened a budget",
        "No surprise: Old Mill opened a budget",
    ],
)
def test_news_is_neither_consent_nor_refusal(say: Say, coach: Coach, org: str, news: str) -> None:
    say("interview me")
    assert [each.outcome for each in say(news).recorded] == ["budget-opened"]
    assert kept(coach, org) == []


def test_a_whole_interview_is_kept_with_the_name(say: Say, coach: Coach, org: str) -> None:
    tell(say)
    reply = say("that's all")
    assert texts(reply) == ["Kept with your name: 1 step, 1 act of the customer. Thank you."]
    (story,) = kept(coach, org)
    assert (story.told_by, story.role, story.on) == ("Ana", "seller", NOW.date())
    assert story.purchase == "An oven, by a bakery"
    (step,) = story.steps
    assert (step.step, step.back) == ("Seeing the need", ("The owner fell ill",))
    assert [(each.did, each.who, each.known_by, each.sign) for each in step.acts] == [
        ("They counted the spoiled loaves", "the head baker", "his tally sheet", "")
    ]
    assert "budget-opened" in [each.outcome for each in say(NEWS).recorded]


def test_what_was_told_is_kept_step_by_step(say: Say, coach: Coach, org: str) -> None:
    tell(say)
    assert [len(each.steps) for each in kept(coach, org)] == [1]
    for text in ("Choosing", "They baked a batch"):
        say(text)
    assert [len(each.steps) for each in kept(coach, org)] == [1]


@pytest.mark.parametrize(("upto", "acts", "steps"), [(4, 0, 1), (5, 1, 1), (6, 1, 1), (10, 1, 1)])
def test_stop_in_the_middle_of_a_step_keeps_what_was_told(
    say: Say, coach: Coach, org: str, upto: int, acts: int, steps: int
) -> None:
    tell(say, upto)
    assert texts(say("stop"))[0].startswith("Kept with your name: ")
    (story,) = kept(coach, org)
    assert (len(story.steps), sum(len(each.acts) for each in story.steps)) == (steps, acts)


def test_stop_before_any_step_keeps_nothing(say: Say, coach: Coach, org: str) -> None:
    tell(say, 3)
    assert texts(say("Stop.")) == ["No step was told, so nothing is kept."]
    assert kept(coach, org) == []


@pytest.mark.parametrize("said", ["that’s all", "That’s it.", "don’t know", "“No more”", "that's all"])
def test_no_more_is_understood_however_it_is_typed(say: Say, said: str) -> None:
    tell(say, 4)
    assert "go back or fall through" in texts(say(said))[0]


def test_what_is_told_in_an_interview_is_no_news(say: Say, coach: Coach, org: str) -> None:
    tell(say, 4)
    assert texts(say(NEWS)) == ["Who was it?"]
    assert coach.desk.ledger.observations(org, "D1") == ()


def test_half_an_hour_later_news_is_news_and_the_story_stays(say: Say, coach: Coach, org: str) -> None:
    tell(say)
    assert [each.outcome for each in say(NEWS, minutes=60).recorded] == ["budget-opened"]
    assert [len(each.steps) for each in kept(coach, org)] == [1]


@pytest.mark.parametrize("order", ["my deals", "where is it?", "help", "quiz me"])
def test_an_order_is_no_answer_of_an_interview(say: Say, coach: Coach, org: str, order: str) -> None:
    tell(say, 2)  # the next answer is what was bought
    told = " ".join(texts(say(order, deal="D1") if order == "where is it?" else say(order)))
    assert "busy with" not in told
    assert [each.purchase for each in kept(coach, org)] == [""]


def test_two_interviews_are_two_stories(say: Say, coach: Coach, org: str) -> None:
    for _ in range(2):
        tell(say)
        say("stop")
    assert [len(each.steps) for each in kept(coach, org)] == [1, 1]


def test_a_message_delivered_twice_is_one_answer(say: Say, coach: Coach, org: str) -> None:
    tell(say, 4)
    first, again = (say("They counted the spoiled loaves", id_="event-1", minutes=9) for _ in range(2))
    assert first == again
    assert texts(say("the head baker", id_="event-2", minutes=10))[0].startswith("How could somebody else")
    say("stop", minutes=11)
    assert [act.who for story in kept(coach, org) for step in story.steps for act in step.acts] == ["the head baker"]


ANSWERS = st.lists(
    st.one_of(st.sampled_from(["", " ", "x", "They signed", "no\nmore", "é" * 400]), st.text(max_size=400)), max_size=40
)


@given(ANSWERS, st.text(max_size=200))
def test_any_answers_make_a_valid_story_and_come_to_an_end(answers: list[str], by: str) -> None:
    state = told(answers, by=by, on=date(2026, 3, 2))
    assert Story.model_validate(state.story.model_dump()) == state.story
    assert Story.model_validate_json(state.story.model_dump_json()) == state.story
    assert told([*answers, *[""] * END], by=by, on=date(2026, 3, 2)).question is None


def test_whoever_tells_on_and_on_comes_to_an_end() -> None:
    most = 2 + MOST_STEPS * (1 + 4 * MOST_ACTS + 1)
    assert told(["x"] * (most - 1), by="Ana", on=date(2026, 3, 2)).question is not None
    state = told(["x"] * most, by="Ana", on=date(2026, 3, 2))
    assert (state.question, len(state.story.steps)) == (None, MOST_STEPS)
    assert state == told(["x"] * (most + 9), by="Ana", on=date(2026, 3, 2))
