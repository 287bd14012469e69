"""The questions that draw one purchase out of somebody who was there, and the story that their answers make. Pure.

An interview is its answers: told anew from the first, they give the next question and the story so far. So it can stop
anywhere and go on elsewhere, in a terminal or a chat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from knowledge.drafting.stories import Act, Step, Story

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from datetime import date

MOST_STEPS, MOST_ACTS = 12, 8
NAME, TOLD = 120, 300  # characters, as a story file takes them
END = 8  # empty answers that end an interview, wherever it stands
CONSENT = "May your answers be kept with your name, to draft the buying process from them?"
INTRO = (
    "Think of one purchase that ended not long ago, and tell it from the customer's side, in order. "
    "A person's name is not needed: a role will do."
)


class Told(NamedTuple):
    """What an interview has come to: the next question, None at its end, and the story so far."""

    question: str | None
    story: Story


def told(answers: Iterable[str], *, by: str, on: date) -> Told:
    """Where an interview stands after these answers. An empty answer says that there is no more of what was asked."""
    asking = _questions(by, on)
    state = next(asking)
    for answer in answers:
        if state.question is None:
            break
        state = asking.send(answer)
    return state


def _questions(by: str, on: date) -> Generator[Told, str, None]:
    story = Story(interview=1, told_by=_line(by, NAME) or "unnamed", consent=True, on=on)
    role = yield Told("Your role (seller, customer, …)", story)
    story = story.model_copy(update={"role": _line(role, TOLD)})
    purchase = yield Told("What was bought, and by what kind of customer?", story)
    story = story.model_copy(update={"purchase": _line(purchase, TOLD)})
    while len(story.steps) < MOST_STEPS:
        when = "after that" if story.steps else "at the very beginning"
        name = _line((yield Told(f"What was the customer busy with {when}?", story)), NAME)
        if not name:
            break
        acts: list[Act] = []
        while len(acts) < MOST_ACTS:
            did = yield Told("What else did they do?" if acts else "What did they do, in one sentence?", story)
            if not _line(did, TOLD):
                break
            who = yield Told("Who was it?", story)
            known_by = yield Told("How could somebody else have known: which paper, mail or meeting?", story)
            sign = yield Told("What did you see of it before you could ask?", story)
            act = (_line(did, TOLD), _line(who, NAME), _line(known_by, TOLD), _line(sign, TOLD))
            acts.append(Act(did=act[0], who=act[1], known_by=act[2], sign=act[3]))
        back = _line((yield Told("Did anything go back or fall through at that point? What?", story)), TOLD)
        step = Step(step=name, acts=tuple(acts), back=(back,) if back else ())
        story = story.model_copy(update={"steps": (*story.steps, step)})
    yield Told(None, story)


def _line(said: str, most: int) -> str:
    return " ".join(said.split())[:most]
