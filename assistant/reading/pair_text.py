"""The two texts that the judge compares: a stretch of a message in its surroundings, and an outcome with its signs.

Training and reading build them here, so that the judge is asked in the words that it was taught with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.process import Definition

WORDS_BEFORE, WORDS_INSIDE, WORDS_AFTER = 22, 64, 8
SIGNS, SIGNALS = 2, 3
MARKS = str.maketrans({"«": '"', "»": '"', "\n": " ", "\r": " ", "\t": " ", "✅": " yes ", "✔": " yes ", "👍": " yes "})
NAYS = str.maketrans({"❌": " no ", "👎": " no ", "🚫": " no ", "’": "'", "“": '"', "”": '"'})
AS_MAIL = "From: Ana <ana@customer.example> To: us Subject: Re: Dear all,"
SPACE, LINE_END = re.compile(r"\s+"), re.compile(r"[\r\n]+")


def stretch_text(message: str, start: int, end: int, *, pasted: bool = False) -> str:
    """The stretch `message[start:end]` between « and », with some words of its lines before it and after it.

    Another line is another hand, or may be: what stands there must not change what this one is taken to say.
    `pasted` says that all of it is the customer's: it is shown as a mail, in which "we" is not the seller.
    """
    before = _words(LINE_END.split(message[:start])[-1])[-WORDS_BEFORE:]
    inside = _words(message[start:end])
    inside = inside if len(inside) <= WORDS_INSIDE else [*inside[:8], "...", *inside[8 - WORDS_INSIDE :]]
    after = _words(LINE_END.split(message[end:])[0])[:WORDS_AFTER]
    return " ".join([*([AS_MAIL] if pasted else []), *before, "«", *inside, "»", *after])


def outcome_texts(definition: Definition) -> tuple[str, str, str]:
    """What the outcome is, what shows it, and what takes it back; empty where the definition says nothing."""
    outcome = definition.outcome
    return (
        _plain(outcome.statement),
        _plain("; ".join(outcome.surrogates[:SIGNS])),
        _plain("; ".join(definition.backward_signals[:SIGNALS])),
    )


def _words(text: str) -> list[str]:
    return _plain(text).split()


def _plain(text: str) -> str:
    return SPACE.sub(" ", text.translate(MARKS).translate(NAYS)).strip()
