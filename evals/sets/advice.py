"""The set `advice`: the one next action serves the gate that is open first, and says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from assistant.coaching.advice import next_action
from assistant.deals.observation import Observation
from assistant.deals.standing import stand
from evals.case_files import AdviceFile, Advised, case_id, files, process_of
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from assistant.coaching.reply import NextAction
    from assistant.deals.standing import Standing
    from evals.scoring import EvalSet, Setup
    from knowledge.process import Process

OTHER_GATE, OTHER_ACTION = 2, 1


@dataclass(frozen=True)
class Case:
    """A ledger on a day, with its process."""

    id: str
    said: Advised
    process: Process
    day: date

    @property
    def ledger(self) -> tuple[Observation, ...]:
        """The entries, each recorded at noon of its day."""
        return tuple(
            Observation(
                id=str(place),
                outcome=each.outcome,
                verdict=each.verdict,
                grade=each.grade,
                recorded_at=datetime.combine(each.day, time(12), UTC),
                occurred_on=each.day,
            )
            for place, each in enumerate(self.said.ledger)
        )


def score(which: EvalSet, setup: Setup) -> SetResult:
    """The share of ledgers whose next action serves the right gate."""
    cases = [
        Case(
            case_id(path.stem, said.model_dump_json()),
            said,
            process_of(content.process, path.parent, setup.cases),
            content.day,
        )
        for path, content in files(AdviceFile, which.name, setup.splits, setup.cases)
        for said in content.cases
    ]
    ran = run(which.name, cases, advised, mark, done=setup.tell(which.name, len(cases)))
    right = sum(each.mark.passed is True for each in ran.scored)
    return SetResult(
        name=which.name,
        about=which.about,
        figures={"accuracy": share(right, len(ran.scored))},
        cases=[each.result(each.case.process.id, each.case.said.why) for each in ran.scored],
        unscored=ran.unscored,
    )


def advised(case: Case) -> tuple[Standing, NextAction | None]:
    """The standing and the action that a reply would name."""
    standing = stand(case.process, case.ledger, case.day)
    return standing, next_action(case.process, standing)


def mark(case: Case, answer: tuple[Standing, NextAction | None]) -> Mark:
    """Right where the first open gate is the case's, the action serves it, and the reply names that gate."""
    standing, action = answer
    gate = standing.open_gates[0] if standing.open_gates else None
    if gate != case.said.gate:
        return Mark(False, f"took {gate} for the first open gate instead of {case.said.gate}", OTHER_GATE)
    if standing.next_action not in (case.said.actions or (None,)):
        wanted = " or ".join(case.said.actions) or "none"
        return Mark(False, f"advised {standing.next_action or 'nothing'} instead of {wanted}", OTHER_ACTION)
    if action is not None and gate is not None and action.serves != case.process.outcomes[gate].statement:
        return Mark(False, f"said that {standing.next_action} serves “{action.serves}”", OTHER_GATE)
    return Mark(True, f"{standing.next_action or 'nothing'} for {gate or 'no open gate'}")
