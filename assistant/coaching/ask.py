"""Questions about the process, answered from its retrieved definitions with citations. Extractive: no model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.finding import find
from assistant.coaching.reply import Cited, Reply
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.desk import Desk
    from assistant.coaching.finding import Candidate
    from knowledge.process import Process

NEAR = 0.32  # cosine under which a definition answers only if it has a word of the question
GENERAL = 0.1  # how much better a process for some deals must fit than one for any deal
_HOW = re.compile(r"(?i)\s*(how (do|can|should|would|to)\b|what (should|can|do) (i|we)\b)")
_BESIDE = re.compile(  # what no buying process says: our prices, rules and figures, the law, other companies
    r"(?i)\b(discount|list price|price list|commission|uplift|win rate|churn|conversion rate|interest rate|kilowatts?"
    r"|crm field|percent(age)?)\b|\bwhat('s| is| are) our \w*\s?(price|rate|policy|margin)|\bhow many of our\b"
    r"|\bwhat (do|can|should) we charge|\b(gdpr|law|legal right|legally|statut\w+|regulations?|emission limits?)\b"
    r"|\bwho on our side\b"
    r"|\bwhich (competitor|yard|vendor|rival|supplier)s?\b|\bcan (we|i) (throw in|knock|waive|give|match|offer them)\b"
)


def ask(desk: Desk, organisation: str, question: str, process: Process | None = None) -> Reply:
    """Answer a question from one process, or from the newest versions: one that fits any deal answers first."""
    processes = [process] if process else list(desk.processes.newest(organisation))
    if not processes:
        raise PersonError("No process is published yet; publish one with 'rightside process publish FILE'.")
    found = [ranked[0] for each in processes if (ranked := find(desk, organisation, each, question))]
    if not found:
        return Reply(sentences=(Cited(text="The process does not say."),))
    best = max(found, key=lambda each: (_answers(each), each.score - GENERAL * bool(each.process.applies_to)))
    if not _answers(best) or _BESIDE.search(question):
        return Reply(
            sentences=(
                Cited(text="The process does not say. The nearest thing it does say:"),
                Cited(text=best.passages[0].entry.text, citation=best.passages[0].citation),
            )
        )
    return Reply(sentences=tuple(_answer(best, how=bool(_HOW.match(question)))))


def _answers(found: Candidate) -> bool:
    return found.nearness >= NEAR or found.shared


def _answer(found: Candidate, *, how: bool) -> Iterator[Cited]:
    process = found.process
    if found.is_stage:
        yield from _stage(process, found.id)
        return
    if how:
        for stage in process.stages:
            for action in stage.seller_actions:
                if found.id in action.advances:
                    yield Cited(
                        text=f"{action.action} (to {action.purpose}).",
                        citation=f"[seller action {action.id}, version {process.version}]",
                    )
    yield from _outcome(process, found.id)


def _stage(process: Process, stage_id: str) -> Iterator[Cited]:
    stage, citation = process.stage(stage_id), f"[stage {stage_id}, version {process.version}]"
    yield Cited(text=f"{stage.name}: {stage.customer_goal}" if stage.customer_goal else stage.name, citation=citation)
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
