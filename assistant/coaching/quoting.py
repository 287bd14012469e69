"""What may be put to a customer as theirs: their own words, letter by letter, and their steps in their own name."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.reading.grades import FROM_OUR_SIDE
from assistant.reading.speech import OWN_REPORT, QUOTATION, REPORTS, is_told

if TYPE_CHECKING:
    from assistant.deals.observation import Observation

FEWEST, LONGEST = 2, 240  # words; characters, of which a mail holds several
_THEM = re.compile(r"\b[Tt]he customer\b(['’]s)?")
THEIR_TEXT = ("document:", "proof")  # sources whose quote stands in something of the customer's


def customers_words(entry: Observation) -> str | None:
    """The customer's words in an entry; None where it proves nothing, or tells what they said in somebody else's words.

    They stand in quotation marks, or the entry was read from the customer's own text. Where the seller's side says in
    it what it said itself, none are taken: whose words are whose is not sure then. What is too long for a mail is cut.
    """
    quote = entry.quote or ""
    if not entry.grade.proves or _ours_too(quote):
        return None
    marks = [each for each in QUOTATION.finditer(quote) if is_told(quote, each.span())]
    told = " … ".join((each[1] or each[2]).strip(" ,;") for each in marks)
    theirs = entry.source.startswith(THEIR_TEXT) or "://" in entry.source
    if not told and theirs and not REPORTS.search(quote):
        told = " ".join(quote.split())
    return shorten(told, LONGEST, placeholder=" …") if len(told.split()) >= FEWEST else None


def _ours_too(quote: str) -> bool:
    own = any(OWN_REPORT.search(quote[: word.start()]) for word in REPORTS.finditer(quote))
    return own or FROM_OUR_SIDE.search(quote) is not None


def in_their_name(statement: str, account: str) -> str:
    """An outcome's statement as its own customer reads it: with their name for "the customer", where it is known."""
    return _THEM.sub(lambda found: f"{account}{found[1] or ''}", statement) if account else statement
