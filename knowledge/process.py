"""What a buying process is: ordered stages named for what the customer does.

Pure data (frozen pydantic models). The YAML format is described in docs/process-file.md; files are read by
`knowledge.process_file`, which reports every fault with its line.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
COMPLETE = "complete"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


class Purpose(StrEnum):
    """What a seller action does for the customer's step."""

    ENCOURAGE = "encourage"
    FACILITATE = "facilitate"
    GAIN_AGREEMENT = "gain agreement"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Frozen):
    """A verifiable outcome: an action of the customer that a third person could check."""

    id: Id
    statement: Text = Field(description="What the customer does, as a sentence with the customer as subject.")
    gate: bool = Field(default=False, description="Whether the stage cannot end without it.")
    evidence: tuple[Text, ...] = Field(default=(), description="What is accepted as proof.")
    surrogates: tuple[Text, ...] = Field(default=(), description="Weaker signs that it has probably happened.")
    not_evidence: tuple[Text, ...] = Field(default=(), description="What is often taken for proof and is none.")
    ask: Text | None = Field(default=None, description="A question that a rep can answer in a sentence.")
    reconfirm_after_days: Annotated[int, Field(gt=0, le=36500)] | None = None


class SellerAction(_Frozen):
    """What a seller does to encourage, facilitate or gain agreement on named outcomes."""

    id: Id
    action: Text
    purpose: Purpose
    advances: Annotated[tuple[Id, ...], Field(min_length=1)]


class BackwardSignal(_Frozen):
    """Something that, when it happens, takes the named outcomes back."""

    id: Id
    signal: Text
    reverses: Annotated[tuple[Id, ...], Field(min_length=1)]


class Stage(_Frozen):
    """A step of the customer's journey, with the seller's corresponding step underneath."""

    id: Id
    name: Text
    customer_goal: Text | None = None
    seller_step: Text | None = None
    typical_days: Annotated[int, Field(gt=0, le=3650)] | None = None
    crm_stages: tuple[Text, ...] = Field(default=(), description="CRM stage names that correspond to this one.")
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    seller_actions: tuple[SellerAction, ...] = ()
    backward_signals: tuple[BackwardSignal, ...] = ()

    @property
    def gates(self) -> tuple[Outcome, ...]:
        """The outcomes without which the stage does not end, in the file's order."""
        return tuple(outcome for outcome in self.outcomes if outcome.gate)


class Range(_Frozen):
    """A numeric condition of `applies_to`; both ends count, either may be missing."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is larger than max")
        return self


Scalar = str | int | float | bool
Condition = Annotated[tuple[Scalar, ...], Field(min_length=1)] | Range | str


class Definition(_Frozen):
    """One outcome with what a reader needs to recognise it: its stage and its backward signals."""

    outcome: Outcome
    stage: Id
    stage_name: str
    backward_signals: tuple[str, ...] = ()


class Process(_Frozen):
    """A versioned buying process. Ids are unique within it; stages and outcomes keep the file's order."""

    id: Id
    name: Text
    version: Annotated[int, Field(ge=1)]
    applies_to: dict[str, Condition] = Field(default_factory=dict)
    contract: Id | None = Field(default=None, description="The outcome that is the customer's signature.")
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome by id, in the file's order."""
        return {outcome.id: outcome for stage in self.stages for outcome in stage.outcomes}

    @cached_property
    def stage_of(self) -> dict[str, Stage]:
        """The stage of each outcome id."""
        return {outcome.id: stage for stage in self.stages for outcome in stage.outcomes}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Every outcome's definition by id, in the file's order."""
        return {
            outcome.id: Definition(
                outcome=outcome,
                stage=stage.id,
                stage_name=stage.name,
                backward_signals=tuple(
                    signal.signal
                    for each in self.stages
                    for signal in each.backward_signals
                    if outcome.id in signal.reverses
                ),
            )
            for stage in self.stages
            for outcome in stage.outcomes
        }

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id; `KeyError` where there is none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def stage_name(self, stage_id: str) -> str:
        """The name to show for a customer stage, `complete` included."""
        return "Complete" if stage_id == COMPLETE else self.stage(stage_id).name
