"""The checks that every proposed claim must pass before it may be recorded. Pure.

A model proposes; whatever it says, nothing survives here that the message does not bear: the laws on quotes,
on the seller's own activity and on text that gives orders (docs/standing.md, laws 1, 3 and 9).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Verdict
from assistant.reading.actor import is_seller_activity
from assistant.reading.forms import is_verb
from assistant.reading.speech import clauses, in_customer_text, in_quotation, is_told, reports_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.deals.claims import Claim, Reading, ToRead
    from assistant.reading.speech import Span

RECORDING_THRESHOLD = 0.6
SHORTEST_NAME = 3


def verified(reading: Reading, message: ToRead) -> Reading:
    """The same reading with only what the message bears.

    Every quote that is left stands in the text, every outcome is one of the message's definitions, each
    outcome has at most one claim (its last word), and what is under the recording threshold is a question.
    A question of the reader's stays one, however confident it is.
    """
    sound = [each for each in reading.claims if _is_sound(each, message)]
    doubtful = [each for each in reading.questions if _is_sound(each, message)]
    own = tuple(each for each in reading.seller_activity if _has_words(each) and each in message.text)
    sellers = [each for each in (*sound, *doubtful) if _is_sellers(each, own, message)]
    last = _last_words([each for each in (*sound, *doubtful) if each not in sellers], message.text)
    graded = [(each in doubtful and each not in sound, _weighed(each, message)) for each in last]
    return reading.model_copy(
        update={
            "claims": tuple(each for asked, each in graded if not asked and each.confidence >= RECORDING_THRESHOLD),
            "questions": tuple(each for asked, each in graded if asked or each.confidence < RECORDING_THRESHOLD),
            "seller_activity": _once((*own, *(each.quote for each in sellers))),
        }
    )


def _is_sound(claim: Claim, message: ToRead) -> bool:
    """Whether a claim is about this deal, about a known outcome, and its quote reports something."""
    return (
        claim.verdict is not Verdict.WITHDRAWN
        and any(claim.outcome == each.outcome.id for each in message.definitions)
        and _has_words(claim.quote)
        and claim.quote in message.text
        and not _names_another(claim.quote, message.other_names)
        and not reports_nothing(message.text, _place(claim, message.text))
    )


def _is_sellers(claim: Claim, own: Sequence[str], message: ToRead) -> bool:
    """Whether a claimed *happened* is the seller's own doing, by the clauses that its quote stands in."""
    if claim.verdict is not Verdict.HAPPENED:
        return False
    span = _place(claim, message.text)
    if _in_customer_text(message, span) or in_quotation(message.text, span):
        return False  # there "we" is the customer
    listed = any(claim.quote.strip().casefold() == each.strip().casefold() for each in own)
    return listed or _reports_only_sellers(clauses(message.text, span))


def _reports_only_sellers(parts: Sequence[str]) -> bool:
    """Whether all that is reported is the seller's doing; without a verb a clause reports nothing."""
    reporting = [each for each in parts if any(map(is_verb, each.lower().replace("’", "'").split()))]
    return all(map(is_seller_activity, reporting)) if reporting else any(map(is_seller_activity, parts))


def _last_words(claims: Iterable[Claim], text: str) -> list[Claim]:
    """One claim an outcome: the one whose quote ends last in the message."""
    last: dict[str, Claim] = {}
    for claim in claims:
        held = last.get(claim.outcome)
        if held is None or _place(claim, text)[1] >= _place(held, text)[1]:
            last[claim.outcome] = claim
    return list(last.values())


def _weighed(claim: Claim, message: ToRead) -> Claim:
    """The claim with a grade its surroundings bear, no day in the future, and a confidence from 0 to 1."""
    future = claim.occurred_on is not None and claim.occurred_on > message.on and claim.verdict is not Verdict.NOT_YET
    return claim.model_copy(
        update={
            "grade": _grade(claim, message),
            "occurred_on": None if future else claim.occurred_on,
            "confidence": min(1.0, max(0.0, claim.confidence)),
        }
    )


def _grade(claim: Claim, message: ToRead) -> Grade:
    span = _place(claim, message.text)
    shown = _in_customer_text(message, span)
    if claim.grade is Grade.ARTEFACT and not shown:
        return Grade.ASSERTED
    if claim.grade is Grade.QUOTED and not shown and not is_told(message.text, span):
        return Grade.ASSERTED
    return claim.grade


def _in_customer_text(message: ToRead, span: Span) -> bool:
    return message.pasted or in_customer_text(message.text, span)


def _place(claim: Claim, text: str) -> Span:
    """Where the quote stands, the last time if several."""
    start = text.rfind(claim.quote)
    return start, start + len(claim.quote)


def _has_words(quote: str) -> bool:
    return any(letter.isalnum() for letter in quote)


def _names_another(quote: str, names: Sequence[str]) -> bool:
    """Whether the quote names another deal or account, as whole words."""
    return any(
        re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", quote, re.IGNORECASE)
        for name in names
        if len(name.strip()) >= SHORTEST_NAME
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
