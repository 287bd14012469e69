"""The set `feedback`: what people said of replies in Slack, read from the organisation's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.turns import Rating
from assistant.errors import RightsideError
from evals.figures import share
from evals.results import CaseResult, Figures, SetResult, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.turns import Feedback
    from evals.scoring import EvalSet, Setup

NONE_YET = "nobody has pressed Useful or Not useful under a reply in this organisation"
UNREAD = "nothing was read"


def score(which: EvalSet, setup: Setup) -> SetResult:
    """The share of replies that were useful, in all and by reader. No feedback is no score, and no failure."""
    try:
        said = setup.feedback()
    except RightsideError as error:
        return SetResult(name=which.name, about=which.about, state=State.SKIPPED, reason=str(error))
    if not said:
        return SetResult(name=which.name, about=which.about, state=State.NOTHING_YET, reason=NONE_YET)
    return SetResult(
        name=which.name,
        about=which.about,
        figures=_useful(said),
        parts={
            reader: _useful([each for each in said if (each.reader or UNREAD) == reader])
            for reader in sorted({each.reader or UNREAD for each in said})
        },
        cases=[_case(each) for each in said],
    )


def _useful(said: Sequence[Feedback]) -> Figures:
    return {"useful": share(sum(each.value is Rating.USEFUL for each in said), len(said))}


def _case(said: Feedback) -> CaseResult:
    useful = said.value is Rating.USEFUL
    return CaseResult(
        case=said.turn,
        part=said.reader or UNREAD,
        text=f"a reply about {said.deal}" if said.deal else "a reply about the process",
        passed=useful,
        severity=0 if useful else 1,
        reason=f"{'useful' if useful else 'not useful'}, said on {said.at:%Y-%m-%d}",
        seconds=0,
    )
