"""The sets `grade` and `dates`: how good the proof is and on which day it happened, over the claims that are right.

What the reader did not find, or found with another verdict, is left out here: the set `reading` counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deals.observation import Verdict
from evals import case_files
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.deals.claims import Claim, Reading
    from evals.case_files import MessageCase
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup

    Checks = Iterator[tuple[bool, str]]

TOO_GOOD, INVENTED, OTHER = 2, 2, 1


def score(which: EvalSet, setup: Setup) -> SetResult:
    """The accuracy over right claims, and how many of the claims there were to find."""
    checks, severity = (grades, TOO_GOOD) if which.name == "grade" else (dates, INVENTED)
    cases = case_files.messages(which.name, setup.splits, setup.cases)

    def marked(case: MessageCase, reading: Reading) -> Mark:
        return mark(list(checks(case, reading)), severity)

    ran = run(which.name, cases, setup.read, marked, done=setup.tell(which.name, len(cases)))
    found = figures(ran.scored)
    name = f"{'grade' if checks is grades else 'date'}_accuracy"
    reached = sum(each.mark.passed is not None for each in ran.scored)
    return SetResult(
        name=which.name,
        about=which.about,
        figures={**({name: found[name]} if name in found else {}), "found": share(reached, len(ran.scored))},
        cases=[each.result(each.case.process.id, each.case.said.message) for each in ran.scored],
        unscored=ran.unscored,
    )


def mark(checked: Sequence[tuple[bool, str]], severity: int) -> Mark:
    """Right where every right claim passes its check; nothing to judge where there is no right claim."""
    if not checked:
        return Mark(None, "no right claim to look at")
    wrong = [words for right, words in checked if not right]
    if not wrong:
        return Mark(True, "; ".join(words for _, words in checked))
    return Mark(False, "; ".join(wrong), severity if any("instead of none" in each for each in wrong) else OTHER)


def figures(scored: Sequence[Scored[MessageCase, Reading]]) -> Figures:
    """Accuracy of grades and dates over all right claims that the cases give them for."""
    made: Figures = {}
    for name, checks in (("grade_accuracy", grades), ("date_accuracy", dates)):
        checked = [right for each in scored for right, _ in checks(each.case, each.output)]
        if checked:
            made[name] = share(sum(checked), len(checked))
    return made


def grades(case: MessageCase, reading: Reading) -> Checks:
    """Each right claim whose grade the case gives, with whether it is that one."""
    for claim in _right(case, reading, lambda outcome: outcome in case.said.grades):
        true = case.said.grades[claim.outcome]
        right = claim.grade is true
        yield right, f"{claim.outcome}: graded {claim.grade}" + ("" if right else f" instead of {true}")


def dates(case: MessageCase, reading: Reading) -> Checks:
    """Each right claim of something that happened, with whether its day is the case's; none where it gives none."""
    if not case.dated:
        return
    told = {Verdict.HAPPENED.value}
    for claim in _right(case, reading, lambda each: each in case.said.dates or case.said.gold[each] in told):
        true = case.said.dates.get(claim.outcome)
        right = claim.occurred_on == true
        read = f"{claim.outcome}: on {claim.occurred_on or 'no day'}"
        yield right, read if right else f"{read} instead of {true or 'none'}"


def _right(case: MessageCase, reading: Reading, asked: Callable[[str], bool]) -> Iterator[Claim]:
    gold = case.said.gold
    return (each for each in reading.claims if gold.get(each.outcome) == each.verdict and asked(each.outcome))
