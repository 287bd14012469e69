"""Sentences about a deal: kept only where what they cite says all of it, and says it the same way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.phrasing import bears
from assistant.deals.standing import Status
from assistant.reading.words import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.coaching.phrasing import Sentence
    from assistant.coaching.reply import Cited

MARKS = {  # how a line about an outcome begins, before a colon
    Status.MET: "Proved",
    Status.LIKELY: "A sign only",
    Status.CLAIMED: "Claimed only",
    Status.EXPIRED: "Proved once",
    Status.REVERSED: "Taken back",
    Status.DISPUTED: "Disputed",
    Status.NOT_YET: "Not yet",
    Status.UNKNOWN: "Unknown",
}
EARLIER = "Earlier"  # before the customer took it back, or before something newer was heard
_DENIAL = r"not|no|never|none|nobody|nothing|nor|neither|cannot|without|refused?|stopped|\w+n['’]t"
_TOLD = {  # by how a line begins that is no fact: the words without which it would be told as one
    "A sign": r"(?:a|the) sign|signs? (?:of|only)|likely",
    "Claimed": r"claim(?:s|ed)?",
    "Proved once": r"once",
    "Taken back": r"taken back",
    "Disputed": r"disputed",
    "Not yet": _DENIAL,
    "Unknown": r"unknown",
    EARLIER: r"earlier",
}
_TELLS = {mark: re.compile(rf"(?i)\b(?:{words})\b") for mark, words in _TOLD.items()}
_DENIES = re.compile(rf"(?i)\b(?:{_DENIAL})\b")
_FACT = re.compile(r"\[(?:ledger )?\d+\]")  # what a line is cited by; a definition also says what does not count
_SMALL = frozenset(  # words that the search passes over, and that change what a sentence says
    "yesterday today tomorrow last next ago already we our us i my all both each every only most one first second new"
    " old again day days week weeks month months year years".split()
)


def borne(material: Mapping[str, str], sentence: Sentence) -> bool:
    """Whether every word of a sentence stands in what it cites, and none denies or confirms what that does not.

    The question is no source: what it takes for granted may be wrong.
    """
    if not bears(material, sentence, "", least=1.0):
        return False
    cited = [material[each] for each in sentence.citations]
    marks = [mark for line in cited for mark in _TELLS if line.startswith(mark)]
    if not all(_TELLS[mark].search(sentence.text) for mark in marks):
        return False
    if not _SMALL & set(tokens(sentence.text)) <= set(tokens(" ".join(cited))):
        return False
    if _DENIES.search(sentence.text):
        return any(_DENIES.search(line) for line in cited)
    return not any(_DENIES.search(material[each]) for each in sentence.citations if _FACT.match(each))


def resting(sentence: Cited, cited: Mapping[str, str]) -> Cited:
    """The sentence with what stands behind each mark in its place."""
    marks = re.compile("|".join(map(re.escape, cited)) or "$^")
    return sentence.model_copy(update={"citation": marks.sub(lambda mark: cited[mark[0]], sentence.citation).strip()})
