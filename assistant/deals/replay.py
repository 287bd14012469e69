"""From a ledger to a journey: steps 1, 2, 3 and 7 of "How a standing is computed" (docs/standing.md).

A journey holds only what no calendar changes, so it can be stored; `assistant.deals.standing` adds the day.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from assistant.deals.observation import Grade, Observation, Verdict
from assistant.errors import PersonError
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.process import Process


class State(StrEnum):
    """Where one outcome is after the last word on it; `held` is refined into a status by grade and day."""

    UNKNOWN = "unknown"
    HELD = "held"
    NOT_YET = "not_yet"
    REVERSED = "reversed"
    DISPUTED = "disputed"


class OutcomeState(BaseModel):
    """One outcome's state, with the grade and date of its run of `happened` while held or disputed.

    `observations` are the ids the state rests on: the run, and the report that disputes or ended it.
    """

    model_config = ConfigDict(frozen=True)

    state: State = State.UNKNOWN
    grade: Grade | None = None
    on: date | None = None
    began_on: date | None = None
    observations: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether a gate in this state counts: held with proof (step 5; expiry takes nothing away)."""
        return self.state is State.HELD and self.grade is not None and self.grade.proves


UNKNOWN = OutcomeState()


class BackwardMove(BaseModel):
    """An outcome that had happened was reversed (step 7). Stages are ids, `complete` included."""

    model_config = ConfigDict(frozen=True)

    outcome: str
    on: date
    from_stage: str
    to_stage: str
    observation: str


class Journey(BaseModel):
    """What a ledger says, whatever the day: the state of every outcome, and how it came about."""

    model_config = ConfigDict(frozen=True)

    states: dict[str, OutcomeState] = {}
    backward_moves: tuple[BackwardMove, ...] = ()
    last_customer_action: date | None = None
    ignored: tuple[str, ...] = ()

    def state(self, outcome: str) -> OutcomeState:
        """The state of an outcome; unknown where nothing was observed."""
        return self.states.get(outcome, UNKNOWN)


def replay(process: Process, ledger: Sequence[Observation], on: date | None = None) -> Journey:
    """The journey told by a ledger, as it was known on a day (all of it where None).

    Observations of outcomes that the process lacks are left out and listed in `ignored`.
    Raises `PersonError` where the ledger contradicts itself (see `check_ledger`).
    """
    check_ledger(ledger)
    counting = in_order(counting_observations(ledger, on))
    states: dict[str, OutcomeState] = {}
    moves: list[BackwardMove] = []
    ignored = [each.id for each in counting if each.outcome not in process.outcomes]
    known = [each for each in counting if each.outcome in process.outcomes]
    for observation in known:
        before = states.get(observation.outcome, UNKNOWN)
        after = _step(before, observation)
        if before.state in {State.HELD, State.DISPUTED} and after.state is State.REVERSED:
            stage_before = customer_stage(process, states)
            states[observation.outcome] = after
            moves.append(
                BackwardMove(
                    outcome=observation.outcome,
                    on=observation.effective_on,
                    from_stage=stage_before,
                    to_stage=customer_stage(process, states),
                    observation=observation.id,
                )
            )
        states[observation.outcome] = after
    return Journey(
        states=states,
        backward_moves=tuple(moves),
        ignored=tuple(ignored),
        last_customer_action=_last_customer_action(known),
    )


def check_ledger(ledger: Sequence[Observation]) -> None:
    """Raise `PersonError` for an id used twice, or a `supersedes` that names no earlier entry.

    Earlier is by place in the ledger or by recorded-at; a cycle has no earlier entry and is a fault too.
    """
    place = {observation.id: at for at, observation in enumerate(ledger)}
    if len(place) < len(ledger):
        twice = Counter(observation.id for observation in ledger).most_common(1)[0][0]
        raise PersonError(f"The ledger uses the id {twice!r} twice; give every observation its own id.")
    superseded_by = {o.id: o.supersedes for o in ledger if o.supersedes is not None}
    for observation in ledger:
        if observation.supersedes is None:
            continue
        at = place.get(observation.supersedes)
        if at is None or not (at < place[observation.id] or ledger[at].recorded_at < observation.recorded_at):
            raise PersonError(
                f"Observation {observation.id!r} supersedes {observation.supersedes!r}, which is no earlier "
                "entry of this ledger; name an earlier one or leave it out."
            )
    for start in superseded_by:
        following, steps = superseded_by.get(start), 0
        while following is not None:
            steps += 1
            if following == start or steps > len(superseded_by):
                raise PersonError(f"Observation {start!r} supersedes itself in a circle; break the circle.")
            following = superseded_by.get(following)


def counting_observations(ledger: Sequence[Observation], on: date | None = None) -> list[Observation]:
    """Step 1: recorded on or before the day, and not superseded by another that counts."""
    recorded = [each for each in ledger if on is None or each.recorded_at.date() <= on]
    superseders: dict[str, list[str]] = {}
    for each in recorded:
        if each.supersedes is not None:
            superseders.setdefault(each.supersedes, []).append(each.id)
    counts: dict[str, bool] = {}
    for each in recorded:
        _decide(each.id, superseders, counts)
    return [each for each in recorded if counts[each.id]]


def _decide(start: str, superseders: Mapping[str, Sequence[str]], counts: dict[str, bool]) -> None:
    """Settle whether an entry counts, its superseders first (a stack: chains can be long)."""
    stack = [start]
    while stack:
        current = stack[-1]
        undecided = [each for each in superseders.get(current, ()) if each not in counts]
        if undecided:
            stack.extend(undecided)
            continue
        counts[current] = not any(counts[each] for each in superseders.get(current, ()))
        stack.pop()


def in_order(observations: Sequence[Observation]) -> list[Observation]:
    """Step 2: by effective date, then recorded-at as an instant, then place in the ledger."""
    return sorted(observations, key=lambda each: (each.effective_on, each.recorded_at))


def customer_stage(process: Process, states: Mapping[str, OutcomeState]) -> str:
    """Step 6: the first stage with a gate that does not count, `complete` where there is none."""
    for stage in process.stages:
        if not all(states.get(gate.id, UNKNOWN).proved for gate in stage.gates):
            return stage.id
    return COMPLETE


def _step(before: OutcomeState, observation: Observation) -> OutcomeState:
    """Step 3: what one observation makes of its outcome."""
    if observation.verdict is Verdict.HAPPENED:
        return _happened(before, observation)
    if observation.verdict is Verdict.REVERSED:
        return _reversed(before, observation)
    if observation.verdict is Verdict.NOT_YET:
        return _not_yet(before, observation)
    return before  # withdrawn says nothing itself


def _happened(before: OutcomeState, observation: Observation) -> OutcomeState:
    day = observation.effective_on
    if before.state not in {State.HELD, State.DISPUTED} or before.grade is None or before.on is None:
        return OutcomeState(
            state=State.HELD, grade=observation.grade, on=day, began_on=day, observations=(observation.id,)
        )
    return OutcomeState(
        state=State.HELD,
        grade=max(before.grade, observation.grade, key=lambda grade: grade.rank),
        on=max(before.on, day),
        began_on=before.began_on,
        observations=(*before.observations, observation.id),
    )


def _reversed(before: OutcomeState, observation: Observation) -> OutcomeState:
    if before.state in {State.HELD, State.DISPUTED, State.REVERSED}:
        return OutcomeState(state=State.REVERSED, on=observation.effective_on, observations=(observation.id,))
    return OutcomeState(state=State.NOT_YET, on=observation.effective_on, observations=(observation.id,))


def _not_yet(before: OutcomeState, observation: Observation) -> OutcomeState:
    if before.state in {State.REVERSED, State.DISPUTED}:
        return before
    if before.state is State.HELD and before.grade is not Grade.ASSERTED:
        return before.model_copy(
            update={"state": State.DISPUTED, "observations": (*before.observations, observation.id)}
        )
    return OutcomeState(state=State.NOT_YET, on=observation.effective_on, observations=(observation.id,))


def _last_customer_action(observations: Iterable[Observation]) -> date | None:
    """Step 8: the newest known date of something the customer did, better than the rep's bare word."""
    return max(
        (
            each.occurred_on
            for each in observations
            if each.occurred_on is not None
            and each.grade is not Grade.ASSERTED
            and each.verdict in {Verdict.HAPPENED, Verdict.REVERSED}
        ),
        default=None,
    )
