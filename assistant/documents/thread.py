"""A thread of mails in one text: which of it is the newest mail, and which is quoted history. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.documents.headings import MOST_FIELDS, MOST_JOINED, heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.documents.headings import Heading
    from assistant.documents.sides import Us

QUOTE_MARKS = re.compile(r"(?:[ \t]{0,3}>)+[ \t]?")
LOOK_AHEAD = MOST_FIELDS + MOST_JOINED  # lines
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|day)|hallo|liebe[rs]?|guten (?:tag|morgen)|sehr geehrte[rs]?"
    r"|moin|servus)\b[^\n.?]{0,40}[,!]?[ \t]*(?:\n|$)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\n[ \t]*(?:(?:kind|best|warm|many) )?(?:regards|wishes|best|cheers|sincerely|thanks|thank you"
    r"|(?:viele|beste|liebe|freundliche|herzliche|mit freundlichen|mit besten) grüße?n?|gruß|mfg|vg|lg)\b[^\n]{0,30}"
    r"(?:\n|$)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:below|fyi|fwd?|forward\w*|see|look|here(?:'s| is| are)?|mail|e-?mail|message|got|came|received|replied|wrote"
    r"|answer(?:ed)?|from|unten|siehe|weitergeleitet|nachricht|antwort(?:et)?|hier|kam|erhalten|zur info|zk)\b",
    re.IGNORECASE,
)
LONGEST_NOTE = 40  # words


@dataclass(frozen=True)
class Line:
    """`text[start:end]` with its line end. `age` counts from 0, the newest mail; `of_heading` belongs to no mail."""

    start: int
    end: int
    age: int
    of_heading: bool = False


@dataclass(frozen=True)
class Part:
    """One mail of a thread: where its lines stand, and the heading above it, if any."""

    age: int
    spans: tuple[tuple[int, int], ...]
    heading: Heading | None

    def words(self, text: str) -> str:
        """What the mail says, without quote marks."""
        lines = "".join(text[start:end] for start, end in self.spans).split("\n")
        return "\n".join(line[_marks(line) :] for line in lines)


@dataclass(frozen=True)
class Thread:
    """Every line of a text with its age, and the mails in it, the newest first."""

    text: str
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]

    @property
    def quotes(self) -> bool:
        """Whether there is more in it than one text without a heading."""
        return len(self.parts) > 1 or any(line.of_heading for line in self.lines)

    def news(self, ours: Us) -> str:
        """A pasted text without its quoted history and without mails of ours; headings of what is left stay."""
        kept = {
            part.age
            for part in self.newest(ours, pasted=True)
            if part.heading is None or part.heading.who is None or not ours.owns(part.heading.who)
        }
        return "".join(self.text[line.start : line.end] for line in self.lines if line.age in kept)

    def newest(self, ours: Us, *, pasted: bool, forwards: bool = False) -> tuple[Part, ...]:
        """The mails that are news: the newest, and what it forwards (`forwards` says that its subject says so).

        In a `pasted` text a person's few words may stand above the mail that they show.
        """
        count = 1
        for above, below in pairwise(self.parts):
            forwarded = below.heading is not None and below.heading.forwarded
            if above.heading is not None:
                forwards = above.heading.forwards
            if not (forwarded or forwards) and not (pasted and count == 1 and self._shows(above, below, ours)):
                break
            count, forwards = count + 1, False
        return self.parts[:count]

    def _shows(self, note: Part, mail: Part, ours: Us) -> bool:
        """Whether the words above a mail are somebody's note on it, and no answer to it."""
        words = note.words(self.text)
        written = mail.heading
        if note.heading is not None or (written and written.who and ours.owns(written.who)):
            return False
        letter = bool(_GREETING.match(words) or _SIGN_OFF.search(words))
        points = len(words.split()) <= LONGEST_NOTE and bool(_POINTS.search(words))
        return (points or not letter) if written is None or not written.dated else (points and not letter)


def threaded(text: str) -> Thread:
    """The mails of a text; one without marks or headings is a single mail."""
    lines: list[Line] = []
    headings: dict[int, Heading] = {}
    parts: dict[int, list[Line]] = {}
    for line, above in _aged(text):
        lines.append(line)
        if above is not None:
            headings[line.age] = above
        if not line.of_heading:
            parts.setdefault(line.age, []).append(line)
    found = (Part(age, _spans(some), headings.get(age)) for age, some in sorted(parts.items()))
    spoken = tuple(part for part in found if any(sign.isalnum() for sign in part.words(text)))
    return Thread(text, tuple(lines), spoken)


def without_history(text: str, ours: Us) -> str:
    """What of a pasted text is news: all of it where it quotes nothing."""
    thread = threaded(text)
    return thread.news(ours) if thread.quotes else text


def _aged(text: str) -> Iterator[tuple[Line, Heading | None]]:
    """Each line with its age, and the heading that begins with it.

    Lines are older by every quote mark in front of them, and by every heading above them after which no quote marks
    follow. Going back to fewer quote marks goes back to the younger mail.
    """
    raw = text.splitlines(keepends=True)
    depths = [raw_line[: _marks(raw_line)].count(">") for raw_line in raw]
    bare = [raw_line[_marks(raw_line) :] for raw_line in raw]
    crossed: dict[int, int] = {}
    position, inside, of_age = 0, 0, 0
    for number, line in enumerate(raw):
        start, position, depth = position, position + len(line), depths[number]
        if inside:
            inside -= 1
            yield Line(start, position, of_age, of_heading=True), None
            continue
        crossed = {each: count for each, count in crossed.items() if each <= depth}
        above = heading(bare[number : number + LOOK_AHEAD], topmost=not number)
        if above is None:
            yield Line(start, position, depth + sum(crossed.values())), None
            continue
        quoted = _quoted_below(above, depths, bare, number)
        if not quoted:
            crossed[depth] = crossed.get(depth, 0) + 1
        of_age = depth + sum(crossed.values()) + quoted
        inside = above.lines - 1
        yield Line(start, position, of_age, of_heading=True), above


def _marks(line: str) -> int:
    """How many characters of quote marks a line begins with."""
    found = QUOTE_MARKS.match(line)
    return found.end() if found else 0


def _quoted_below(above: Heading, depths: Sequence[int], bare: Sequence[str], number: int) -> bool:
    """Whether quote marks, and not the heading in line `number` alone, set the mail below it apart."""
    below = (depths[each] for each in range(number + above.lines, len(bare)) if bare[each].strip())
    deeper = next(below, 0) > depths[number]
    return deeper and (above.attribution or all(depth > depths[number] for depth in below))


def _spans(lines: Sequence[Line]) -> tuple[tuple[int, int], ...]:
    """Lines that follow one another, as one span."""
    spans: list[tuple[int, int]] = []
    for line in lines:
        if spans and spans[-1][1] == line.start:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return tuple(spans)
