"""Questions about the process, answered from its retrieved definitions with citations. Extractive: no model."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from assistant.coaching.reply import Cited, Reply
from assistant.errors import PersonError
from assistant.reading.words import terms
from knowledge.entries import Kind, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.desk import Desk
    from knowledge.entries import Entry, Passage
    from knowledge.process import Process

LOOKED_AT = 12
NEAR_ENOUGH = 0.45  # cosine under which a passage answers only if it has the question's words
WORD_IS_ENOUGH = 0.2
SHARED_ENOUGH = 0.3  # of the topic's words, by weight
_FRAME = re.compile(
    r"(?i)\b(what|which|who|how|when|does|do|is|are|can|should|must|the|an?|of|for|as|to|we|i|our|it|they|their|them|"
    r"counts?|proof|prove[sd]?|evidence|outcomes?|process|stages?|gates?|surrogates?|means?|definition|accepted|"
    r"verifiable|explain|define|say|says|about|need|needed|not|in|on|customer|customers?)\b"
)
_HOW = re.compile(r"(?i)\s*(how (do|can|should|would|to)\b|what (should|can|do) (i|we)\b)")


def ask(desk: Desk, organisation: str, question: str, process: Process | None = None) -> Reply:
    """Answer a question from one process, or from the newest versions: one that fits any deal answers first."""
    processes = [process] if process else list(desk.processes.newest(organisation))
    if not processes:
        raise PersonError("No process is published yet; publish one with 'rightside process publish FILE'.")
    topic = " ".join(_FRAME.sub(" ", question).strip(" ?.!").split())
    kinds = [Kind.OUTCOME, Kind.SURROGATE] if _HOW.match(question) else []
    texts = [text for text in (topic, question) if text]
    found: list[_Hit] = []
    for each in processes:
        weigh = _Words(each, topic)
        found += [
            _Hit(each, passage, weigh.shared(passage))
            for passage in desk.search.find(organisation, each.id, each.version, texts, kinds=kinds, limit=LOOKED_AT)
        ]
    found.sort(key=lambda hit: (not hit.answers, bool(hit.process.applies_to), -hit.score))
    if not found:
        return Reply(sentences=(Cited(text="The process does not say."),))
    best = found[0]
    if not best.answers:
        return Reply(
            sentences=(
                Cited(text="The process does not say. The nearest thing it does say:"),
                Cited(text=best.passage.entry.text, citation=best.passage.citation),
            )
        )
    return Reply(sentences=tuple(_answer(best.process, best.passage, how=bool(kinds))))


@dataclass(frozen=True)
class _Hit:
    """A passage with how near it is in meaning, and the share of the topic's words that it has (0 to 1)."""

    process: Process
    passage: Passage
    shared: float

    @property
    def score(self) -> float:
        return self.passage.nearness + self.shared

    @property
    def answers(self) -> bool:
        return self.passage.nearness >= (WORD_IS_ENOUGH if self.shared >= SHARED_ENOUGH else NEAR_ENOUGH)


class _Words:
    """How many of a topic's words a passage has, the rare ones among the process's entries counting more."""

    def __init__(self, process: Process, topic: str) -> None:
        texts = [_terms(entry) for entry in entries(process)]
        seen = Counter(term for text in texts for term in text)
        self._weights = {term: log((len(texts) + 1) / (seen[term] + 0.5)) for term in terms(topic)}

    def shared(self, passage: Passage) -> float:
        have = _terms(passage.entry)
        return sum(weight for term, weight in self._weights.items() if term in have) / (
            sum(self._weights.values()) or 1
        )


def _terms(entry: Entry) -> set[str]:
    return terms(f"{entry.text} {entry.name.replace('-', ' ')}")


def _answer(process: Process, best: Passage, *, how: bool) -> Iterator[Cited]:
    if best.entry.kind is Kind.STAGE:
        yield from _stage(process, best)
        return
    outcome = best.entry.outcomes[0]
    if how:
        for stage in process.stages:
            for action in stage.seller_actions:
                if outcome in action.advances:
                    yield Cited(
                        text=f"{action.action} (to {action.purpose}).",
                        citation=f"[seller action {action.id}, version {process.version}]",
                    )
    yield from _outcome(process, outcome)


def _stage(process: Process, passage: Passage) -> Iterator[Cited]:
    stage = process.stage(passage.entry.name)
    yield Cited(text=passage.entry.text, citation=passage.citation)
    for gate in stage.gates:
        yield Cited(text=f"It ends when: {gate.statement}", citation=_cite(process, gate.id))


def _outcome(process: Process, outcome_id: str) -> Iterator[Cited]:
    outcome, citation = process.outcomes[outcome_id], _cite(process, outcome_id)
    gate = "a gate" if outcome.gate else "an outcome"
    yield Cited(text=f"{outcome.statement} ({gate} of {process.stage_of[outcome_id].name!r}).", citation=citation)
    for label, texts in (
        ("Counts as proof", outcome.evidence),
        ("Only a sign of it", outcome.surrogates),
        ("Does not count", outcome.not_evidence),
        ("Takes it back", process.definitions[outcome_id].backward_signals),
    ):
        if texts:
            yield Cited(text=f"{label}: {'; '.join(texts)}.", citation=citation)
    if outcome.reconfirm_after_days:
        yield Cited(text=f"To be reconfirmed after {outcome.reconfirm_after_days} days.", citation=citation)


def _cite(process: Process, outcome: str) -> str:
    return f"[outcome {outcome}, version {process.version}]"
