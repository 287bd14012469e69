"""The set `groundedness`: sentences of a phrased answer that nothing supports are caught.

Answers are put together by code from the ledger and the definitions today; no model phrases one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.results import SetResult, State

if TYPE_CHECKING:
    from evals.scoring import EvalSet, Setup


def score(which: EvalSet, _setup: Setup) -> SetResult:
    """Could not score: there is nothing phrased to look at."""
    return SetResult(name=which.name, about=which.about, state=State.NOT_SCORED, reason="answers are not phrased yet")
