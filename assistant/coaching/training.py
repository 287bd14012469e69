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

SHORT = 60  # characters of a message that says no more than yes, no, stop or nothing
SITUATIONS = 5  # of a quiz in a conversation
WAITS = timedelta(minutes=30)  # for an answer; after that, what somebody writes is news again
HINT = "Say “no more” where there is nothing (more) to tell, and “stop” to end."
_STOP = re.compile(r"(?i)\W*(stop|quit|exit|cancel|end( it| the (quiz|interview))?|q|enough|that'?s enough)\W*")
_PRESSED = re.compile(r"(?P<said>\w+) to (?P<id>[0-9a-f]{8})\.(?P<at>\d{1,2})")  # what a button says
_NOTHING = re.compile(
    r"(?i)\W*(no(thing|ne|pe|body)?|no more|nothing more|that'?s (all|it)|skip|n/?a|done|don'?t know|not really)?\W*"
)
_YES = re.compile(
    r"(?i)\W*(1|y|((yes|yep|yeah|yup|sure|ok|okay|of course|fine|please( do)?|go ahead|you may|they may|that'?s fine)"
    r"\W*)+)\W*"
)
_NO = re.compile(r"(?i)\W*(2|n|((no|nope|nah|thanks|thank you|rather not|better not|please don'?t|sorry)\W*)+)\W*")
OVER = "That question is answered already, or its time is over. Say “quiz me” or “interview me” to begin anew."


def quizzed(desk: Desk, message: Message, process: Process) -> Reply:
    """Begin a quiz on a process."""
    key = _key(message)
    began = Exercise(
        kind="quiz",
        id=key,
        on=local_time(message).date(),
        process=process.id,
        version=process.version,
        seed=int(key, 16),
    )
    situations = _situations(process, began)
    if not situations:
        raise PersonError(f"{process.name} describes no situation to ask about.")
    first = f"{len(situations)} situations from {process.name}. Nobody else sees how it goes; “stop” ends it."
    return desk.keep(message, _posed(situations, began, first), exercise=began)


def interviewed(desk: Desk, message: Message) -> Reply:
    """Begin an interview, which asks for consent first."""
    began = Exercise(kind="interview", id=_key(message), on=local_time(message).date())
    choices = tuple(Choice(text=f"{said} to {began.id}.0", label=said.capitalize()) for said in ("yes", "no"))
    reply = Reply(sentences=(Cited(text=INTRO), Cited(text=CONSENT)), choices=choices)
    return desk.keep(message, reply, exercise=began)


def go_on(desk: Desk, message: Message, last: Turn | None) -> Reply | None:
    """The reply to an answer; None where no exercise waits for one, or the message is none."""
    exercise = None if last is None or message.at - last.at > WAITS else last.exercise
    said = message.text.strip().replace("’", "'")
    if (pressed := _PRESSED.fullmatch(said)) is not None:
        if exercise is None or (pressed["id"], int(pressed["at"])) != (exercise.id, len(exercise.answers)):
            raise PersonError(OVER)
        said = pressed["said"]
    if exercise is None:
        return None
    return (_next_situation if exercise.kind == "quiz" else _next_question)(desk, message, said, exercise)


def _key(message: Message) -> str:
    return blake2b(message.id.encode(), digest_size=4).hexdigest()


def _situations(process: Process, exercise: Exercise) -> list[Situation]:
    return quiz(process, count=SITUATIONS, seed=exercise.seed)


def _next_situation(desk: Desk, message: Message, said: str, exercise: Exercise) -> Reply | None:
    process = desk.processes.get(message.organisation, exercise.process, exercise.version)
    if process is None:
        return None
    situations = _situations(process, exercise)
    if _says(_STOP, said):
        return desk.keep(message, Reply(sentences=_summed(situations, exercise.answers) or (Cited(text="Stopped."),)))
    given = _moved(said)
    if given is None:
        return None
    situation = situations[len(exercise.answers)]
    right = "Right." if given is situation.answer else f"It is: {situation.answer}."
    answers = (*exercise.answers, given.value)
    judged = f"{right} {situation.reason}"
    if len(answers) == len(situations):
        return desk.keep(message, Reply(sentences=(Cited(text=judged), *_summed(situations, answers))))
    gone_on = exercise.model_copy(update={"answers": answers})
    return desk.keep(message, _posed(situations, gone_on, judged), exercise=gone_on)


def _posed(situations: list[Situation], exercise: Exercise, before: str) -> Reply:
    at = len(exercise.answers)
    situation = situations[at]
    return Reply(
        sentences=(
            Cited(text=before),
            Cited(text=f"{at + 1} of {len(situations)}, {situation.stage}: {situation.told}"),
            Cited(text=ASKED),
        ),
        choices=tuple(
            Choice(text=f"{number} to {exercise.id}.{at}", label=each.value) for number, each in enumerate(Moved, 1)
        ),
    )


def _moved(text: str) -> Moved | None:
    """The answer by its number or by its words; `PersonError` for another number."""
    said = text.strip().strip(".)#!").casefold()
    if said.isdecimal():
        if len(said) > 1 or not 1 <= int(said) <= len(Moved):
            raise PersonError(f"Answer with a number from 1 to {len(Moved)}, or say “stop”.")
        return list(Moved)[int(said) - 1]
    return next((each for each in Moved if said and said in (each.value, re.split(r"[,:]", each.value)[0])), None)


def _summed(situations: list[Situation], answers: tuple[str, ...]) -> tuple[Cited, ...]:
    if not answers:
        return ()
    return tuple(
        Cited(text=text)
        for text in summary([(each, Moved(given)) for each, given in zip(situations, answers, strict=False)])
    )


def _next_question(desk: Desk, message: Message, said: str, exercise: Exercise) -> Reply | None:
    stopped = _says(_STOP, said)
    if not exercise.answers and not _says(_YES, said):
        return desk.keep(message, _said("Nothing is kept.")) if stopped or _says(_NO, said) else None
    given = "" if exercise.answers and _says(_NOTHING, said) else said
    answers = (*exercise.answers, *([""] * END if stopped else [given]))
    by = desk.person(message.organisation, message.person).name
    state = told(answers[1:], by=by, on=exercise.on)
    if state.question is None and not state.story.steps:
        desk.stories.forget(message.organisation, exercise.id)
        return desk.keep(message, _said("No step was told, so nothing is kept."))
    desk.stories.save(message.organisation, exercise.id, state.story)
    if state.question is None:
        return desk.keep(message, _said(f"Kept with your name: {state.story.size}. Thank you."))
    hint = HINT if len(answers) == 1 else ""
    gone_on = exercise.model_copy(update={"answers": answers})
    return desk.keep(message, _said(f"{state.question} {hint}".strip()), exercise=gone_on)


def _says(what: re.Pattern[str], said: str) -> bool:
    return len(said) <= SHORT and what.fullmatch(said) is not None


def _said(text: str) -> Reply:
    return Reply(sentences=(Cited(text=text),))
