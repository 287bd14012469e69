"""What a model must answer: the schema that is sent with the call, and its way into a reading. Pure.

Every string and list is bounded: an unbounded one lets a model fill its token limit with one quote.
"""

from __future__ import annotations

import re
from datetime import date
from functools import reduce
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict

QUOTE_CHARACTERS = 400
MOST_CLAIMS = 40
UNSAID = 0.8  # the confidence of a claim that came without one

Quote = Annotated[str, StringConstraints(max_length=QUOTE_CHARACTERS)]

# Marks that models put in place of those in the text; each class matches any of its members.
MARKS = (("'", "['‘’`]"), ('"', '["“”„]'), ("-", "[-‐‑–—]"))


class ProposedClaim(BaseModel):
    """One claim as the model proposes it: the words first, so that the verdict follows from them."""

    # The schema sent requires every key; an endpoint that does not hold its model to it may leave out the defaults.

    model_config = ConfigDict(extra="ignore")

    quote: Quote
    outcome: Annotated[str, StringConstraints(max_length=64)]
    doer: Literal["customer", "seller", "other"] = Field(default_factory=lambda: "customer")
    verdict: Literal["happened", "not_yet", "reversed"]
    grade: Literal["artefact", "quoted", "surrogate", "asserted"]
    occurred_on: Annotated[str, StringConstraints(max_length=32)] | None = None
    confidence: Annotated[float, Field(default_factory=lambda: UNSAID, json_schema_extra={"minimum": 0, "maximum": 1})]


class Answer(BaseModel):
    """The whole answer to one message."""

    model_config = ConfigDict(extra="ignore")

    claims: Annotated[list[ProposedClaim], Field(max_length=MOST_CLAIMS)]
    seller_activity: Annotated[list[Quote], Field(default_factory=list, max_length=MOST_CLAIMS)]


def as_reading(answer: Answer, text: str, reader: str, prompt: str, notice: str | None) -> Reading:
    """The answer as a reading, not verified yet; what the model itself says the seller did is no claim."""
    sellers = [each for each in answer.claims if each.doer == "seller" and each.verdict == "happened"]
    return Reading(
        claims=tuple(_claim(each, text) for each in answer.claims if each not in sellers),
        seller_activity=tuple(
            anchored(each, text) for each in (*answer.seller_activity, *(each.quote for each in sellers))
        ),
        reader=reader,
        prompt=prompt,
        notice=notice,
    )


def anchored(quote: str, text: str) -> str:
    """The words of the text that a quote means, where it only differs in white space or kind of marks.

    The quote as it is where there are none: it will not pass the check.
    """
    words = quote.split()
    if quote in text or not words:
        return quote
    found = re.search(r"\s+".join(_loose(word) for word in words), text)
    return found[0] if found else quote


def _loose(word: str) -> str:
    plain = re.sub("[‘’`]", "'", re.sub("[“”„]", '"', re.sub("[‐‑–—]", "-", word)))
    return reduce(lambda pattern, mark: pattern.replace(re.escape(mark[0]), mark[1]), MARKS, re.escape(plain))


def _claim(proposed: ProposedClaim, text: str) -> Claim:
    return Claim(
        outcome=proposed.outcome.strip(),
        verdict=Verdict(proposed.verdict),
        grade=Grade(proposed.grade),
        quote=anchored(proposed.quote, text),
        occurred_on=_day(proposed.occurred_on),
        confidence=min(1.0, max(0.0, proposed.confidence)),
    )


def _day(text: str | None) -> date | None:
    """A day written as YYYY-MM-DD; anything else is an unknown day."""
    if text is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
