"""What tells on day 14 of an open offer whether it will be won: the customer's stage, or the seller's touches?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.deals.deal import Deal
from assistant.deals.standing import Status, stand
from assistant.deals.warnings import Kind, position, warnings_of
from evals.evidence.log import CALLS, OFFERS, PROCESS, SET_OFF_BY_RETURN
from evals.figures import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.evidence.log import Case, Event
    from evals.figures import Figure, Floats

SEED = 2012
SINCE_OFFER = "everything the seller did once the offer was sent"
TOUCHES: dict[str, Callable[[Event], bool]] = {  # what may be counted as a touch, the data's own division first
    "everything the seller did": lambda _: True,
    SINCE_OFFER: lambda _: True,
    "pieces of work finished": lambda event: event.activity.startswith("W_") and event.lifecycle == "COMPLETE",
    "all but the work that a returned offer sets off": lambda event: event.activity not in SET_OFF_BY_RETURN,
    "offers made and calls after them": lambda event: event.activity in OFFERS or event.activity == CALLS,
}
ALL, *_, ABOUT_OFFER = TOUCHES


@dataclass(frozen=True)
class Open:
    """One open offer on its day 14. `place` is that of the customer's stage, `returned` whether it ever came back.

    `touches` are counts by what is counted, `kinds` what the product would have warned of.
    """

    won: bool
    stage: str
    place: int
    returned: bool
    back: bool
    touches: dict[str, int]
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class Cohort:
    """The offers that were open on day 14: decided later, or not while the log ran."""

    decided: tuple[Open, ...]
    undecided: tuple[Open, ...]


def cohort(cases: Sequence[Case]) -> Cohort:
    """Every case whose first offer had been open for 14 days within the log, and that had not ended by then."""
    log_ends = max(each.at.date() for case in cases for each in case.events)
    asked = [
        case
        for case in cases
        if case.asked_on is not None
        and case.asked_on <= log_ends
        and (case.ended_on is None or case.ended_on > case.asked_on)
    ]
    return Cohort(
        tuple(_open(case) for case in asked if case.ended_on is not None),
        tuple(_open(case) for case in asked if case.ended_on is None),
    )


def _open(case: Case) -> Open:
    day, offered = case.asked_on, case.offered
    assert day is not None
    assert offered is not None
    standing = stand(PROCESS, case.ledger, day)
    deal = Deal(id=case.id, name=case.id)
    return Open(
        won=case.won,
        stage=standing.customer_stage,
        place=position(PROCESS, standing.customer_stage),
        returned=any(each.activity == "O_SENT_BACK" and each.at.date() <= day for each in case.events),
        back=standing.statuses["offer-returned"] is Status.REVERSED,
        touches={
            name: case.touches(counts, day, since=offered + 1 if name == SINCE_OFFER else 0)
            for name, counts in TOUCHES.items()
        },
        kinds=frozenset(each.kind for each in warnings_of(deal, PROCESS, standing)),
    )


def auc(scores: Sequence[float], won: Sequence[bool]) -> Figure:
    """How often a won case scores higher than a lost one, ties half; with the bootstrap interval over cases."""
    cells = _cells(scores, won)
    return bootstrap(cells, _area, of=len(scores), seed=SEED)


def gain(scores: Sequence[float], other: Sequence[float], won: Sequence[bool]) -> Figure:
    """How much larger the AUC of `scores` is than that of `other`, drawn over the same cases."""
    first, second = _cells(scores, won), _cells(other, won)
    wide = first.shape[1]
    return bootstrap(
        np.hstack([first, second]),
        lambda sums: _area(sums[:, :wide]) - _area(sums[:, wide:]),
        of=len(scores),
        seed=SEED,
    )


def _cells(scores: Sequence[float], won: Sequence[bool]) -> Floats:
    """One row a case: a one at its score among the lost (left half) or the won (right half)."""
    levels, at = np.unique(np.array(scores, dtype=float), return_inverse=True)
    cells = np.zeros((len(scores), 2 * len(levels)))
    cells[np.arange(len(scores)), at + len(levels) * np.array(won, dtype=int)] = 1
    return cells


def _area(sums: Floats) -> Floats:
    lost, won = np.hsplit(sums, 2)
    below = np.cumsum(lost, axis=1) - lost / 2
    pairs = lost.sum(axis=1) * won.sum(axis=1)
    found: Floats = np.divide((won * below).sum(axis=1), pairs, out=np.full(len(sums), np.nan), where=pairs > 0)
    return found
