"""What asks back in Slack: a quiz and an interview, by buttons and words, against an independent server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.quiz import Moved, quiz
from tests.builders import bakery
from tests.slack_server import CHANNEL, labels, waited

if TYPE_CHECKING:
    from typing import Any

    from knowledge.drafting.stories import Story
    from tests.slack_server import Driver
    from tests.slack_workplace import Workplace

BUTTONS = [f"{number}. {each.value}" for number, each in enumerate(Moved, 1)]
ANSWER_OF = {each.told: each.answer for each in quiz(bakery(), count=99, seed=0)}
NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"


def right(posed: dict[str, Any]) -> str:
    """The button with the right answer to the situation that a message poses."""
    asked = re.search(r"\d of 5, [^:]+: (.+)", posed["text"])
    assert asked is not None
    answer = next(ANSWER_OF[told] for told in ANSWER_OF if told in asked[1])
    return BUTTONS[list(Moved).index(answer)]


def settled(person: Driver, message: dict[str, Any]) -> dict[str, Any]:
    """The message once its buttons are gone."""
    found: dict[str, Any] = waited(
        lambda: next((each for each in person.messages() if each["ts"] == message["ts"] and "edited" in each), None),
        "the buttons to go",
    )
    return found


def stories(work: Workplace) -> list[Story]:
    return [story for _, story in work.application.desk.stories.all(work.settings.organisation)]


def test_a_quiz_is_answered_by_buttons_to_its_end(work: Workplace) -> None:
    ana = work.ana
    ana.dm("quiz me")
    posed = ana.wait_for_reply()
    assert "5 situations from A bakery buys an oven" in posed["text"]
    for number in range(1, 6):
        assert f"{number} of 5, " in posed["text"]
        assert labels(posed) == BUTTONS
        pressed = right(posed)
        ana.press(posed, pressed)
        answered = ana.wait_for_reply()
        assert answered["text"].startswith("Right.")
        before = settled(ana, posed)
        assert f"You chose: {pressed}" in before["text"]
        assert labels(before) == []
        posed = answered
    assert "5 of 5 right." in posed["text"]
    assert labels(posed) == []
    assert len(ana.answers()) == 6
    assert work.ledger() == ()


def test_buttons_and_words_go_together_and_news_ends_a_quiz(work: Workplace) -> None:
    ana = work.ana
    ana.dm("quiz me")
    ana.press(ana.wait_for_reply(), BUTTONS[1])
    assert "2 of 5, " in ana.wait_for_reply()["text"]
    ana.dm("it went back")
    assert "3 of 5, " in ana.wait_for_reply()["text"]
    ana.dm(NEWS)
    assert "Recorded" in ana.wait_for_reply()["text"]
    assert len(work.ledger()) == 1


def test_a_double_press_answers_one_situation(work: Workplace) -> None:
    ana = work.ana
    ana.dm("quiz me")
    posed = ana.wait_for_reply()
    ana.press(posed, BUTTONS[0])
    ana.press(posed, BUTTONS[0])
    ana.wait_for(3)
    assert all("3 of 5, " not in each["text"] for each in ana.answers())


def test_a_quiz_in_a_channel_is_seen_by_the_one_who_asked_alone(work: Workplace) -> None:
    ana, ben = work.ana, work.ben
    root = ana.mention("quiz me")
    posed = ana.wait_for_reply(CHANNEL, root["ts"])
    assert posed["ephemeral_to"] == "U01ANA"
    ana.press(posed, right(posed))
    assert ana.wait_for_reply(CHANNEL, root["ts"])["text"].startswith("Right.")
    ben.mention("stop", root["ts"])
    assert "right" not in ben.wait_for_reply(CHANNEL, root["ts"])["text"].casefold()
    ana.say(CHANNEL, "stop", root["ts"])
    assert "1 of 1 right." in ana.wait_for_reply(CHANNEL, root["ts"])["text"]
    assert [each["text"] for each in ben.answers(CHANNEL) if "ephemeral_to" not in each] == [
        "<@U01ANA> I answer you in this thread; only you can see it."
    ]


def test_a_button_of_a_situation_that_was_answered_answers_no_other(work: Workplace) -> None:
    ana = work.ana
    root = ana.mention("quiz me")
    first = ana.wait_for_reply(CHANNEL, root["ts"])
    ana.press(first, BUTTONS[0])
    assert "2 of 5, " in ana.wait_for_reply(CHANNEL, root["ts"])["text"]
    ana.press(first, BUTTONS[1])  # a message to one person keeps its buttons
    assert "3 of 5, " not in ana.wait_for_reply(CHANNEL, root["ts"])["text"]


def test_an_interview_begins_with_yes_and_is_kept(work: Workplace) -> None:
    ana = work.ana
    ana.dm("interview me")
    asked = ana.wait_for_reply()
    assert "May your answers be kept with your name" in asked["text"]
    assert labels(asked) == ["1. Yes", "2. No"]
    ana.press(asked, "1. Yes")
    reply = ana.wait_for_reply()
    assert "Your role" in reply["text"]
    assert "You chose: 1. Yes" in settled(ana, asked)["text"]
    told = ("seller", "An oven", "Seeing the need", "They counted loaves &amp; cakes", "the baker", "a list", "no more")
    for text in (*told, "no more", "no more", "that's all"):
        ana.dm(text)
        reply = ana.wait_for_reply()
    assert "Kept with your name: 1 step, 1 act of the customer" in reply["text"]
    (story,) = stories(work)
    assert (story.told_by, story.purchase) == ("Ana", "An oven")
    assert story.steps[0].acts[0].did == "They counted loaves & cakes"


def test_no_keeps_nothing(work: Workplace) -> None:
    ana = work.ana
    ana.dm("interview me")
    ana.press(ana.wait_for_reply(), "2. No")
    assert "Nothing is kept." in ana.wait_for_reply()["text"]
    ana.dm(NEWS)
    assert "Recorded" in ana.wait_for_reply()["text"]
    assert stories(work) == []
