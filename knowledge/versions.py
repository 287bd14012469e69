"""The published versions of a process, and in plain words what differs between two of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from knowledge.process import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from knowledge.process import BackwardSignal, Condition, Outcome, Process, SellerAction


@dataclass(frozen=True)
class Version:
    """One published version: its number, by whom, when and why, and the file it was published from."""

    process: str
    version: int
    source: str
    published_by: str
    published_at: datetime
    note: str = ""


def differences(before: Process, after: Process) -> list[str]:
    """What changed, a sentence each: the process, then stages, outcomes, actions, signals in the order of `after`."""
    return list(chain(_process(before, after), _stages(before, after), _outcomes(before, after), _rest(before, after)))


def _process(before: Process, after: Process) -> Iterator[str]:
    if before.name != after.name:
        yield f"The process is called “{after.name}” now, before “{before.name}”."
    if before.contract != after.contract:
        yield f"The contract is {after.contract or 'no outcome'} now, before {before.contract or 'none'}."
    if before.applies_to != after.applies_to:
        yield f"It applies to {_conditions(after)} now, before to {_conditions(before)}."


def _stages(before: Process, after: Process) -> Iterator[str]:
    old, new = {each.id: each for each in before.stages}, {each.id: each for each in after.stages}
    yield from (f"Stage {each.id} (“{each.name}”) is gone." for each in before.stages if each.id not in new)
    kept = [each.id for each in before.stages if each.id in new]
    if kept != [each.id for each in after.stages if each.id in old]:
        yield f"The stages are in another order: {', '.join(each.id for each in after.stages)}."
    for stage in after.stages:
        if stage.id not in old:
            yield f"Stage {stage.id} (“{stage.name}”) is new."
            continue
        was = old[stage.id]
        if was.name != stage.name:
            yield f"Stage {stage.id} is called “{stage.name}” now, before “{was.name}”."
        for what in ("customer_goal", "seller_step", "typical_days"):
            if getattr(was, what) != getattr(stage, what):
                yield f"Stage {stage.id}: its {what.replace('_', ' ')} is {_told(getattr(stage, what))} now."
        yield from _lists(f"Stage {stage.id}", "CRM stage", was.crm_stages, stage.crm_stages)


def _outcomes(before: Process, after: Process) -> Iterator[str]:
    for outcome in before.outcomes.values():
        if outcome.id not in after.outcomes:
            yield f"Outcome {outcome.id} (“{outcome.statement}”) is gone."
    for outcome in after.outcomes.values():
        was, stage = before.outcomes.get(outcome.id), after.stage_of[outcome.id].id
        if was is None:
            yield f"Outcome {outcome.id} (“{outcome.statement}”) is new{', a gate' if outcome.gate else ''} of {stage}."
            continue
        if before.stage_of[outcome.id].id != stage:
            yield f"Outcome {outcome.id} moved from {before.stage_of[outcome.id].id} to {stage}."
        yield from _outcome(was, outcome)


def _outcome(was: Outcome, now: Outcome) -> Iterator[str]:
    name = f"Outcome {now.id}"
    if was.gate != now.gate:
        yield f"{name} became a gate." if now.gate else f"{name} is no gate any more."
    if was.statement != now.statement:
        yield f"{name} is worded “{now.statement}” now, before “{was.statement}”."
    yield from _lists(name, "proof", was.evidence, now.evidence)
    yield from _lists(name, "sign", was.surrogates, now.surrogates)
    yield from _lists(name, "no proof", was.not_evidence, now.not_evidence)
    if was.ask != now.ask:
        yield f"{name}: its question is {_told(now.ask)} now."
    if was.reconfirm_after_days != now.reconfirm_after_days:
        yield f"{name}: it is to be reconfirmed after {_told(now.reconfirm_after_days)} days now."


def _rest(before: Process, after: Process) -> Iterator[str]:
    kinds = (
        ("Seller action", "advances", _actions(before), _actions(after)),
        ("Backward signal", "reverses", _signals(before), _signals(after)),
    )
    for kind, verb, old, new in kinds:
        yield from (f"{kind} {name} (“{text}”) is gone." for name, (text, *_) in old.items() if name not in new)
        for name, (text, stage, purpose, outcomes) in new.items():
            if name not in old:
                yield f"{kind} {name} (“{text}”) is new in {stage}; it {verb} {', '.join(outcomes)}."
                continue
            was = old[name]
            if was[0] != text:
                yield f"{kind} {name} is worded “{text}” now, before “{was[0]}”."
            if was[1] != stage:
                yield f"{kind} {name} moved from {was[1]} to {stage}."
            if was[2] != purpose:
                yield f"{kind} {name} is there to {purpose} now, before to {was[2]}."
            if was[3] != outcomes:
                yield f"{kind} {name} {verb} {', '.join(outcomes)} now, before {', '.join(was[3])}."


def _actions(process: Process) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    def row(stage: str, each: SellerAction) -> tuple[str, str, str, tuple[str, ...]]:
        return each.action, stage, each.purpose.value, each.advances

    return {each.id: row(stage.id, each) for stage in process.stages for each in stage.seller_actions}


def _signals(process: Process) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    def row(stage: str, each: BackwardSignal) -> tuple[str, str, str, tuple[str, ...]]:
        return each.signal, stage, "", each.reverses

    return {each.id: row(stage.id, each) for stage in process.stages for each in stage.backward_signals}


def _lists(name: str, what: str, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    if more := [each for each in now if each not in was]:
        yield f"{name}: new as {what}: {'; '.join(more)}."
    if less := [each for each in was if each not in now]:
        yield f"{name}: {what} no more: {'; '.join(less)}."
    if not more and not less and list(was) != list(now):
        yield f"{name}: its list of {what} is in another order."


def _told(value: object) -> str:
    return "none" if value is None else str(value) if isinstance(value, int) else f"“{value}”"


def _conditions(process: Process) -> str:
    return "; ".join(f"{key} {_condition(each)}" for key, each in process.applies_to.items()) or "every deal"


def _condition(condition: Condition) -> str:
    if isinstance(condition, Range):
        return f"from {condition.min} to {condition.max}".replace("from None ", "").replace(" to None", "")
    return condition if isinstance(condition, str) else ", ".join(map(str, condition))
