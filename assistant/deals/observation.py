"""The ledger's entries: what is known of one outcome, from whom, with which words."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """What an observation says of its outcome."""

    HAPPENED = "happened"
    NOT_YET = "not_yet"
    REVERSED = "reversed"
    WITHDRAWN = "withdrawn"  # takes back the entry it supersedes and says nothing itself


class Grade(StrEnum):
    """How good the proof is, best first."""

    ARTEFACT = "artefact"  # something the customer made or sent
    QUOTED = "quoted"  # the customer's own words: who, when
    SURROGATE = "surrogate"  # a sign that it has probably happened
    ASSERTED = "asserted"  # the rep says so

    @property
    def rank(self) -> int:
        """3 for the best grade, 0 for the weakest."""
        return len(Grade) - 1 - list(Grade).index(self)

    @property
    def proves(self) -> bool:
        """Whether an outcome with this grade is met, so that its gate counts."""
        return self in {Grade.ARTEFACT, Grade.QUOTED}


class Observation(BaseModel):
    """One immutable entry of a deal's ledger.

    `recorded_at` carries an offset; its date is the one written in it. `occurred_on` is None where unknown.
    `supersedes` names an earlier entry of the same deal that this one replaces.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1, max_length=200)
    outcome: str = Field(min_length=1, max_length=200)
    verdict: Verdict
    grade: Grade
    recorded_at: AwareDatetime
    occurred_on: date | None = None
    quote: str | None = None
    reported_by: str = ""
    source: str = ""
    read_by: str = ""
    supersedes: str | None = None

    @property
    def effective_on(self) -> date:
        """When it happened, or the day it was recorded where that is unknown."""
        return self.occurred_on or self.recorded_at.date()
