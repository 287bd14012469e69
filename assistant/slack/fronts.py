"""The front of each workspace. One by token is the organisation of the settings; with OAuth each is its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

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
    """Makes the front of a workspace at its first request. `organisation` is None where each is its own."""

    coach: Coach
    inbox: Inbox
    clock: Callable[[], datetime]
    organisation: str | None
    _made: dict[tuple[str, str], Front] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, installed: AuthorizeResult) -> Front:
        """The front of the workspace that a request was authorised for."""
        team, bot = installed.team_id or "", installed.bot_user_id or ""
        with self._lock:
            if (team, bot) not in self._made:
                self._made[team, bot] = self._front(team, bot)
            return self._made[team, bot]

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
