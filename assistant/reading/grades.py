"""How good the proof is that a clause gives: to open, in the customer's words, a sign, or the rep's word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade

if TYPE_CHECKING:
    from assistant.reading.clauses import Clause

TO_OPEN = re.compile(r"https?://\S+|\b(?:attached|enclosed|attaching|see attachment)\b", re.IGNORECASE)
TOLD = re.compile(
    r"\b(?:said|says|wrote|writes|texted|replied|told (?:me|us)|(?:e-?)?mailed (?:me|us)|messaged (?:me|us)"
    r"|confirmed (?:by|in|via|to|on|over)|(?:wrote|mailed|emailed) back|in (?:her|his"
    r"|their) (?:own words|mail|email|message)"
    r"|on the phone|over the phone|by (?:e-?mail|phone|mail|letter))\b",
    re.IGNORECASE,
)
FROM_OUR_SIDE = re.compile(r"\b(?:i|we|my \w+|our \w+) (?:said|wrote|replied|texted|told)\b", re.IGNORECASE)


def grade(clause: Clause, sentence: str, *, sign: bool) -> Grade:
    """The grade of a claim read from a clause of this sentence; `sign` says that it fits a surrogate best."""
    if clause.document:
        return Grade.ARTEFACT
    if clause.quotation or (TOLD.search(clause.lead + clause.text) and not FROM_OUR_SIDE.search(sentence)):
        return Grade.QUOTED
    if sign:
        return Grade.SURROGATE
    return Grade.ARTEFACT if TO_OPEN.search(sentence) else Grade.ASSERTED
