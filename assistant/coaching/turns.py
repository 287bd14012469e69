"""The memory of a conversation: one turn is one message with what it led to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_TURNS = 12  # how far back "it", "undo" and "not yet" reach in a conversation


class Asked(BaseModel):
    """A question put to the person: about which outcome, and the claim behind it where one was uncertain."""

    model_config = ConfigDict(frozen=True)

    outcome: str
    verdict: str | None = None
    grade: str | None = None
    quote: str | None = None
    occurred_on: date | None = None


class Exercise(BaseModel):
    """A quiz or an interview under way: what was answered so far, from which everything else follows.

    `id` stands for the turn that began it, on that day; a quiz has a process with its version and the seed of what it
    asks.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["quiz", "interview"]
    id: str
    on: date
    answers: tuple[str, ...] = ()
    process: str = ""
    version: int = 0
    seed: int = 0


class Turn(BaseModel):
    """What one message led to. `id` is the message's own id (in Slack the event's), unique in its organisation.

    `recorded` are the ids of the observations this turn appended, `asked` the questions it ended with,
    `dont_know` the outcomes that were answered with "don't know", `reply` the reply as JSON, so that a message
    that is delivered again gets the same answer. `waiting` is a message that waits for its deal to be named, `exercise`
    what waits for its next answer.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation: str
    person: str
    at: AwareDatetime
    deal: str | None = None
    recorded: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    dont_know: tuple[str, ...] = ()
    waiting: str | None = None
    exercise: Exercise | None = None
    reply: str = ""


class Rating(StrEnum):
    """What somebody thought of a reply."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"


class Feedback(BaseModel):
    """A person's word on the reply to a turn; `reader` is who read the turn's message, empty where none was read."""

    model_config = ConfigDict(frozen=True)

    turn: str
    person: str
    deal: str | None
    value: Rating
    at: AwareDatetime
    reader: str


def last_deal(past: Sequence[Turn]) -> str | None:
    """The deal that a conversation is about: its last one, `past` being newest first."""
    return next((turn.deal for turn in past if turn.deal), None)
