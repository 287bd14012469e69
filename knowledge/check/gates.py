"""What a stage must have besides its words: proof, questions, actions, and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.check.finding import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.process import Process, Stage

    Line = Callable[..., int]

MOST_GATES = 6
FEW_AMONG = 6  # outcomes of a stage beside which a single gate is few


def find(process: Process, line: Line) -> Iterator[Finding]:
    """Gates without proof, question or action; stages with too many or too few gates, or without a way back."""
    advanced = {outcome for stage in process.stages for each in stage.seller_actions for outcome in each.advances}
    for number, stage in enumerate(process.stages):
        yield from _of_stage(stage, line("stages", number, "name"))
        for place, outcome in enumerate(stage.outcomes):
            if not outcome.gate:
                continue
            at, where = line("stages", number, "outcomes", place, "statement"), f"outcome {outcome.id}"
            if not outcome.evidence:
                reason = "it is a gate, and nothing says what proves it: every rep will decide that alone"
                proposal = "Add `evidence:` with what the customer makes, signs or sends."
                yield Finding(at, Kind.NO_EVIDENCE, where, reason, proposal)
            if outcome.ask is None:
                reason = "it is a gate without a question, so that the coach asks in general words"
                yield Finding(at, Kind.NO_QUESTION, where, reason, "Add `ask:` with a question that a rep can answer.")
            if outcome.id not in advanced:
                reason = "no seller action advances this gate, so that the coach has nothing to suggest"
                proposal = f"Add an action to `seller_actions` with `advances: [{outcome.id}]`."
                yield Finding(at, Kind.NO_ACTION, where, reason, proposal)
    yield from _late_actions(process, line)


def _of_stage(stage: Stage, at: int) -> Iterator[Finding]:
    gates, where = len(stage.gates), f"stage {stage.id}"
    if gates > MOST_GATES:
        reason = f"it has {gates} gates: deals will stand in it for long and nobody will see them move"
        proposal = "Keep as gates the few without which the customer cannot go on, or make two stages of it."
        yield Finding(at, Kind.MANY_GATES, where, reason, proposal)
    if gates == 1 and len(stage.outcomes) >= FEW_AMONG:
        reason = f"one gate decides over {len(stage.outcomes)} outcomes: a deal leaves it with the others open"
        proposal = "Mark with `gate: true` what else must have happened before the customer can go on."
        yield Finding(at, Kind.FEW_GATES, where, reason, proposal)
    if not stage.backward_signals:
        reason = "nothing says how the customer goes back here, and customers do"
        proposal = "Add `backward_signals:` with what you would hear if a gate no longer held."
        yield Finding(at, Kind.NO_WAY_BACK, where, reason, proposal)


def _late_actions(process: Process, line: Line) -> Iterator[Finding]:
    order = {stage.id: number for number, stage in enumerate(process.stages)}
    for number, stage in enumerate(process.stages):
        for place, action in enumerate(stage.seller_actions):
            if all(order[process.stage_of[outcome].id] < number for outcome in action.advances):
                at = line("stages", number, "seller_actions", place, "action")
                behind = process.stage_of[action.advances[-1]]
                reason = "everything that it advances lies in earlier stages: here it moves nobody"
                proposal = f"Move it to stage {behind.id}, or name an outcome of this stage in `advances`."
                yield Finding(at, Kind.LATE_ACTION, f"action {action.id}", reason, proposal)
