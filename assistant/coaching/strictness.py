"""Sentences about a deal: kept only where what they cite says all of it, and says it the same way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.phrasing import bears
from assistant.reading.words import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.coaching.phrasing import Sentence

DENIED = ("Not yet", "Taken back")
UNSURE = (*DENIED, "Claimed", "A sign", "Disputed", "Proved once", "Earlier")  # how a line begins that is no fact
_SMALL = frozenset(  # words that the search passes over, and that change what a sentence says
    "yesterday today tomorrow last next ago already we our us i my all both each every only most one first second new"
    " old again day days week weeks month months year years".split()
)
_DENIES = re.compile(r"(?i)\b(not|no|never|none|nobody|nothing|nor|neither|cannot|without|refused?|stopped)\b|n['’]t\b")
_DOUBTS = re.compile(  # "signs the order" is no doubt
    r"(?i)\b(claim(?:s|ed)?|(?:a|the) sign|signs? (?:of|only)|likely|yet|taken back|no longer|disputed|only|earlier"
    r"|once)\b"
)


def borne(material: Mapping[str, str], sentence: Sentence) -> bool:
    """Whether every word of a sentence stands in what it cites, none denies or confirms what that does not.

    The question is no source: what it takes for granted may be wrong.
    """
    if not bears(material, sentence, "", least=1.0):
        return False
    cited = " ".join(material[each] for each in sentence.citations)
    if not _SMALL & set(tokens(sentence.text)) <= set(tokens(cited)):
        return False
    denies, denied = bool(_DENIES.search(sentence.text)), bool(_DENIES.search(cited))
    unsure = [material[each] for each in sentence.citations if material[each].startswith(UNSURE)]
    if denies != denied:
        return False
    doubts = _DOUBTS.search(sentence.text) is not None
    return not unsure or doubts or (denies and all(each.startswith(DENIED) for each in unsure))
