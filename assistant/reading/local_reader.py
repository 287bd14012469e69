"""The reader that works without a model key, in process: pieces of a message, and a trained judge of each.

Precision first: what is unsure is put as a question and not recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict
from assistant.reading.actor import Actor
from assistant.reading.confidence import confidence, likeliest, stated
from assistant.reading.dates import occurred_on, sent_on
from assistant.reading.grades import grade
from assistant.reading.judge import Judge
from assistant.reading.pair_text import stretch_text
from assistant.reading.pieces import pieces
from assistant.reading.speech import without_orders
from knowledge.process import Definition, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from assistant.deals.claims import ToRead
    from assistant.reading.judge import Verdicts
    from assistant.reading.pieces import Piece

NAME = "local"
RECORDED = {Verdict.HAPPENED: 0.86, Verdict.NOT_YET: 0.35, Verdict.REVERSED: 0.35}
ASKED = 0.2
MOST_QUESTIONS = 3
NEAREST = 8  # outcomes that a piece is judged for
OURS = (Actor.SELLER, Actor.SELLER_SIDE)
A_PIECE, BESIDE = 2, 0.8  # claims that a piece may make, and how sure the second must be beside the first
OVERRIDES = 0.7  # a later claim counts if it is at least this sure beside the earlier one


@dataclass(frozen=True)
class Found:
    """What one piece says of one outcome."""

    piece: Piece
    outcome: str
    verdict: Verdict
    confidence: float
    sign: bool = False


class LocalReader:
    """Reads a message with a small network that runs in this process. Safe to use from several threads."""

    def __init__(self, judge: Judge | None = None) -> None:
        self._judge = judge or Judge()

    def read(self, message: ToRead) -> Reading:
        """The claims of this message; never raises, and finds nothing in a message that says nothing."""
        found = [
            Found(part, outcome, verdict, sure, verdicts.sign)
            for part, outcome, verdict, verdicts in judged(self._judge, message)
            if (sure := confidence(verdicts, verdict, part)) >= ASKED
        ]
        claims = [(_claim(each, message), each.confidence >= RECORDED[each.verdict]) for each in last_words(found)]
        return Reading(
            claims=tuple(claim for claim, sure in claims if sure),
            questions=tuple([claim for claim, sure in claims if not sure][:MOST_QUESTIONS]),
            seller_activity=_seller_activity(message, pieces(message)),
            reader=NAME,
        )

    @property
    def stated(self) -> float:
        """From which chance of *happened* a statement counts as what a text says; fitted on texts kept apart."""
        return stated()

    def judge(self, text: str, statement: str) -> Mapping[str, float]:
        """The chances of what a text says of one plain statement: none, happened, not_yet, reversed; they sum to 1."""
        definition = Definition(outcome=Outcome(id="statement", statement=statement), stage="stage", stage_name="stage")
        (verdicts,) = self._judge.judge([stretch_text(text, 0, len(text))], (definition,), nearest=1)
        of = verdicts["statement"]
        return {"none": of.none, "happened": of.happened, "not_yet": of.not_yet, "reversed": of.reversed}


def judged(judge: Judge, message: ToRead) -> Iterator[tuple[Piece, str, Verdict, Verdicts]]:
    """For each piece and each outcome that it could be about: the likeliest verdict, with the chances of all.

    What the seller did is left out, whatever the judge thinks of it (law 1), but for what it says was taken back.
    """
    telling = [part for part in pieces(message) if not part.silent]
    heard = without_orders(message.text)
    stretches = [stretch_text(heard, part.start, part.end, pasted=message.pasted) for part in telling]
    for part, outcomes in zip(telling, judge.judge(stretches, message.definitions, nearest=NEAREST), strict=True):
        for outcome, verdicts in outcomes.items():
            verdict = likeliest(verdicts)
            if verdict is Verdict.HAPPENED and part.undone:
                verdict = Verdict.REVERSED
            if part.who not in OURS or verdict is Verdict.REVERSED:
                yield part, outcome, verdict, verdicts


def last_words(found: Iterable[Found]) -> list[Found]:
    """One an outcome: the surest, unless a later one says otherwise and is nearly as sure."""
    kept: dict[str, Found] = {}
    for each in _of_pieces(found):
        earlier = kept.get(each.outcome)
        same = earlier is not None and earlier.verdict is each.verdict
        if earlier is None or each.confidence >= earlier.confidence * (1.0 if same else OVERRIDES):
            kept[each.outcome] = each
    return sorted(kept.values(), key=lambda each: each.piece.start)


def _of_pieces(found: Iterable[Found]) -> Iterator[Found]:
    """What each piece says of the outcomes that it fits best: a few words seldom tell of many things."""
    for _, some in groupby(found, key=lambda each: (each.piece.start, each.piece.end)):
        first, *others = sorted(some, key=lambda each: -each.confidence)
        yield first
        yield from (each for each in others[: A_PIECE - 1] if each.confidence >= BESIDE * first.confidence)


def _claim(found: Found, message: ToRead) -> Claim:
    piece, told = found.piece, found.verdict is not Verdict.NOT_YET
    proof = grade(piece.clauses[-1], piece.sentence, sign=found.sign and found.verdict is Verdict.HAPPENED)
    quote = message.text[piece.start : piece.end]
    return Claim(
        outcome=found.outcome,
        verdict=found.verdict,
        quote=quote,
        grade=proof if told or proof is not Grade.SURROGATE else Grade.ASSERTED,
        occurred_on=_day(piece, quote, message) if told else None,
        confidence=round(found.confidence, 2),
    )


def _day(piece: Piece, quote: str, message: ToRead) -> date | None:
    """The day that the words determine; for what stands in a mail, else the day that it was sent."""
    told = occurred_on(quote, message.on)
    return told or (sent_on(message.text, piece.start, message.on) if piece.clauses[0].document else None)


def _seller_activity(message: ToRead, parts: Iterable[Piece]) -> tuple[str, ...]:
    own = (message.text[part.start : part.end] for part in parts if part.who is Actor.SELLER and not part.whole)
    return tuple(dict.fromkeys(own))
