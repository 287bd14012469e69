"""Questions about the process, answered from its retrieved definitions with citations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching import playbooks
from assistant.coaching.desk import NO_PROCESS
from assistant.coaching.finding import find
from assistant.coaching.phrasing import material_of, phrase
from assistant.coaching.reply import Cited, Reply
from assistant.errors import OperatorError, PersonError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.desk import Desk
    from assistant.coaching.finding import Candidate
    from knowledge.entries import Passage
    from knowledge.process import Process

NEAR = 0.2  # cosine under which a definition answers only if it has a word of the question
SURE = 0.62  # cosine from which a definition answers, whatever the question seems to ask for
SHOWN = 4  # definitions that a model is given, and passages of playbooks
HELPFUL = 3  # passages named where the process does not say
GENERAL = 0.1  # how much better a process for some deals must fit than one for any deal
_HOW = re.compile(r"(?i)\s*(how (do|can|should|would|to)\b|what (should|can|do) (i|we)\b)")


def ask(desk: Desk, organisation: str, question: str, process: Process | None = None) -> Reply:
    """Answer a question from one process, or from the newest versions: one that fits any deal answers first.

    With a chat model the answer is in its words, as far as the definitions bear them; the rest is in their own.
    """
    processes = [process] if process else list(desk.processes.newest(organisation))
    if not processes:
        raise PersonError(NO_PROCESS)
    ranked = [some for each in processes if (some := find(desk, organisation, each, question))]
    if not ranked:
        return Reply(sentences=(Cited(text="The process does not say."),))
    best = max(ranked, key=lambda some: (answers(some[0]), some[0].score - GENERAL * bool(some[0].process.applies_to)))
    plain = tuple(extract(best[0].process, best[0].id, how=bool(_HOW.match(question))))
    answered = best[0].nearness >= SURE or (answers(best[0]) and desk.askable(question))
    helpful = playbooks.near(desk, organisation, processes, question, SHOWN)
    if desk.chat is not None:
        material = material_of(
            [
                *plain,
                *(said for each in best[:SHOWN] for said in extract(each.process, each.id, how=True)),
                *(Cited(text=each.entry.text, citation=each.citation) for each in helpful),
            ]
        )
        try:
            kept = phrase(desk.chat, question, material)
        except (UnavailableError, OperatorError) as error:
            notice = f"{error} These are the definitions' own words."
            return _extracted(best[0], plain, helpful, answered=answered).model_copy(update={"notice": notice})
        if kept is None:
            return _extracted(best[0], plain, helpful, answered=False)
        if kept.sentences:
            return Reply(sentences=(*kept.sentences, *(plain if kept.dropped else ())))
    return _extracted(best[0], plain, helpful, answered=answered)


def _extracted(best: Candidate, plain: tuple[Cited, ...], helpful: Sequence[Passage], *, answered: bool) -> Reply:
    nearest = best.passages[0]
    refusal = (
        Cited(text="The process does not say. The nearest thing it does say:"),
        Cited(text=nearest.entry.text, citation=nearest.citation),
    )
    return Reply(sentences=(*(plain if answered else refusal), *playbooks.told(helpful, 1 if answered else HELPFUL)))


def answers(found: Candidate) -> bool:
    """Whether a stage or an outcome is near enough to a question to answer it."""
    return found.nearness >= NEAR or found.shared


def extract(process: Process, name: str, *, how: bool) -> Iterator[Cited]:
    """What the process says of a stage or an outcome, each sentence with its citation; `how` puts its actions first."""
    if name not in process.outcomes:
        yield from _stage(process, name)
        return
    if how:
        yield from actions(process, name)
    yield from _outcome(process, name)


def actions(process: Process, outcome: str) -> Iterator[Cited]:
    """What a seller does for an outcome, with its purpose."""
    for stage in process.stages:
        for action in stage.seller_actions:
            if outcome in action.advances:
                yield Cited(
                    text=f"{action.action} (to {action.purpose}).",
                    citation=f"[seller action {action.id}, version {process.version}]",
                )


def _stage(process: Process, stage_id: str) -> Iterator[Cited]:
    stage, citation = process.stage(stage_id), f"[stage {stage_id}, version {process.version}]"
    yield Cited(text=f"{stage.name}: {stage.customer_goal}" if stage.customer_goal else stage.name, citation=citation)
    if stage.typical_days:
        yield Cited(text=f"It usually takes {stage.typical_days} days.", citation=citation)
    for gate in stage.gates:
        yield Cited(text=f"It ends when: {gate.statement}", citation=cite(process, gate.id))


def _outcome(process: Process, outcome_id: str) -> Iterator[Cited]:
    outcome, citation = process.outcomes[outcome_id], cite(process, outcome_id)
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


def cite(process: Process, outcome: str) -> str:
    """How an answer names an outcome."""
    return f"[outcome {outcome}, version {process.version}]"
