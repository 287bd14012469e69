"""The figures of docs/evidence.md, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from assistant.deals.replay import replay
from assistant.deals.warnings import Kind
from evals.evidence.log import PROCESS
from evals.evidence.predicting import ABOUT_OFFER, ALL, SINCE_OFFER, TOUCHES, auc, cohort, gain
from evals.figures import share
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evals.evidence.log import Case
    from evals.evidence.predicting import Open
    from evals.figures import Figure

    Line = tuple[str, Figure]

FIFTHS = (0.2, 0.4, 0.6, 0.8)
SILENCES = {Kind.SILENCE_WARN, Kind.SILENCE_STALE, Kind.SILENCE_ESCALATE}
RETURNED = "the customer returned the offer"
STAGE = "the customer's stage"


@dataclass(frozen=True)
class Evidence:
    """Every figure as a line of a table: what it is of, and its value."""

    flagged: list[Line]
    by_stage: list[Line]
    by_touches: list[Line]
    by_warning: list[Line]
    predicting: list[Line]
    gains: list[Line]
    within: list[Line]
    with_undecided: list[Line]
    offers: int
    undecided: int


def measured(cases: Sequence[Case]) -> Evidence:
    """All figures of a log; at least one offer must have been open for 14 days and decided later."""
    asked = cohort(cases)
    offers = asked.decided
    everybody = (*offers, *asked.undecided)
    names = {each: PROCESS.stage_name(each) for each in (*(stage.id for stage in PROCESS.stages), COMPLETE)}
    return Evidence(
        flagged=list(_flagged(cases, offers)),
        by_stage=[_won(name, offers, lambda each, at=at: each.stage == at) for at, name in names.items()],  # type: ignore[misc]
        by_touches=_by_touches(offers),
        by_warning=[
            _won("taken back, and not returned again", offers, lambda each: each.back),
            _won("silent for longer than the limit", offers, lambda each: bool(each.kinds & SILENCES)),
            _won("no warning", offers, lambda each: not each.kinds),
        ],
        predicting=_predicting(offers),
        gains=[(name, _gain(offers, name)) for name in TOUCHES],
        within=[
            (f"{name}, where {where}", _touches([each for each in offers if each.returned is back], name))
            for where, back in (("the offer came back", True), ("it did not", False))
            for name in (ALL, SINCE_OFFER, ABOUT_OFFER)
        ],
        with_undecided=_predicting(everybody),
        offers=len(offers),
        undecided=len(asked.undecided),
    )


def _flagged(cases: Sequence[Case], offers: Sequence[Open]) -> Iterable[Line]:
    journeys = [replay(PROCESS, case.ledger) for case in cases]
    moved = [each for each in journeys if each.backward_moves]
    offer = [each for each in moved if any(move.outcome == "offer-returned" for move in each.backward_moves)]
    again = sum(each.state("offer-returned").proved for each in offer)
    yield "cases with a backward move", share(len(moved), len(cases))
    yield "of these, the returned offer was taken back", share(len(offer), len(moved))
    yield "of these, the customer returned an offer again", share(again, len(offer))
    yield "offers open on day 14 with a warning", share(sum(bool(each.kinds) for each in offers), len(offers))


def _won(name: str, offers: Iterable[Open], which: Callable[[Open], bool]) -> Line:
    some = [each.won for each in offers if which(each)]
    return name, share(sum(some), len(some))


def _by_touches(offers: Sequence[Open]) -> list[Line]:
    """Win rates by fifths of the count of everything the seller did."""
    counts = [each.touches[ALL] for each in offers]
    cuts = sorted({int(np.quantile(counts, each, method="lower")) for each in FIFTHS})
    ends = [min(counts) - 1, *(each for each in cuts if min(counts) <= each < max(counts)), max(counts)]
    return [
        _won(_range(low + 1, high), offers, lambda each, low=low, high=high: low < each.touches[ALL] <= high)  # type: ignore[misc]
        for low, high in pairwise(ends)
    ]


def _range(low: int, high: int) -> str:
    return f"{low} touches" if low == high else f"{low} to {high} touches"


def _predicting(offers: Sequence[Open]) -> list[Line]:
    won = [each.won for each in offers]
    return [
        (RETURNED, auc([each.returned for each in offers], won)),
        (STAGE, auc([each.place for each in offers], won)),
        *((f"touches: {name}", _touches(offers, name)) for name in TOUCHES),
    ]


def _touches(offers: Sequence[Open], name: str) -> Figure:
    return auc([each.touches[name] for each in offers], [each.won for each in offers])


def _gain(offers: Sequence[Open], name: str) -> Figure:
    won = [each.won for each in offers]
    return gain([each.returned for each in offers], [each.touches[name] for each in offers], won)
