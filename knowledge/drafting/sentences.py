"""A playbook's text as sentences, list items and cells, each with its place and the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<name>.*\S)\s*")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?P<name>[A-Z][^.!?;]{2,70})"
)  # where marks are lost
_STAGE_LINE = re.compile(r"(?i)(?:stage|phase|step)\s+\d{1,2}\b[^.!?;]{0,60}")
_LEAD = re.compile(r"\s*(?:>\s*)?(?:[-*+•–]\s+(?:\[[ xX]\]\s+)?|\(?\d{1,2}[.)]\s+)?")
_END = re.compile(r"(?<=[.!?])[\"”’)*_]*\s+(?=[A-Z“\"(*_])")
_CELL = re.compile(r"[^|]+")


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]` of a document, with the headings above it, the outermost first."""

    start: int
    end: int
    headings: tuple[str, ...]


def sentences(text: str) -> Iterator[Sentence]:
    """Every sentence, item and cell in order; headings and what stands in fences are none."""
    at, fenced = 0, False
    headings: list[str] = []
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        fenced ^= line.lstrip().startswith("```")
        if fenced or not line.strip() or line.lstrip().startswith("```"):
            continue
        heading = heading_of(line)
        if heading is not None:
            level, name = heading
            headings = [*headings[: level - 1], *[""] * (level - 1 - len(headings)), name]
        elif line.lstrip().startswith("|"):
            yield from _cells(line, start, headings)
        else:
            yield from _of_line(line, start, headings)


def heading_of(line: str) -> tuple[int, str] | None:
    """The level and the name of a heading; None for any other line."""
    if found := _HEADING.fullmatch(line):
        return len(found["marks"]), found["name"]
    if found := _NUMBERED.fullmatch(line.strip()):
        return found["number"].count(".") + 2, line.strip()
    return (2, line.strip()) if _STAGE_LINE.fullmatch(line.strip()) else None


def _cells(line: str, start: int, headings: list[str]) -> Iterator[Sentence]:
    for cell in _CELL.finditer(line):
        words = cell[0].strip()
        if words.strip("-: "):
            begin = start + cell.start() + cell[0].index(words)
            yield Sentence(begin, begin + len(words), tuple(headings))


def _of_line(line: str, start: int, headings: list[str]) -> Iterator[Sentence]:
    lead = _LEAD.match(line)
    begin = lead.end() if lead else 0
    for end in [*(found.start() for found in _END.finditer(line, begin)), len(line.rstrip())]:
        words = line[begin:end].strip()
        if words:
            first = start + begin + line[begin:end].index(words)
            yield Sentence(first, first + len(words), tuple(headings))
        begin = end
