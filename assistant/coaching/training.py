"""What asks back in a conversation: a quiz on the process, and an interview on one purchase as it really went.

Both are their answers (`Exercise`), kept with the turn; nothing else is stored but the story of an interview, with
consent. How a quiz went is told to the person alone: replies in a channel are, too.
"""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.coaching.desk import local_time
from assistant.coaching.quiz import ASKED, Moved, quiz, summary
from assistant.coaching.reply import Choice, Cited, Reply
from assistant.coaching.turns import Exercise
from assistant.errors import PersonError
from knowledge.drafting.interview import CONSENT, END, INTRO, told

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.messages import Message
    from assistant.coaching.quiz import Situation
    from assistant.coaching.turns import Turn
    from knowledge.process import Process

SITUATIONS = 5  # of a quiz in a conversation
WAITS = timedelta(minutes=30)  # for an answer; after that, what somebody writes is news again
HINT = "Say “no more” where there is nothing (more) to tell, and “stop” to end."
_STOP = re.compile(r"(?i)\W*(stop|quit|exit|cancel|end( it| the (quiz|interview))?|q|enough|that'?s enough)\W*")
_NOTHING = re.compile(
    r"(?i)\W*(no(thing|ne|pe|body)?|no more|nothing more|that'?s (all|it)|skip|n/?a|done|don'?t know|not really)?\W*"
)
_YES = re.compile(r"(?i)\W*(yes|y|yep|yeah|sure|ok(ay)?|of course|fine|you may)\b.*")
_NO = re.compile(r"(?i)\W*(no|n|nope|rather not|better not)\b.*")


def quizzed(desk: Desk, message: Message, process: Process) -> Reply:
    """Begin a quiz on a process."""
    digest = blake2b(message.id.encode(), digest_size=4).digest()
    began = Exercise(
        kind="quiz",
        id=message.id,
        on=local_time(message).date(),
        process=process.id,
        version=process.version,
        seed=int.from_bytes(digest),
    )
    situations = _situations(process, began)
    if not situations:
        raise PersonError(f"{process.name} describes no situation to ask about.")
    first = f"{len(situations)} situations from {process.name}. Nobody else sees how it goes; “stop” ends it."
    return desk.keep(message, _posed(situations, 0, first), exercise=began)


def interviewed(desk: Desk, message: Message) -> Reply:
    """Begin an interview, which asks for consent first."""
    began = Exercise(kind="interview", id=message.id, on=local_time(message).date())
    choices = (Choice(text="yes", label="Yes"), Choice(text="no", label="No"))
    reply = Reply(sentences=(Cited(text=INTRO), Cited(text=CONSENT)), choices=choices)
    return desk.keep(message, reply, exercise=began)


def go_on(desk: Desk, message: Message, last: Turn | None) -> Reply | None:
    """The reply to an answer; None where no exercise waits for one, or the message is none."""
    if last is None or last.exercise is None or message.at - last.at > WAITS:
        return None
    take = _next_situation if last.exercise.kind == "quiz" else _next_question
    return take(desk, message, last.exercise)


def _situations(process: Process, exercise: Exercise) -> list[Situation]:
    return quiz(process, count=SITUATIONS, seed=exercise.seed)


def _next_situation(desk: Desk, message: Message, exercise: Exercise) -> Reply | None:
    process = desk.processes.get(message.organisation, exercise.process, exercise.version)
    if process is None:
        return None
    situations = _situations(process, exercise)
    if _STOP.fullmatch(message.text):
        return desk.keep(message, Reply(sentences=_summed(situations, exercise.answers) or (Cited(text="Stopped."),)))
    given = _moved(message.text)
    if given is None:
        return None
    situation = situations[len(exercise.answers)]
    right = "Right." if given is situation.answer else f"It is: {situation.answer}."
    answers = (*exercise.answers, given.value)
    judged = f"{right} {situation.reason}"
    if len(answers) == len(situations):
        return desk.keep(message, Reply(sentences=(Cited(text=judged), *_summed(situations, answers))))
    gone_on = exercise.model_copy(update={"answers": answers})
    return desk.keep(message, _posed(situations, len(answers), judged), exercise=gone_on)


def _posed(situations: list[Situation], at: int, before: str) -> Reply:
    situation = situations[at]
    return Reply(
        sentences=(
            Cited(text=before),
            Cited(text=f"{at + 1} of {len(situations)}, {situation.stage}: {situation.told}"),
            Cited(text=ASKED),
        ),
        choices=tuple(Choice(text=str(number), label=each.value) for number, each in enumerate(Moved, 1)),
    )


def _moved(text: str) -> Moved | None:
    """The answer by its number or by its words."""
    said = text.strip().strip(".)#!").casefold()
    if said.isdecimal() and 1 <= int(said) <= len(Moved):
        return list(Moved)[int(said) - 1]
    return next((each for each in Moved if said and said in (each.value, re.split(r"[,:]", each.value)[0])), None)


def _summed(situations: list[Situation], answers: tuple[str, ...]) -> tuple[Cited, ...]:
    if not answers:
        return ()
    return tuple(
        Cited(text=text)
        for text in summary([(each, Moved(given)) for each, given in zip(situations, answers, strict=False)])
    )


def _next_question(desk: Desk, message: Message, exercise: Exercise) -> Reply | None:
    stopped = bool(_STOP.fullmatch(message.text))
    if not exercise.answers and not _YES.fullmatch(message.text):
        return desk.keep(message, _said("Nothing is kept.")) if stopped or _NO.fullmatch(message.text) else None
    given = "" if exercise.answers and _NOTHING.fullmatch(message.text) else message.text
    answers = (*exercise.answers, *([""] * END if stopped else [given]))
    by = desk.person(message.organisation, message.person).name
    state = told(answers[1:], by=by, on=exercise.on)
    if state.story.steps:
        key = blake2b(exercise.id.encode(), digest_size=4).hexdigest()
        desk.stories.save(message.organisation, key, state.story)
    if state.question is None:
        kept = f"Kept with your name: {state.story.size}. Thank you." if state.story.steps else "Nothing is kept."
        return desk.keep(message, _said(kept))
    hint = HINT if len(answers) == 1 else ""
    gone_on = exercise.model_copy(update={"answers": answers})
    return desk.keep(message, _said(f"{state.question} {hint}".strip()), exercise=gone_on)


def _said(text: str) -> Reply:
    return Reply(sentences=(Cited(text=text),))
