"""Runs cases through pydantic-evals: a task, a mark with its reason, and what could not be scored kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext, EvaluatorOutput

from evals.results import CaseResult, Unscored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic_evals.reporting import ReportCase

RIGHT, WRONG, WORST = 0, 1, 3


class Identified(Protocol):
    """Any case: its id is stable."""

    @property
    def id(self) -> str:
        """Unique in its set."""


CaseType = TypeVar("CaseType", bound=Identified)
Output = TypeVar("Output")
Tell = "Callable[[str, int], Callable[[], None]]"


@dataclass(frozen=True)
class Mark:
    """What a case is worth: `passed` is None where there was nothing to judge. The worst mistakes have severity 3."""

    passed: bool | None
    reason: str
    severity: int = 0


@dataclass(frozen=True)
class Scored(Generic[CaseType, Output]):
    """One case with what was answered, how it was marked, and how many seconds the answer took."""

    case: CaseType
    output: Output
    mark: Mark
    seconds: float

    def result(self, part: str, text: str) -> CaseResult:
        """The case as the report holds it."""
        return CaseResult(
            case=self.case.id,
            part=part,
            text=text,
            passed=self.mark.passed,
            severity=self.mark.severity,
            reason=self.mark.reason,
            seconds=round(self.seconds, 6),
        )


@dataclass(frozen=True)
class Ran(Generic[CaseType, Output]):
    """All cases of a run, in the order given."""

    scored: list[Scored[CaseType, Output]]
    unscored: list[Unscored]


@dataclass
class _Marks(Evaluator[Any, Any, Any]):
    mark: Callable[[Any, Any], Mark]

    def evaluate(self, ctx: EvaluatorContext[Any, Any, Any]) -> EvaluatorOutput:
        mark = self.mark(ctx.inputs, ctx.output)
        value = "nothing to judge" if mark.passed is None else mark.passed
        return {"right": EvaluationReason(value, mark.reason), "severity": mark.severity}


def run(
    name: str,
    cases: Sequence[CaseType],
    task: Callable[[CaseType], Output],
    mark: Callable[[CaseType, Output], Mark],
    *,
    done: Callable[[], None] = lambda: None,
) -> Ran[CaseType, Output]:
    """Answer and mark each case, one after the other; whatever a case raises makes that case unscored.

    `done` is called after each answer.
    """

    def answered(case: CaseType) -> Output:
        try:
            return task(case)
        finally:
            done()

    dataset = Dataset[Any, Any, Any](
        name=name, cases=[Case(name=each.id, inputs=each) for each in cases], evaluators=[_Marks(mark)]
    )
    # One at a time: the times are those of a message alone, and the readers use both cores as it is.
    report = dataset.evaluate_sync(answered, name=name, max_concurrency=1, progress=False)
    unscored = [Unscored(case=each.name, reason=each.error_message) for each in report.failures]
    unscored += [
        Unscored(case=each.name, reason=failure.error_message)
        for each in report.cases
        for failure in each.evaluator_failures
    ]
    return Ran([_scored(each) for each in report.cases if not each.evaluator_failures], unscored)


def _scored(case: ReportCase[Any, Any, Any]) -> Scored[Any, Any]:
    judged = case.assertions.get("right") or case.labels["right"]
    passed = judged.value if isinstance(judged.value, bool) else None
    mark = Mark(passed, judged.reason or "", int(case.scores["severity"].value))
    return Scored(case.inputs, case.output, mark, case.task_duration)
