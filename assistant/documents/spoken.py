"""Turns of a conversation written as text: "Name: words", with or without time codes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.documents.document import Speech
from assistant.documents.sides import Side, Us, Who, sides

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_NAME = r"[^\W\d_](?:[^\W_]|[ .,'’|/&@#()\[\]-]){0,58}?"
NAMED = re.compile(
    rf"\s*(?:[-–•*>]+\s*)?\**(?:{_TIME}\s*[-–:]?\s*)?\**(?P<name>{_NAME})\s*(?:{_TIME})?\s*\**:\**(?=\s|$)"
)
_ALONE = re.compile(rf"\s*\**(?P<name>{_NAME})\**\s+{_TIME}\s*")  # a line of its own above the words
PARTICLES = frozenset("de da di del della der den van von zu la le al el bin ben and und".split())
HEADINGS = frozenset(
    """
    action actions agenda answer attachment attendees background budget conclusion context date deadline decision
    decisions duration fyi goal goals important info issue issues legal link location minutes next note notes nb open
    outcome outcomes owner participants phone place point points present price pricing priority problem ps question
    questions re recap regarding result results risk risks scope status subject summary task tasks time timeline title
    todo topic topics update url warning
    aktion beschluss beschlüsse betreff datum ergebnis frage hinweis offen ort preis protokoll punkt teilnehmer thema
    todos zeit ziel
    """.split()
)
LONGEST_NAME = 6  # words
FEWEST_TURNS = 3
SHARE = 0.5  # of the lines with words


@dataclass(frozen=True)
class _Head:
    """Where a turn begins: the name at the start of a line, the words from `start`."""

    at: int
    start: int
    name: str


def name_before(line: str) -> tuple[str, int] | None:
    """The name that a line begins with and where its words start; None where there is none."""
    found = NAMED.match(line) or _ALONE.fullmatch(line)
    if found is None:
        return None
    name = found["name"].strip(" *-")
    return (name, found.end()) if _could_be_somebody(name) else None


def _could_be_somebody(name: str) -> bool:
    """Whether the words before a colon can be a name or a label of a side; "Budget" and "One thing" cannot."""
    words = name.split()
    if not words or len(words) > LONGEST_NAME:
        return False
    if sides([Who(name)], Us())[Who(name)] is not Side.UNKNOWN:
        return True
    small = any(word[0].islower() and word not in PARTICLES for word in words)
    return not small and words[0].casefold() not in HEADINGS


def turns(text: str, ours: Us) -> list[Speech]:
    """The turns of a conversation; none where the text is not one.

    Headings such as "Next steps:" look like names too: there must be names of ours, labels such as Customer, or
    two names of which one comes back, before most of the lines.
    """
    heads: list[_Head] = []
    lines, position, carried = 0, 0, False
    covered = 0
    for line in text.splitlines(keepends=True):
        words = bool(line.strip())
        found = name_before(line.rstrip("\n"))
        if found is not None:
            heads.append(_Head(position, position + found[1], found[0]))
        carried = found is not None or (carried and words)
        lines, covered = lines + words, covered + (words and carried)
        position += len(line)
    if not _converse([head.name for head in heads], ours) or covered < SHARE * lines:
        return []
    ends = [head.at for head in heads[1:]] + [len(text)]
    said = [
        Speech(start, end, Who(head.name) if number == 0 else None)
        for head, stop in zip(heads, ends, strict=True)
        for number, (start, end) in enumerate(_paragraphs(text, head.start, stop))
    ]
    return [*([Speech(0, heads[0].at)] if heads[0].at else []), *said]


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The speaker's words, and apart from them what follows after an empty line: nobody says whose that is."""
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    gap = re.compile(r"\n[ \t]*\n").search(text, first, end)
    return [(start, end)] if gap is None else [(start, gap.start()), (gap.end(), end)]


def _converse(names: list[str], ours: Us) -> bool:
    known = set(sides([Who(name) for name in names], ours).values()) - {Side.UNKNOWN}
    if known:
        return True
    return len(names) >= FEWEST_TURNS and 1 < len({name.casefold() for name in names}) < len(names)
