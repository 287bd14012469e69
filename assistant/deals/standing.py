"""Where a customer stands on a day: steps 4 to 6 and 9 to 11 of "How a standing is computed"."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from assistant.deals.observation import Grade
from assistant.deals.replay import Journey, OutcomeState, State, customer_stage, replay
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deals.observation import Observation
    from assistant.deals.replay import BackwardMove
    from knowledge.process import Outcome, Process, SellerAction

MOMENTUM_DAYS = 30


class Status(StrEnum):
    """The computed status of an outcome."""

    MET = "met"
    LIKELY = "likely"
    CLAIMED = "claimed"
    EXPIRED = "expired"
    REVERSED = "reversed"
    DISPUTED = "disputed"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


BY_GRADE = {
    Grade.ARTEFACT: Status.MET,
    Grade.QUOTED: Status.MET,
    Grade.SURROGATE: Status.LIKELY,
    Grade.ASSERTED: Status.CLAIMED,
}

# Step 10: which open gate to ask about first. Each set is a tier; file order decides within it.
GATE_TIERS = ({Status.DISPUTED}, {Status.REVERSED}, {Status.CLAIMED, Status.LIKELY}, {Status.UNKNOWN}, {Status.NOT_YET})


class Standing(BaseModel):
    """Where the customer is on `on`. Ids are those of the process; `customer_stage` may be `complete`."""

    model_config = ConfigDict(frozen=True)

    on: date
    customer_stage: str
    statuses: dict[str, Status]
    journey: Journey
    open_gates: tuple[str, ...]
    next_question: str | None
    next_action: str | None

    @property
    def backward_moves(self) -> tuple[BackwardMove, ...]:
        """Every backward move up to the day, in order."""
        return self.journey.backward_moves

    @property
    def last_customer_action(self) -> date | None:
        """The newest known day on which the customer did something; None is unknown."""
        return self.journey.last_customer_action

    @property
    def days_of_silence(self) -> int | None:
        """Days since the last customer action; None where that is unknown."""
        return None if self.last_customer_action is None else max(0, (self.on - self.last_customer_action).days)


def stand(process: Process, ledger: Sequence[Observation], on: date) -> Standing:
    """The standing from a whole ledger, as it was known on a day."""
    return stand_on(process, replay(process, ledger, on), on)


def stand_on(process: Process, journey: Journey, on: date) -> Standing:
    """The standing from a journey: what the calendar adds to it."""
    statuses = {outcome.id: status(outcome, journey.state(outcome.id), on) for outcome in process.outcomes.values()}
    stage = customer_stage(process, journey.states)
    open_gates = (
        [] if stage == COMPLETE else [gate for gate in process.stage(stage).gates if not journey.state(gate.id).proved]
    )
    action = next_action(process, stage, open_gates)
    return Standing(
        on=on,
        customer_stage=stage,
        statuses=statuses,
        journey=journey,
        open_gates=tuple(gate.id for gate in open_gates),
        next_question=next(questions(process, stage, open_gates, statuses), None),
        next_action=action.id if action else None,
    )


def status(outcome: Outcome, state: OutcomeState, on: date) -> Status:
    """Step 4: the status of an outcome on a day."""
    if state.state is not State.HELD or state.grade is None or state.on is None:
        return Status(state.state.value)
    held = BY_GRADE[state.grade]
    limit = outcome.reconfirm_after_days
    if limit is not None and held is not Status.CLAIMED and (on - state.on).days > limit:
        return Status.EXPIRED
    return held


def questions(
    process: Process, stage: str, open_gates: Sequence[Outcome], statuses: dict[str, Status]
) -> Iterator[str]:
    """Step 10: the outcomes worth asking about, the most useful first, each once."""
    for tier in GATE_TIERS:
        yield from (gate.id for gate in open_gates if statuses[gate.id] in tier)
    for each in process.stages:
        yield from (o.id for o in each.outcomes if statuses[o.id] is Status.EXPIRED)
        if each.id == stage:
            yield from (o.id for o in each.outcomes if statuses[o.id] is Status.UNKNOWN and not o.gate)
            return


def next_action(process: Process, stage: str, open_gates: Sequence[Outcome]) -> SellerAction | None:
    """Step 11: the first seller action, of the customer stage before any other, for the first open gate."""
    if not open_gates:
        return None
    first = open_gates[0].id
    stages = sorted(process.stages, key=lambda each: each.id != stage)
    return next((a for each in stages for a in each.seller_actions if first in a.advances), None)


def expected_days(process: Process, stage: str) -> int | None:
    """Typical days from this stage's beginning to the end, by the definition; None where a stage does not say."""
    if stage == COMPLETE:
        return 0
    ids = [each.id for each in process.stages]
    days = [each.typical_days for each in process.stages[ids.index(stage) :]]
    return sum(day for day in days if day is not None) if None not in days else None


def momentum(process: Process, ledger: Sequence[Observation], on: date) -> int:
    """Gates that count on the day and did not count 30 days before."""
    before, now = (replay(process, ledger, day) for day in (on - timedelta(days=MOMENTUM_DAYS), on))
    gates = [gate.id for stage in process.stages for gate in stage.gates]
    return sum(now.state(gate).proved and not before.state(gate).proved for gate in gates)
