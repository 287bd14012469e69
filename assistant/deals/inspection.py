"""What a manager looks at in one deal: what changed, what is proved, what went back, what to ask. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.customer_people import customer_people
from assistant.deals.observation import Grade, Verdict
from assistant.deals.replay import counting_observations, replay
from assistant.deals.standing import Status, questions, stand_on
from assistant.deals.warnings import DealWarning, Kind, position, warnings_of
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.deals.agreed import AgreedStep
    from assistant.deals.deal import Deal
    from assistant.deals.observation import Observation
    from assistant.deals.replay import BackwardMove
    from assistant.deals.standing import Standing
    from knowledge.process import Outcome, Process

QUESTIONS = 3  # to put to the rep
ENOUGH_PEOPLE, AFTER_STAGES = 2, 3  # the source of the rule: "one contact" of the warnings in docs/defaults.md


class Activity(NamedTuple):
    """Something the seller's side did, in the rep's words, and the day it was told."""

    on: date
    text: str


@dataclass(frozen=True)
class Gate:
    """A gate with its status and the observation that it rests on, None where there is none."""

    outcome: Outcome
    stage: str
    status: Status
    proof: Observation | None


@dataclass(frozen=True)
class Returned:
    """A backward move with the observation that caused it, and whether the outcome was earned again."""

    move: BackwardMove
    cause: Observation | None
    earned_again: bool


@dataclass(frozen=True)
class Inspection:
    """One deal on the day of its standing.

    `since` is the day after the last inspection's, None for the first one, in which everything is new. `before` is the
    customer stage then. `changes` are observations that count, the oldest first. `idle` is seller activity since then
    where the customer did nothing that is better than asserted. `next_step` is the first open gate, `agreed_for_it` the
    agreed step that would bring it. `gaps` are outcomes to ask about.
    """

    since: date | None
    before: str
    changes: tuple[Observation, ...]
    gates: tuple[Gate, ...]
    returned: tuple[Returned, ...]
    idle: tuple[Activity, ...]
    people: tuple[str, ...]
    warnings: tuple[DealWarning, ...]
    agreed: tuple[AgreedStep, ...]
    next_step: Outcome | None
    agreed_for_it: AgreedStep | None
    gaps: tuple[Outcome, ...]


def inspect(
    deal: Deal,
    process: Process,
    ledger: Sequence[Observation],
    standing: Standing,
    *,
    since: date | None = None,
    agreed: Sequence[AgreedStep] = (),
    activity: Iterable[Activity] = (),
) -> Inspection:
    """Look at a deal whose standing is on a day; all of `agreed` and `activity` are the deal's own."""
    changes = tuple(new_since(process, ledger, since))
    people = customer_people(deal, ledger)
    gates = [process.outcomes[gate] for gate in standing.open_gates]
    first = gates[0] if gates else None
    return Inspection(
        since=since,
        before=_stage_before(process, ledger, since),
        changes=changes,
        gates=tuple(_gates(process, ledger, standing)),
        returned=tuple(_returned(ledger, standing)),
        idle=() if _moved(changes) else tuple(each for each in activity if since is None or each.on >= since),
        people=people,
        warnings=(*warnings_of(deal, process, standing, agreed=agreed), *_single_threaded(process, standing, people)),
        agreed=tuple(step for step in agreed if step.done_on is None or (since is not None and step.done_on >= since)),
        next_step=first,
        agreed_for_it=next((s for s in agreed if first and s.outcome == first.id and s.done_on is None), None),
        gaps=tuple(
            process.outcomes[each]
            for each in islice(questions(process, standing.customer_stage, gates, standing.statuses), QUESTIONS)
        ),
    )


def new_since(process: Process, ledger: Sequence[Observation], since: date | None) -> Iterator[Observation]:
    """What counts of what was recorded on a day or after it, and is about this process; everything where None."""
    for each in counting_observations(ledger):
        told = since is None or each.recorded_at.date() >= since
        if told and each.verdict is not Verdict.WITHDRAWN and each.outcome in process.outcomes:
            yield each


def _stage_before(process: Process, ledger: Sequence[Observation], since: date | None) -> str:
    if since is None:
        return process.stages[0].id
    eve = since - timedelta(days=1)
    return stand_on(process, replay(process, ledger, eve), eve).customer_stage


def _gates(process: Process, ledger: Sequence[Observation], standing: Standing) -> Iterator[Gate]:
    """Every gate up to the customer's stage, and later ones of which anything is known."""
    entries = {each.id: each for each in ledger}
    upto = position(process, standing.customer_stage)
    for at, stage in enumerate(process.stages):
        for gate in stage.gates:
            status = standing.statuses[gate.id]
            if at > upto and status is Status.UNKNOWN:
                continue
            state = standing.journey.state(gate.id)
            behind = [entries[name] for name in state.observations if name in entries]
            held = status in {Status.MET, Status.LIKELY, Status.CLAIMED, Status.EXPIRED}
            best = [each for each in behind if not held or each.grade is state.grade]
            yield Gate(gate, stage.id, status, next(reversed(best), None))


def _returned(ledger: Sequence[Observation], standing: Standing) -> Iterator[Returned]:
    entries = {each.id: each for each in ledger}
    for move in standing.backward_moves:
        yield Returned(move, entries.get(move.observation), standing.journey.state(move.outcome).proved)


def _moved(changes: Iterable[Observation]) -> bool:
    """Whether the customer did anything, by more than the rep's bare word."""
    return any(each.grade is not Grade.ASSERTED and each.verdict is not Verdict.NOT_YET for each in changes)


def _single_threaded(process: Process, standing: Standing, people: Sequence[str]) -> Iterator[DealWarning]:
    done = position(process, standing.customer_stage)
    if done >= AFTER_STAGES and len(people) < ENOUGH_PEOPLE and standing.customer_stage != COMPLETE:
        who = f"only {people[0]} is named" if people else "nobody is named"
        yield DealWarning(Kind.ONE_CONTACT, f"single-threaded: {who} on the customer's side after {done} stages")
