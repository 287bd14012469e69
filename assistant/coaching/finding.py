"""Which definitions of a process a question is about: nearness in meaning, the question's words, what it asks for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from assistant.reading.words import terms
from knowledge.entries import Kind, entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.coaching.desk import Desk
    from knowledge.entries import Entry, Passage
    from knowledge.process import Process

LOOKED_AT = 60  # entries, of the few hundred that a process has
SHARP = 16.0  # how much the nearest of a definition's texts counts over the others
WORDS = 0.01  # of a shared word's weight
FITTING = 0.05  # for a text of the kind that the question asks for
WHOLE, PART = 2.0, -0.1  # for a stage, where the question is about one and where it is not
SATURATION, LENGTH = 1.2, 0.75  # the usual constants of BM25

_STAGE = re.compile(
    r"(?i)\b(phase|stages?|whole (step|part)|step (finished|over|done)|deciding step)\b"
    r"|\b(finished|done|over|through) (with |working|comparing|deciding|choosing|testing)|\bfinish(ed)?\?"
    r"|when('s| is| are).*\b(over|finished|done|end)\b|before they('re| are) (done|finished|through)"
)
_ASKED_FOR = (
    (
        re.compile(
            r"(?i)\b(undo|take[sn]? (that |it |this )?(back|away)|fall(s|en)? back|set(s|ting)? (us|me|it) back|lost?"
            r"|lose|reopen|now what|back to square|still (stand|hold|count|valid))\b"
        ),
        {Kind.BACKWARD_SIGNAL},
    ),
    (
        re.compile(
            r"(?i)\b(how (do|can|should|would) (i|we)|what (do|can|should) (i|we) do|good way|best way"
            r"|(get|help) them)\b"
        ),
        {Kind.SELLER_ACTION, Kind.QUESTION},
    ),
    (
        re.compile(
            r"(?i)\b(counts?|enough|good sign|worth|tick|does that|is that|mean anything|treat|take that as"
            r"|proof|proves?|show)\b"
        ),
        {Kind.SURROGATE, Kind.NOT_EVIDENCE, Kind.EVIDENCE},
    ),
)


@dataclass(frozen=True)
class Candidate:
    """A stage or an outcome that a question could be about, with its passages, the nearest first."""

    process: Process
    id: str
    score: float
    passages: tuple[Passage, ...]
    shared: bool  # whether it has a word of the question

    @property
    def is_stage(self) -> bool:
        """Whether it is a stage."""
        return self.id not in self.process.outcomes

    @property
    def nearness(self) -> float:
        """Of its nearest passage, as cosine."""
        return self.passages[0].nearness


def find(desk: Desk, organisation: str, process: Process, question: str) -> list[Candidate]:
    """The stages and outcomes of a process that a question could be about, the likeliest first."""
    found = desk.search.find(organisation, process.id, process.version, [question], limit=LOOKED_AT)
    stages = desk.search.find(
        organisation, process.id, process.version, [question], kinds=[Kind.STAGE], limit=len(process.stages)
    )
    passages: dict[str, list[Passage]] = {}
    for passage in dict.fromkeys((*found, *stages)):
        for name in _about(passage.entry):
            passages.setdefault(name, []).append(passage)
    texts: dict[str, list[str]] = {}
    for entry in entries(process):
        for name in _about(entry):
            texts.setdefault(name, []).append(entry.text)
    words, fitting, whole = Words(texts), _fitting(question), bool(_STAGE.search(question))
    ranked = []
    for name, some in passages.items():
        shared = words.shared(name, question)
        near = log(sum(exp(SHARP * (each.nearness + FITTING * (each.entry.kind in fitting))) for each in some)) / SHARP
        stage = 0.0 if name in process.outcomes else WHOLE if whole else PART
        nearest = sorted(some, key=lambda each: -each.nearness)
        ranked.append(Candidate(process, name, near + WORDS * shared + stage, tuple(nearest), shared > 0))
    return sorted(ranked, key=lambda each: -each.score)


def _about(entry: Entry) -> tuple[str, ...]:
    return (entry.name,) if entry.kind is Kind.STAGE else entry.outcomes


def _fitting(question: str) -> set[Kind]:
    return {kind for words, kinds in _ASKED_FOR if words.search(question) for kind in kinds}


class Words:
    """How far the texts of each of several things have the words of a question, rare words counting more (BM25)."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        self._texts = {name: Counter(term for text in some for term in terms(text)) for name, some in texts.items()}
        self._seen = Counter(term for text in self._texts.values() for term in text)
        self._usual = sum(text.total() for text in self._texts.values()) / max(len(self._texts), 1)

    def shared(self, name: str, question: str) -> float:
        """The weight of the words that the thing of this name and the question share."""
        text, many = self._texts.get(name, Counter()), len(self._texts)
        long = SATURATION * (1 - LENGTH + LENGTH * text.total() / (self._usual or 1))
        return sum(
            log(1 + (many - self._seen[term] + 0.5) / (self._seen[term] + 0.5))
            * text[term]
            * (SATURATION + 1)
            / (text[term] + long)
            for term in terms(question)
            if term in text
        )
