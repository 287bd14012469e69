"""The set `actor`: what the seller did yields no claim, and is listed as the seller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals import case_files
from evals.comparing import baselines
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deals.claims import Reading
    from evals.case_files import MessageCase
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup

CLAIMED, UNLISTED = 3, 1


def score(which: EvalSet, setup: Setup) -> SetResult:
    """The shares of cases whose seller's acts yield no claim, are listed, and both; the baselines' beside them."""
    cases = case_files.messages(which.name, setup.splits, setup.cases)
    ran = run(which.name, cases, setup.read, mark, done=setup.tell(which.name, len(cases)))
    return SetResult(
        name=which.name,
        about=which.about,
        figures=figures(ran.scored),
        baselines=baselines(which.name, cases, setup, mark=mark, figures=figures),
        cases=[each.result(each.case.process.id, each.case.said.message) for each in ran.scored],
        unscored=ran.unscored,
    )


def mark(case: MessageCase, reading: Reading) -> Mark:
    """Right where no claim rests on the seller's words and all of them are listed."""
    claimed, unlisted = _claimed(case, reading), _unlisted(case, reading)
    if claimed:
        return Mark(False, f"took the seller's act for the customer's: {', '.join(claimed)}", CLAIMED)
    if unlisted:
        return Mark(False, f"did not list what the seller did: {'; '.join(unlisted)}", UNLISTED)
    return Mark(True, "no claim from the seller's acts, and all of them listed")


def figures(scored: Sequence[Scored[MessageCase, Reading]]) -> Figures:
    """Shares over cases with acts of the seller."""
    bare = [each for each in scored if not _claimed(each.case, each.output)]
    listed = [each for each in scored if not _unlisted(each.case, each.output)]
    both = [each for each in bare if each in listed]
    return {
        "seller_right": share(len(both), len(scored)),
        "seller_no_claim": share(len(bare), len(scored)),
        "seller_listed": share(len(listed), len(scored)),
    }


def _claimed(case: MessageCase, reading: Reading) -> list[str]:
    """The outcomes claimed from the seller's words, though the message does not speak of them."""
    return [
        each.outcome
        for each in reading.claims
        if each.outcome not in case.said.gold and any(_share(each.quote, words) for words in case.said.seller)
    ]


def _unlisted(case: MessageCase, reading: Reading) -> list[str]:
    return [
        words
        for words in case.said.seller
        if not any(_share(words, each) for each in reading.seller_activity if each.strip())
    ]


def _share(some: str, others: str) -> bool:
    """Whether one of two stretches of a message stands in the other; an answer without a quote may stand anywhere."""
    some, others = some.strip(" .,;!").casefold(), others.strip(" .,;!").casefold()
    return some in others or others in some
