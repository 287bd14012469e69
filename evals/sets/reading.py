"""The set `reading`: which outcomes a message speaks of, and what it says of them.

A claim is right where outcome and verdict are both those of the case. Only recorded claims count; questions enter
the calibration alone.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from assistant.deals.observation import Verdict
from evals import calibration, case_files
from evals.comparing import baselines
from evals.figures import Figure, bootstrap, ratio, share, times
from evals.results import SetResult
from evals.running import Mark, run
from evals.sets import proof, seller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from assistant.deals.claims import Reading
    from evals.case_files import MessageCase
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup

    Floats = NDArray[np.float64]
    Read = Scored[MessageCase, Reading]

VERDICTS = (Verdict.HAPPENED, Verdict.NOT_YET, Verdict.REVERSED)
COLUMNS = 3  # right, claimed, gold: for each verdict
FALSE_HAPPENED, REVERSAL, OTHER = 3, 2, 1


def score(which: EvalSet, setup: Setup) -> SetResult:
    """Every figure of the reader over the cases of the splits, in all and by process and split."""
    cases = case_files.messages(which.name, setup.splits, setup.cases)
    measured = partial(figures, seed=setup.seed)
    ran = run(which.name, cases, setup.read, mark, done=setup.tell(which.name, len(cases)))
    return SetResult(
        name=which.name,
        about=which.about,
        figures=measured(ran.scored),
        parts=parts(ran.scored, measured),
        bins=calibration.bins([said(each) for each in ran.scored]),
        baselines=baselines(which.name, cases, setup, mark=mark, figures=measured, verdict=commonest(cases)),
        cases=[each.result(each.case.process.id, each.case.said.message) for each in ran.scored],
        unscored=ran.unscored,
    )


def commonest(cases: Sequence[MessageCase]) -> str:
    """The verdict that the cases have most often."""
    found = Counter(verdict for each in cases for verdict in each.said.gold.values()).most_common(1)
    return found[0][0] if found else Verdict.HAPPENED.value


def parts(scored: Sequence[Read], measure: Callable[[Sequence[Read]], Figures]) -> dict[str, Figures]:
    """The figures by split and by process."""
    names = dict.fromkeys(f"split {each.case.split}" for each in scored)
    names |= dict.fromkeys(f"process {each.case.process.id}" for each in scored)
    return {
        name: measure(
            [each for each in scored if name in {f"split {each.case.split}", f"process {each.case.process.id}"}]
        )
        for name in names
    }


def mark(case: MessageCase, reading: Reading) -> Mark:
    """Whether a message was read as its case says, and in words what was not."""
    gold, read = case.said.gold, recorded(reading)
    asked = {each.outcome: each.verdict.value for each in reading.questions}
    faults: list[tuple[int, str]] = []
    for outcome, verdict in read.items():
        if gold.get(outcome) != verdict:
            worst = FALSE_HAPPENED if verdict == Verdict.HAPPENED else OTHER
            truth = f"it is {gold[outcome]}" if outcome in gold else "the message does not say so"
            faults.append((worst, f"recorded {outcome} as {verdict}, but {truth}"))
    for outcome, verdict in gold.items():
        if outcome not in read:
            doubt = f" (asked whether it is {asked[outcome]})" if outcome in asked else ""
            worst = REVERSAL if verdict == "reversed" else OTHER
            faults.append((worst, f"missed {outcome}, which is {verdict}{doubt}"))
    if not faults:
        return Mark(True, f"read as it is: {_told(gold)}")
    return Mark(False, "; ".join(words for _, words in faults), max(worst for worst, _ in faults))


def recorded(reading: Reading) -> dict[str, str]:
    """The verdict of each outcome that would be recorded."""
    return {each.outcome: each.verdict.value for each in reading.claims}


def _told(gold: Mapping[str, str]) -> str:
    return ", ".join(f"{outcome} {verdict}" for outcome, verdict in gold.items()) or "no claim"


def figures(scored: Sequence[Read], seed: int) -> Figures:
    """All figures of these cases; those that their files say nothing about are left out."""
    table = np.array([counts(each.case.said.gold, recorded(each.output)) for each in scored], dtype=float)
    sums = table.sum(axis=0).astype(int) if len(scored) else np.zeros(len(VERDICTS) * COLUMNS, dtype=int)
    happened, reversal = sums[:COLUMNS], sums[-COLUMNS:]

    def over_messages(figure: Callable[[Floats], Floats], of: int) -> Figure:
        return bootstrap(table, figure, of=of, seed=seed)

    claimed, gold = int(sums[1::COLUMNS].sum()), int(sums[2::COLUMNS].sum())
    found: Figures = {
        "f1": over_messages(_f1, claimed + gold),
        "precision": over_messages(lambda some: ratio(_sum(some, 0), _sum(some, 1)), claimed),
        "recall": over_messages(lambda some: ratio(_sum(some, 0), _sum(some, 2)), gold),
    }
    for place, verdict in enumerate(VERDICTS):
        own = slice(place * COLUMNS, (place + 1) * COLUMNS)
        found[f"f1_{verdict}"] = over_messages(partial(_f1, columns=own), int(sums[own][1:].sum()))
    found["false_happened"] = share(int(happened[1] - happened[0]), int(happened[1]))
    found["reversal_recall"] = share(int(reversal[0]), int(reversal[2]))
    found["calibration_error"] = calibration.expected_error([said(each) for each in scored], seed=seed)
    found |= proof.figures(scored) | seller.figures([each for each in scored if each.case.said.seller])
    return {
        **{name: each for name, each in found.items() if each.of or name == "f1"},
        **times([s.seconds for s in scored]),
    }


def counts(gold: Mapping[str, str], read: Mapping[str, str]) -> list[int]:
    """Right, claimed and gold claims of one message, for each verdict in the order of `VERDICTS`."""
    row = []
    for verdict in VERDICTS:
        claimed = {outcome for outcome, each in read.items() if each == verdict}
        true = {outcome for outcome, each in gold.items() if each == verdict}
        row += [len(claimed & true), len(claimed), len(true)]
    return row


def said(scored: Read) -> list[tuple[float, bool]]:
    """How sure the reader was of each claim and question, and whether it is right."""
    gold = scored.case.said.gold
    return [
        (each.confidence, gold.get(each.outcome) == each.verdict)
        for each in (*scored.output.claims, *scored.output.questions)
    ]


def _sum(table: Floats, column: int) -> Floats:
    total: Floats = table[:, column::COLUMNS].sum(axis=1)
    return total


def _f1(table: Floats, columns: slice = slice(None)) -> Floats:
    table = table[:, columns]
    return ratio(2 * _sum(table, 0), _sum(table, 1) + _sum(table, 2))
