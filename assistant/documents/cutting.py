"""A passage cut into pieces short enough to read at once, every character in its place. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.documents.document import Kind
from assistant.documents.thread import QUOTE_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.documents.document import Document, Passage

LONGEST_PIECE = 1500  # characters
NARROW, WIDE = 60, 120  # characters: lines of programs that break them are about as long as the longest, in between
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n\s*")
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_ITEM = re.compile(r"\s*(?:[-*•–#|]|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class Piece:
    """What is read at once. `text[i]` stands at `document.text[start + i]`: only line breaks and quote marks differ."""

    text: str
    start: int

    def find(self, document: Document, quote: str) -> tuple[int, str] | None:
        """Where in the document a quote from this piece stands, and how it stands there; None where it does not."""
        at = self.text.find(quote)
        if at < 0 or not quote.strip():
            return None
        return self.start + at, document.text[self.start + at : self.start + at + len(quote)]


def pieces(document: Document, passage: Passage) -> Iterator[Piece]:
    """The passage in pieces, cut at sentence ends where there are any."""
    text = _unbroken(passage.text, spoken=document.kind is Kind.TRANSCRIPT)
    start = 0
    while start < len(text):
        end = _end(text, start)
        words = text[start:end]
        if any(sign.isalnum() for sign in words):
            inner = words.strip()
            yield Piece(inner, passage.start + start + words.index(inner))
        start = end


def _end(text: str, start: int) -> int:
    limit = start + LONGEST_PIECE
    if len(text) <= limit:
        return len(text)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start, limit)]
    if ends:
        return ends[-1]
    return max(text.rfind(" ", start, limit), start) + 1 if " " in text[start:limit] else limit


def _unbroken(text: str, *, spoken: bool) -> str:
    """The text with a space for every quote mark and for every line break inside a sentence."""
    lines = [_unmarked(line) for line in text.split("\n")]
    width = max(map(len, lines))
    joined = [lines[0]]
    for line, below in pairwise(lines):
        joined += [" " if _runs_on(line, below, width, spoken=spoken) else "\n", below]
    return "".join(joined)


def _unmarked(line: str) -> str:
    marks = QUOTE_MARKS.match(line)
    return line if marks is None else " " * marks.end() + line[marks.end() :]


def _runs_on(line: str, below: str, width: int, *, spoken: bool) -> bool:
    """Whether a line was broken only because it was full, or in captions by their timing."""
    if not line.strip() or not below.strip() or _ITEM.match(below) or _CLOSED.search(line.rstrip()[-3:]):
        return False
    if spoken:
        return True
    return NARROW <= width <= WIDE and len(line.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > width
