"""The front of each workspace. One by token is the organisation of the settings; with OAuth each is its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.coaching.publishing import prepare
from assistant.slack.front import Front
from assistant.slack.people import People

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_bolt.authorization import AuthorizeResult

    from assistant.coaching.coach import Coach
    from assistant.slack.inbox import Inbox


@dataclass
class Fronts:
    """Makes the front of a workspace at its first request. `organisation` is None where each is its own.

    That request waits until the organisation is ready for coaching; where Slack sends it again meanwhile, the
    inbox knows it.
    """

    coach: Coach
    inbox: Inbox
    clock: Callable[[], datetime]
    organisation: str | None
    _made: dict[tuple[str, str], Front] = field(default_factory=dict)

    def of(self, installed: AuthorizeResult) -> Front:
        """The front of the workspace that a request was authorised for."""
        team, bot = installed.team_id or "", installed.bot_user_id or ""
        front = self._made.get((team, bot))
        if front is None:
            prepare(self.coach.desk, self.organisation or team, self.clock())
            front = self._made.setdefault((team, bot), self._front(team, bot))
        return front

    def _front(self, team: str, bot: str) -> Front:
        organisation = self.organisation or team
        return Front(
            coach=self.coach,
            people=People(self.coach.desk.deals, organisation, team, self.clock),
            inbox=self.inbox,
            clock=self.clock,
            organisation=organisation,
            bot=bot,
            team=team,
        )
