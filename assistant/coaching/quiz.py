"""Situations from a process, to train the eye: did the customer move? Pure; the same seed asks the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.process import Process, Stage


class Moved(StrEnum):
    """What a situation says about the customer."""

    PROVED = "yes, and it is proved"
    SIGN = "perhaps: it is only a sign"
    NO = "no"
    BACK = "it went back"


ASKED = "Did the customer move?"


@dataclass(frozen=True)
class Situation:
    """What somebody sees or hears, what it says about the customer, and the reason, which names its definition."""

    stage: str
    told: str
    answer: Moved
    reason: str


def quiz(process: Process, *, count: int, seed: int) -> list[Situation]:
    """So many situations (all there are where they are fewer), the four answers about equally often."""
    chance = random.Random(seed)  # noqa: S311 - a quiz, not a secret
    by_answer = {answer: [each for each in _all(process) if each.answer is answer] for answer in Moved}
    for some in by_answer.values():
        chance.shuffle(some)
    chosen: list[Situation] = []
    while len(chosen) < count and any(by_answer.values()):
        chosen += [some.pop() for some in by_answer.values() if some]
    chosen = chosen[:count]
    chance.shuffle(chosen)
    return chosen


def _all(process: Process) -> Iterator[Situation]:
    return chain.from_iterable(_of_stage(process, stage) for stage in process.stages)


def _of_stage(process: Process, stage: Stage) -> Iterator[Situation]:
    for outcome in stage.outcomes:
        serves = f"“{outcome.statement}” [outcome {outcome.id}]"
        for text in outcome.evidence:
            yield Situation(
                stage.name, f"You hold this: {text}", Moved.PROVED, f"That is accepted as proof of {serves}."
            )
        for text in outcome.surrogates:
            reason = f"That is a sign of {serves}; ask for the proof: {'; or '.join(outcome.evidence) or 'their word'}."
            yield Situation(stage.name, text, Moved.SIGN, reason)
        for text in outcome.not_evidence:
            yield Situation(stage.name, f"All you have is this: {text}", Moved.NO, f"That is no proof of {serves}.")
    for action in stage.seller_actions:
        serves = "; ".join(f"“{process.outcomes[each].statement}”" for each in action.advances)
        reason = (
            f"You did it, not the customer [seller action {action.id}]. It is there to {action.purpose} on {serves}."
        )
        yield Situation(stage.name, f"You did this: {action.action}", Moved.NO, reason)
    for signal in stage.backward_signals:
        gone = "; ".join(f"“{process.outcomes[each].statement}”" for each in signal.reverses)
        reason = f"It takes back {gone} [backward signal {signal.id}]. That is a normal part of buying."
        yield Situation(stage.name, signal.signal, Moved.BACK, reason)


def summary(answers: list[tuple[Situation, Moved]]) -> list[str]:
    """How it went, for the person alone: how many were right, and which confusion was the commonest."""
    right = sum(each.answer is given for each, given in answers)
    told = [f"{right} of {len(answers)} right."]
    wrong = [(given, each.answer) for each, given in answers if each.answer is not given]
    if wrong:
        given, answer = max(sorted(set(wrong)), key=wrong.count)
        told.append(f"Most often you said “{given}” where it was “{answer}”. {_ADVICE[answer]}")
    return told


_ADVICE = {
    Moved.PROVED: "What the customer made, signed or sent counts, however small.",
    Moved.SIGN: "A sign makes it likely; the gate opens with the proof.",
    Moved.NO: "What you did, and what nobody there said, moves no deal.",
    Moved.BACK: "When something is taken back, say so at once: the way forward begins there.",
}
