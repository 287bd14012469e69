"""A document as the coach reads it: its text, and in it the passages that are news, each with whose words they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.documents.sides import Side, Us, Who, sides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date


class Kind(StrEnum):
    """What a document is made of: dated letters, spoken turns, or somebody's notes."""

    MAIL = "mail"
    TRANSCRIPT = "transcript"
    NOTES = "notes"


@dataclass(frozen=True)
class Speech:
    """A stretch `text[start:end]` of one voice; `who` is None where nobody is named, `sent` is a mail's day."""

    start: int
    end: int
    who: Who | None = None
    sent: date | None = None


@dataclass(frozen=True)
class Passage:
    """`document.text[start : start + len(text)] == text`; `place` is a line, a page or a time code."""

    text: str
    start: int
    speaker: str | None
    side: Side
    place: str
    sent: date | None = None


@dataclass(frozen=True)
class Document:
    """What was extracted from a file. `notes` say in a sentence each what was left out.

    `marks` are the places by the offset at which each begins, in order; without marks places are lines of `text`.
    """

    name: str
    kind: Kind
    text: str
    passages: tuple[Passage, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()

    def place(self, offset: int) -> str:
        """Where in the document an offset of its text stands."""
        return self._place_of(offset)

    @cached_property
    def _place_of(self) -> Callable[[int], str]:
        return _places(self.text, self.marks)


def composed(
    name: str,
    kind: Kind,
    text: str,
    speeches: Iterable[Speech],
    ours: Us,
    *,
    marks: Sequence[tuple[int, str]] = (),
    others: Iterable[Who] = (),
    notes: Sequence[str] = (),
) -> Document:
    """The document of these speeches; `others` take part without speaking (a mail's receivers)."""
    spoken = [trimmed for speech in speeches if (trimmed := _trimmed(text, speech)) is not None]
    place_of = _places(text, marks)
    side = sides([*others, *(each.who for each in spoken if each.who)], ours)
    passages = tuple(
        Passage(
            text=text[each.start : each.end],
            start=each.start,
            speaker=str(each.who) if each.who else None,
            side=side[each.who] if each.who else Side.UNKNOWN,
            place=place_of(each.start),
            sent=each.sent,
        )
        for each in spoken
    )
    return Document(name, kind, text, passages, tuple(marks), tuple(notes))


def _trimmed(text: str, speech: Speech) -> Speech | None:
    """The speech without white space at its ends; None where nothing is said."""
    words = text[speech.start : speech.end]
    start = speech.start + len(words) - len(words.lstrip())
    end = speech.start + len(words.rstrip())
    return Speech(start, end, speech.who, speech.sent) if start < end else None


def _places(text: str, marks: Sequence[tuple[int, str]]) -> Callable[[int], str]:
    """What gives the place of an offset: looked up among the marks, or among the starts of lines."""
    if not marks:
        starts = [0, *(end.end() for end in re.finditer("\n", text))]
        return lambda offset: f"line {bisect_right(starts, offset)}"
    begins = [begin for begin, _ in marks]
    return lambda offset: marks[max(0, bisect_right(begins, offset) - 1)][1]
