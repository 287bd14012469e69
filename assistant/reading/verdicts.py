"""From what a clause says and which outcome it fits to a verdict with a confidence.

*Happened* needs both: a finished act in the clause, and one of the outcome's own acts or signs. Anything
short of that is a question, never a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.observation import Verdict
from assistant.reading.actor import Actor
from assistant.reading.cues_done import NEUTRAL_ACTS
from assistant.reading.status import Kind
from assistant.reading.words import stem

if TYPE_CHECKING:
    from assistant.reading.matching import Match
    from assistant.reading.status import Status

RECORDED = 0.6
ASKED = 0.38
TOPIC_FROM, TOPIC_SPAN = 0.2, 0.3
MARGIN_SPAN = 0.10
CLEARLY_BACK = 0.08
SUREST = 0.96
SURE_HAPPENED = 0.7
ACT_ALONE = 0.65  # "they signed" names an act and not of what
UNDOING = frozenset({"!undo", "!redo", "!alter", "!lessen", "!delay", "!part", "!freeze", "!remove"})


@dataclass(frozen=True)
class Judgement:
    """A verdict on one outcome, and how sure it is (0 to 1)."""

    outcome: str
    verdict: Verdict
    confidence: float
    sign: bool = False


def judge(status: Status, matches: list[Match], who: Actor) -> Judgement | None:
    """The verdict of one clause on the outcome it fits best; None where it says nothing of any."""
    if not matches or status.kind is Kind.NOTHING or who in {Actor.SELLER, Actor.SELLER_SIDE}:
        return None
    best = matches[0]
    verdict, strength = _verdict(status, best)
    if verdict is None:
        return None
    confidence = strength * fit(matches) * (1.0 if best.things else ACT_ALONE)
    if verdict is Verdict.HAPPENED:
        confidence = _strict(confidence)
    if confidence < ASKED:
        return None
    return Judgement(best.outcome, verdict, round(min(confidence, SUREST), 2), sign=best.sign)


def _strict(confidence: float) -> float:
    """A doubtful *happened* becomes a question, a very doubtful one nothing: a false one is the worst."""
    return confidence if confidence >= SURE_HAPPENED else max(0.0, confidence - (SURE_HAPPENED - RECORDED))


def fit(matches: list[Match]) -> float:
    """How surely the clause is about the first match and not about a sibling."""
    best = matches[0].topic
    second = matches[1].topic if len(matches) > 1 else 0.0
    topic = min(1.0, max(0.0, (best - TOPIC_FROM) / TOPIC_SPAN))
    margin = min(1.0, (best - second) / MARGIN_SPAN)
    return topic * (0.55 + 0.45 * margin)


def _verdict(status: Status, match: Match) -> tuple[Verdict | None, float]:
    if status.negated and any(stem(word) in match.back_words for word in status.turns):
        return None, 0.0  # "has not cut the budget" takes nothing back
    back = _back(status, match)
    if back is not None:
        return Verdict.REVERSED, back
    if status.kind is Kind.NOT_YET and _planned_sign(status, match):
        return Verdict.HAPPENED, 0.75
    if status.kind is Kind.NOT_YET:
        return Verdict.NOT_YET, status.strength + 0.15
    if status.kind is Kind.HAPPENED or (status.kind is Kind.REVERSED and match.shared_acts & UNDOING):
        return Verdict.HAPPENED, _finished(status, match)
    return None, 0.0


def _planned_sign(status: Status, match: Match) -> bool:
    """Whether the only words of a plan belong to a surrogate: "an electrician has been booked"."""
    return (
        not status.negated and bool(status.planned) and all(stem(word) in match.sign_words for word in status.planned)
    )


def _finished(status: Status, match: Match) -> float:
    """How surely the act that is finished is the outcome's own."""
    if match.stranger:
        return min(status.strength, 0.58)
    if match.acted:
        return status.strength + 0.15
    if status.state and NEUTRAL_ACTS.issuperset(status.acts) and (match.forward > match.backward or not status.turning):
        return status.strength
    return min(status.strength, 0.58 if status.state else 0.45)


def _back(status: Status, match: Match) -> float | None:
    """How surely the clause takes the outcome back; None where it does not."""
    if status.kind is Kind.REVERSED:
        own = match.shared_acts & UNDOING and not match.turned
        return None if own else status.strength + (0.1 if match.turned else 0.0)
    if status.negated or not status.turning:
        return None
    if any(stem(word) in match.back_words for word in status.turns):
        return 0.85
    if match.turned and match.backward >= match.forward - 0.02:
        return 0.85
    return 0.75 if match.backward > match.forward + CLEARLY_BACK else None
