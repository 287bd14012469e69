"""The reader that works without a model key, in process: clauses, who acts, what happened, which outcome.

Precision first: what is unsure is put as a question and not recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict
from assistant.reading import verdicts
from assistant.reading.actor import Actor, actor
from assistant.reading.clauses import Clause, split
from assistant.reading.cues import CORRECTION
from assistant.reading.dates import occurred_on, points_ahead
from assistant.reading.forms import is_verb
from assistant.reading.grades import grade
from assistant.reading.matching import Match, Matcher
from assistant.reading.status import Kind, Status, instructs, status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deals.claims import ToRead
    from assistant.reading.cards import Embed
    from assistant.reading.verdicts import Judgement

NAME = "local"
MOST_QUESTIONS = 3
MOST_CLAUSES = 400
ELSEWHERE = re.compile(
    r"\b(?:over at|another (?:customer|client|account|deal|company)|other (?:customers?|clients?|deals?"
    r"|accounts?)"
    r"|different (?:customer|client|deal|account)|unlike at|same as at|not this deal"
    r"|competitor'?s customer)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:it|this|that|they|he|she|these|both)\b", re.IGNORECASE)
OVERRIDES = 0.7
DOUBTED = 0.55
SHORT = 3
CONTRAST = frozenset({"but", "however", "and then", "then", "although", "though", "and"})


@dataclass(frozen=True)
class _Part:
    """A clause with what was understood of it."""

    clause: Clause
    sentence: str
    who: Actor
    status: Status


class LocalReader:
    """Reads a message with embeddings and rules. `embed` gives unit-length rows, one for each text."""

    def __init__(self, embed: Embed) -> None:
        self._matcher = Matcher(embed)

    def read(self, message: ToRead) -> Reading:
        """The claims of this message; never raises, and finds nothing in a message that says nothing."""
        parts = _parts(message)
        telling = [part for part in parts if _may_tell(part, message.other_names)]
        found = self._matcher.match([_matched_text(part) for part in telling], message.definitions)
        judged = self._judged(telling, found, message)
        claims = _last_words(judged)
        return Reading(
            claims=tuple(claim for claim in claims if claim.confidence >= verdicts.RECORDED),
            questions=tuple([claim for claim in claims if claim.confidence < verdicts.RECORDED][:MOST_QUESTIONS]),
            seller_activity=tuple(dict.fromkeys(part.clause.text for part in parts if part.who is Actor.SELLER)),
            reader=NAME,
        )

    def _judged(self, parts: Sequence[_Part], found: Sequence[list[Match]], message: ToRead) -> list[Claim]:
        """A claim for each clause that says something; a pronoun takes the outcome of the clause before."""
        claims: list[Claim] = []
        before: Judgement | None = None
        for part, matches in zip(parts, found, strict=True):
            judgement = verdicts.judge(part.status, matches, part.who)
            if judgement and before and _elaborates(part) and not matches[0].things:
                judgement = None
            if judgement is None and before is not None:
                judgement = _follow_up(part, before)
            if judgement is not None:
                claims.append(_claim(part, judgement, message))
                before = judgement
        return claims


def _parts(message: ToRead) -> list[_Part]:
    clauses = split(message.text, pasted=message.pasted)[:MOST_CLAUSES]
    parts: list[_Part] = []
    for clause in clauses:
        same = bool(parts) and parts[-1].clause.sentence == clause.sentence
        told = clause.document
        words = clause.quotation or clause.text
        parts.append(
            _Part(
                clause=clause,
                sentence=" ".join(each.text for each in clauses if each.sentence == clause.sentence),
                who=actor(clause.text, carried=parts[-1].who if same else None, customer_speaks=told),
                status=status(
                    words,
                    asked=clause.asked,
                    instructed=not told and instructs(clause.lead.strip()),
                    opener=clause.opener,
                    told=told or bool(clause.quotation),
                    ahead=points_ahead(words, message.on),
                ),
            )
        )
    return parts


def _may_tell(part: _Part, other_names: Sequence[str]) -> bool:
    """Whether a clause could hold news of this deal."""
    if part.status.kind is Kind.NOTHING or part.who in {Actor.SELLER, Actor.SELLER_SIDE}:
        return False
    return not ELSEWHERE.search(part.sentence) and not any(_names(name, part.sentence) for name in other_names)


def _names(name: str, sentence: str) -> bool:
    """Whether a sentence speaks of another deal: by its name, or by its first word after a preposition."""
    words = name.split()
    if not words:
        return False
    if re.search(rf"\b{re.escape(name)}\b", sentence, re.IGNORECASE):
        return True
    return len(words) > 1 and bool(re.search(rf"\b(?:[Aa]t|[Ff]rom|[Ff]or|[Ww]ith) {re.escape(words[0])}\b", sentence))


def _matched_text(part: _Part) -> str:
    """The clause, with the start of its sentence where it is too short to name its outcome."""
    short = len(part.clause.text.split()) <= SHORT and PRONOUN.search(part.clause.text)
    return f"{part.clause.lead} {part.clause.text}" if short else part.clause.text


def _follow_up(part: _Part, before: Judgement) -> Judgement | None:
    """A clause with a pronoun that denies or takes back what the clause before said."""
    kind = part.status.kind
    if kind not in {Kind.NOT_YET, Kind.REVERSED} or not (part.status.negated or kind is Kind.REVERSED):
        return None
    if not (PRONOUN.search(part.clause.text) or CORRECTION.search(part.sentence) or _elaborates(part)):
        return None
    verdict = Verdict.REVERSED if kind is Kind.REVERSED else Verdict.NOT_YET
    sure = bool(part.clause.lead) and part.clause.opener in CONTRAST
    return verdicts.Judgement(before.outcome, verdict, 0.75 if sure else verdicts.ASKED + 0.12)


def _elaborates(part: _Part) -> bool:
    """Whether a clause has no subject of its own and goes on about the one before in its sentence."""
    first = part.clause.text.split()[0].lower()
    return bool(part.clause.lead.strip()) and (is_verb(first) or first in {"no", "not", "never"})


def _claim(part: _Part, judgement: Judgement, message: ToRead) -> Claim:
    happened = judgement.verdict is not Verdict.NOT_YET
    proof = grade(part.clause, part.sentence, sign=judgement.sign)
    return Claim(
        outcome=judgement.outcome,
        verdict=judgement.verdict,
        quote=part.clause.text,
        grade=proof if happened or proof is not Grade.SURROGATE else Grade.ASSERTED,
        occurred_on=occurred_on(part.clause.text, message.on) if happened else None,
        confidence=judgement.confidence,
    )


def _last_words(claims: Sequence[Claim]) -> list[Claim]:
    """One claim an outcome: the last, unless it is much less sure than the one before."""
    kept: dict[str, Claim] = {}
    for claim in claims:
        earlier = kept.get(claim.outcome)
        if earlier and earlier.verdict is Verdict.REVERSED and claim.verdict is Verdict.NOT_YET:
            continue
        if earlier and earlier.verdict is claim.verdict and earlier.confidence >= claim.confidence:
            continue
        if earlier is None or claim.confidence >= OVERRIDES * earlier.confidence:
            kept.pop(claim.outcome, None)
            kept[claim.outcome] = claim
        elif earlier.verdict is not claim.verdict:
            kept[claim.outcome] = earlier.model_copy(update={"confidence": min(earlier.confidence, DOUBTED)})
    return list(kept.values())
