"""A second reading of "How a standing is computed", written for plainness and not for speed.

It shares no code with `assistant.deals`: every step stands here as the rule words it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from assistant.deals.observation import Observation
    from knowledge.process import Process

RANK = {"artefact": 3, "quoted": 2, "surrogate": 1, "asserted": 0}


def oracle(process: Process, ledger: list[Observation], on: date) -> dict[str, Any]:
    """The answer of `rightside stand` as plain data."""
    ordered = [o for o in _ordered(ledger, on) if o.outcome in process.outcomes]
    moves = []
    for upto in range(1, len(ordered) + 1):
        newest = ordered[upto - 1]
        before, after = _walk(process, ordered[: upto - 1]), _walk(process, ordered[:upto])
        if before[newest.outcome][0] in {"held", "disputed"} and after[newest.outcome][0] == "reversed":
            moves.append(
                (newest.outcome, _effective(newest), _stage(process, before), _stage(process, after), newest.id)
            )
    final = _walk(process, ordered)
    statuses = {outcome: _status(process, outcome, state, on) for outcome, state in final.items()}
    stage = _stage(process, final)
    gates = (
        []
        if stage == "complete"
        else [o.id for s in process.stages if s.id == stage for o in s.outcomes if o.gate and not _counts(final[o.id])]
    )
    acted = [
        o.occurred_on
        for o in ordered
        if o.occurred_on and o.grade != "asserted" and o.verdict in {"happened", "reversed"}
    ]
    return {
        "customer_stage": stage,
        "statuses": statuses,
        "backward_moves": moves,
        "last_customer_action": max(acted) if acted else None,
        "open_gates": gates,
        "next_question": _question(process, stage, gates, statuses),
        "next_action": _action(process, stage, gates),
    }


def _effective(o: Observation) -> date:
    return o.occurred_on if o.occurred_on is not None else o.recorded_at.date()


def _ordered(ledger: list[Observation], on: date) -> list[Observation]:
    recorded = [o for o in ledger if o.recorded_at.date() <= on]

    def counts(o: Observation) -> bool:
        return not any(other.supersedes == o.id and counts(other) for other in recorded)

    counting = [(at, o) for at, o in enumerate(ledger) if o in recorded and counts(o)]
    return [o for at, o in sorted(counting, key=lambda pair: (_effective(pair[1]), pair[1].recorded_at, pair[0]))]


def _walk(process: Process, ordered: list[Observation]) -> dict[str, tuple[str, str | None, date | None]]:
    states: dict[str, tuple[str, str | None, date | None]] = dict.fromkeys(process.outcomes, ("unknown", None, None))
    for o in ordered:
        state, grade, day = states[o.outcome]
        if o.verdict == "happened":
            if state in {"held", "disputed"} and grade is not None and day is not None:
                best = grade if RANK[grade] >= RANK[o.grade] else str(o.grade.value)
                states[o.outcome] = ("held", best, max(day, _effective(o)))
            else:
                states[o.outcome] = ("held", str(o.grade.value), _effective(o))
        elif o.verdict == "reversed":
            states[o.outcome] = ("reversed" if state in {"held", "disputed", "reversed"} else "not_yet", None, None)
        elif o.verdict == "not_yet":
            if state == "held" and grade != "asserted":
                states[o.outcome] = ("disputed", grade, day)
            elif state not in {"reversed", "disputed"}:
                states[o.outcome] = ("not_yet", None, None)
    return states


def _counts(state: tuple[str, str | None, date | None]) -> bool:
    return state[0] == "held" and state[1] in {"artefact", "quoted"}


def _status(process: Process, outcome: str, state: tuple[str, str | None, date | None], on: date) -> str:
    name, grade, day = state
    if name != "held":
        return name
    if grade == "asserted":
        return "claimed"
    limit = process.outcomes[outcome].reconfirm_after_days
    if limit is not None and day is not None and (on - day).days > limit:
        return "expired"
    return "likely" if grade == "surrogate" else "met"


def _stage(process: Process, states: dict[str, tuple[str, str | None, date | None]]) -> str:
    for stage in process.stages:
        if any(o.gate and not _counts(states[o.id]) for o in stage.outcomes):
            return stage.id
    return "complete"


def _question(process: Process, stage: str, gates: list[str], statuses: dict[str, str]) -> str | None:
    wanted = [
        gate
        for tier in (["disputed"], ["reversed"], ["claimed", "likely"], ["unknown"], ["not_yet"])
        for gate in gates
        if statuses[gate] in tier
    ]
    ids = [s.id for s in process.stages]
    upto = len(ids) if stage == "complete" else ids.index(stage) + 1
    wanted += [o.id for s in process.stages[:upto] for o in s.outcomes if statuses[o.id] == "expired"]
    wanted += [
        o.id for s in process.stages if s.id == stage for o in s.outcomes if not o.gate and statuses[o.id] == "unknown"
    ]
    return wanted[0] if wanted else None


def _action(process: Process, stage: str, gates: list[str]) -> str | None:
    if not gates:
        return None
    own = [a for s in process.stages if s.id == stage for a in s.seller_actions]
    every = [a for s in process.stages for a in s.seller_actions]
    return next((a.id for a in own + every if gates[0] in a.advances), None)
