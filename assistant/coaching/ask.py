"""Questions about the process, answered from its retrieved definitions with citations. Extractive: no model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.reply import Cited, Reply
from assistant.errors import PersonError
from knowledge.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.desk import Desk
    from knowledge.entries import Passage
    from knowledge.process import Process

NEAR_ENOUGH = 0.42  # cosine under which a passage answers only if it shares a word with the question
WORD_IS_ENOUGH = 0.22
_FRAME = re.compile(
    r"(?i)\b(what|which|who|how|when|does|do|is|are|can|should|must|the|an?|of|for|as|to|we|i|our|it|they|their|them|"
    r"counts?|proof|prove[sd]?|evidence|outcomes?|process|stages?|gates?|surrogates?|means?|definition|accepted|"
    r"verifiable|explain|define|say|says|about|need|needed|not|in|on|customer|customers?)\b"
)
_HOW = re.compile(r"(?i)\s*(how (do|can|should|would|to)\b|what (should|can|do) (i|we)\b)")


def ask(desk: Desk, organisation: str, question: str, process: Process | None = None) -> Reply:
    """Answer a question from one process, or from whichever of the newest versions is nearest."""
    processes = [process] if process else list(desk.processes.newest(organisation))
    if not processes:
        raise PersonError("No process is published yet; publish one with 'rightside process publish FILE'.")
    topic = " ".join(_FRAME.sub(" ", question).strip(" ?.!").split())
    kinds = [Kind.SELLER_ACTION, Kind.OUTCOME, Kind.SURROGATE] if _HOW.match(question) else []
    texts = [text for text in (topic, question) if text]
    found = [(each, passage) for each in processes
             for passage in desk.search.find(organisation, each.id, each.version, texts, kinds=kinds, limit=8)]
    if not found:
        return Reply(sentences=(Cited(text="The process does not say."),))
    found.sort(key=lambda pair: -_weight(pair[1], topic))
    chosen, best = found[0]
    if not _answers(best, topic):
        return Reply(sentences=(
            Cited(text="The process does not say. The nearest thing it does say:"),
            Cited(text=best.entry.text, citation=best.citation),
        ))
    passages = [passage for each, passage in found if each.id == chosen.id and _answers(passage, topic)]
    return Reply(sentences=tuple(_answer(chosen, passages, how=bool(kinds))))


def _weight(passage: Passage, topic: str) -> float:
    return passage.nearness + 0.15 * _shared(passage.entry.text, topic) + 0.15 * _shared(passage.entry.name, topic)


def _answers(passage: Passage, topic: str) -> bool:
    shares = bool(_shared(f"{passage.entry.text} {passage.entry.name}", topic))
    return passage.nearness >= (WORD_IS_ENOUGH if shares else NEAR_ENOUGH)


def _shared(text: str, topic: str) -> int:
    """How many words of the topic stand in the text, by their first five letters."""
    have = {word[:5] for word in re.findall(r"\w{4,}", text.casefold())}
    return sum(word[:5] in have for word in set(re.findall(r"\w{4,}", topic.casefold())))


def _answer(process: Process, passages: Sequence[Passage], *, how: bool) -> Iterator[Cited]:
    best = passages[0]
    if best.entry.kind is Kind.STAGE:
        yield from _stage(process, best)
        return
    outcome = best.entry.outcomes[0]
    actions = [each for each in passages if each.entry.kind is Kind.SELLER_ACTION] if how else []
    for action in actions[:2]:
        yield Cited(text=action.entry.text, citation=action.citation)
    if actions:
        outcome = actions[0].entry.outcomes[0]
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
