"""The set `resolution`: which deal a message is about, among those that the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.coaching.resolve import resolve
from assistant.deals.deal import Deal
from evals.case_files import Naming, ResolutionFile, case_id, files
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from assistant.coaching.resolve import Resolved
    from evals.scoring import EvalSet, Setup

WRONG_DEAL, OTHER = 3, 1


@dataclass(frozen=True)
class Case:
    """A message with the deals of its file."""

    id: str
    said: Naming
    deals: tuple[Deal, ...]


def score(which: EvalSet, setup: Setup) -> SetResult:
    """The share resolved as the case says, and the share that would be recorded on a wrong deal."""
    cases = [
        Case(
            case_id(path.stem, f"{said.last}|{said.message}"),
            said,
            tuple(Deal(id=each.id, name=each.name, account=each.account) for each in content.deals),
        )
        for path, content in files(ResolutionFile, which.name, setup.splits, setup.cases)
        for said in content.cases
    ]

    def found(case: Case) -> Resolved:
        return resolve(case.said.message, case.deals, last=case.said.last)

    ran = run(which.name, cases, found, mark, done=setup.tell(which.name, len(cases)))
    right = sum(each.mark.passed is True for each in ran.scored)
    wrong = sum(each.mark.severity == WRONG_DEAL for each in ran.scored)
    return SetResult(
        name=which.name,
        about=which.about,
        figures={"accuracy": share(right, len(ran.scored)), "wrong_deal": share(wrong, len(ran.scored))},
        cases=[each.result(_wanted(each.case.said), each.case.said.message) for each in ran.scored],
        unscored=ran.unscored,
    )


def mark(case: Case, found: Resolved) -> Mark:
    """Right where the same deal, candidates, unknown name or nothing was found; a wrong deal is the worst."""
    deal = found.deal.id if found.deal else None
    candidates = tuple(sorted(each.id for each in found.candidates))
    said = case.said
    if (deal, candidates, found.unknown) == (said.deal, tuple(sorted(said.candidates)), said.unknown):
        return Mark(True, f"found {_wanted(said)}")
    answer = _wanted(Naming(message="", deal=deal, candidates=candidates, unknown=found.unknown))
    return Mark(False, f"found {answer} instead of {_wanted(said)}", WRONG_DEAL if deal else OTHER)


def _wanted(said: Naming) -> str:
    if said.candidates:
        return f"a choice of {', '.join(sorted(said.candidates))}"
    if said.unknown:
        return f"the unknown name {said.unknown}"
    return f"the deal {said.deal}" if said.deal else "no deal"
