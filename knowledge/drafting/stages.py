"""The stages of a playbook: chapters that are called stage, phase or step, each with where its chapter ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.drafting.sentences import Sentence

_STAGE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:stage|phase|step)\s+(?P<number>\d{1,2})\s*[-–—:.)]*\s*(?P<name>.*)",
    re.IGNORECASE,
)
_MENTION = re.compile(r"\b(?:stage|phase|step)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_TOP = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?P<name>.*)$")


@dataclass(frozen=True)
class FoundStage:
    """A stage by its number, with the heading that names it."""

    number: int
    name: str
    heading: str


def stages(found: Sequence[Sentence]) -> list[FoundStage]:
    """The stages that headings name, by number; where there are none, the chapters."""
    named: dict[int, FoundStage] = {}
    for heading in dict.fromkeys(heading for each in found for heading in each.headings):
        match = _STAGE.fullmatch(heading.strip())
        if match and match["name"].strip():
            named.setdefault(int(match["number"]), FoundStage(int(match["number"]), match["name"].strip(), heading))
    if named:
        return [named[number] for number in sorted(named)]
    tops = list(dict.fromkeys(_top(each.headings) for each in found if each.headings))
    return [FoundStage(number, _name(heading), heading) for number, heading in enumerate(tops, 1)]


def stage_of(sentence: Sentence, text: str, known: Sequence[FoundStage]) -> FoundStage | None:
    """The stage that the words name, else the one in whose chapter they stand; None where neither."""
    mention = _MENTION.search(text)
    by_number = {each.number: each for each in known}
    if mention and int(mention["number"]) in by_number:
        return by_number[int(mention["number"])]
    return next((each for each in known if each.heading in sentence.headings), None)


def _top(headings: Sequence[str]) -> str:
    """The second level where there is one: the first is often the title of the whole."""
    filled = [each for each in headings if each]
    return filled[min(1, len(filled) - 1)]


def _name(heading: str) -> str:
    match = _TOP.match(heading.strip())
    return match["name"].strip() if match and match["name"].strip() else heading.strip()
