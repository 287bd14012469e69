"""What an evaluation gives: figures, every case with its reason in words, and what could not be scored."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from evals.calibration import Bin
from evals.figures import Figure

Figures = dict[str, Figure]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class State(StrEnum):
    """What became of a set. Only `scored` says anything about quality."""

    SCORED = "scored"
    NOT_SCORED = "could not score"
    SKIPPED = "skipped"
    NOTHING_YET = "no feedback yet"


class CaseResult(_Frozen):
    """One case. `passed` is None where it has nothing to judge; `severity` is 0 for right, and puts the worst first."""

    case: str
    part: str
    text: str
    passed: bool | None
    severity: int
    reason: str
    seconds: float


class Unscored(_Frozen):
    """A case that could not be scored, and why: neither a pass nor a failure."""

    case: str
    reason: str


class Baseline(_Frozen):
    """A simpler reader over the same cases in the same run."""

    name: str
    about: str
    figures: Figures
    unscored: int = 0


class SetResult(_Frozen):
    """One set. `parts` are the figures by process, split or kind; `reason` says why there are none."""

    name: str
    about: str
    state: State = State.SCORED
    reason: str = ""
    figures: Figures = {}
    parts: dict[str, Figures] = {}
    bins: list[Bin] = []
    baselines: list[Baseline] = []
    cases: list[CaseResult] = []
    unscored: list[Unscored] = []

    @property
    def wrong(self) -> list[CaseResult]:
        """The wrong cases, worst first."""
        return sorted((each for each in self.cases if each.passed is False), key=lambda each: -each.severity)


class About(_Frozen):
    """What was measured, so that the same figures can be had again."""

    reader: str
    prompt: str
    model: str | None
    commit: str
    versions: dict[str, str]
    date: str
    seed: int
    splits: list[str]


class Below(_Frozen):
    """A figure on the wrong side of its floor; `value` is None where it could not be had."""

    name: str
    figure: str
    value: float | None
    floor: str


class Report(_Frozen):
    """A whole run."""

    about: About
    sets: list[SetResult]
    below: list[Below] = []
