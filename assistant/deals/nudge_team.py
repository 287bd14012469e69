"""What a manager's digest says of the team: what went back, what stayed unanswered, and who answered nothing. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.nudges import A_DIGEST, AGAIN_DAYS, Nudge, item_of, weight
from assistant.deals.warnings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.deals.nudges import Shown
    from assistant.deals.team import Looked

SILENT_DAYS = 28  # in which somebody answered none of what they were asked


class TeamNews(NamedTuple):
    """The team's part of a digest: at most five of each, the worst first; `more` says how many wait.

    `silent` are people, by id.
    """

    backward: tuple[Nudge, ...]
    escalations: tuple[Nudge, ...]
    silent: tuple[str, ...]
    more: int

    @property
    def shown(self) -> tuple[Nudge, ...]:
        """What is kept as shown to the manager, so that it is told once."""
        return (*self.backward, *self.escalations)


NO_NEWS = TeamNews((), (), (), 0)


def team_news(
    below: Iterable[Looked], escalations: Iterable[Nudge], history: Sequence[Shown], silent: Iterable[str]
) -> TeamNews:
    """The news of a team: its open deals, and what its people left unanswered; `history` is the manager's own.

    What a manager was told is not told again until it changes.
    """
    told = [each for each in history if each.to_manager]

    def new(nudge: Nudge) -> bool:
        return not any(each.deal == nudge.looked.deal.id and each.item.covers(nudge.item) for each in told)

    moved = (
        Nudge(looked, warning, item_of(looked, warning))
        for looked in below
        for warning in looked.warnings
        if warning.kind is Kind.BACKWARD_MOVE
    )
    backward = _one_a_deal(each for each in moved if new(each))
    named = {each.looked.deal.id for each in backward}
    open_ = _one_a_deal(each for each in escalations if new(each) and each.looked.deal.id not in named)
    more = max(0, len(backward) - A_DIGEST) + max(0, len(open_) - A_DIGEST)
    return TeamNews(backward[:A_DIGEST], open_[:A_DIGEST], tuple(silent), more)


def answered_nothing(history: Iterable[Shown], on: date) -> bool:
    """Whether somebody answered and snoozed none of what they were asked in the last four weeks; a fresh one waits."""
    since, until = on - timedelta(days=SILENT_DAYS), on - timedelta(days=AGAIN_DAYS)
    recent = [each for each in history if since <= each.on <= until and not each.to_manager]
    return bool(recent) and all(each.response is None for each in recent)


def _one_a_deal(nudges: Iterable[Nudge]) -> tuple[Nudge, ...]:
    worst: dict[str, Nudge] = {}
    for each in sorted(nudges, key=weight):
        worst.setdefault(each.looked.deal.id, each)
    return tuple(worst.values())
