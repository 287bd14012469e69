"""The front of each workspace. One by token is the organisation of the settings; with OAuth each is its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.coaching.publishing import prepare
from assistant.slack.audience import Channels
from assistant.slack.front import Front, log
from assistant.slack.inbox import Answer, Delivery
from assistant.slack.outbox import Outbox
from assistant.slack.people import People

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_bolt.authorization import AuthorizeResult
    from slack_sdk import WebClient

    from assistant.coaching.coach import Coach
    from assistant.slack.inbox import Inbox, Payload
    from assistant.slack.links import DealLinks
    from assistant.slack.outbox import Sends


@dataclass
class Fronts:
    """Makes the front of a workspace for each request and each delivery, with the token of that moment.

    `organisation` is None where each workspace is its own. `installed` says as whom we are in an organisation's
    workspace, None where we are there no more; `client` makes a client of a token. The first request of a workspace
    waits until its organisation is ready for coaching; where Slack sends it again meanwhile, the inbox knows it.
    """

    coach: Coach
    inbox: Inbox
    sends: Sends
    clock: Callable[[], datetime]
    client: Callable[[str], WebClient]
    installed: Callable[[str], AuthorizeResult | None]
    organisation: str | None
    reader: str
    links: DealLinks | None = None
    _people: dict[str, People] = field(default_factory=dict)
    _channels: dict[str, Channels] = field(default_factory=dict)

    def of(self, installed: AuthorizeResult) -> Front:
        """The front of the workspace that a request was authorised for."""
        team = installed.team_id or ""
        organisation, client = self.organisation or team, self.client(installed.bot_token or "")
        if team not in self._people:
            prepare(self.coach.desk, organisation, self.clock())
            self._people.setdefault(team, People(self.coach.desk.deals, organisation, team, self.clock))
        return Front(
            coach=self.coach,
            people=self._people[team],
            channels=self._channels.setdefault(team, Channels(self.clock)),
            inbox=self.inbox,
            outbox=Outbox(client, self.sends, organisation),
            client=client,
            clock=self.clock,
            organisation=organisation,
            bot=installed.bot_user_id or "",
            team=team,
            reader=self.reader,
            links=self.links,
        )

    def serve(
        self, kind: str, take: Callable[[Front, Delivery], Answer], deliver: Callable[[Front, Delivery, Answer], None]
    ) -> None:
        """Say how deliveries of a kind are carried out, as `Inbox.serve`. Where we are no more, none is."""

        def taken(payload: Payload) -> Payload:
            delivery = Delivery.model_validate(payload)
            front = self._at(delivery)
            return {} if front is None else take(front, delivery).model_dump(mode="json")

        def delivered(payload: Payload, answer: Payload) -> None:
            delivery = Delivery.model_validate(payload)
            front = self._at(delivery) if answer else None  # none where taking was given up
            if front is not None:
                deliver(front, delivery, Answer.model_validate(answer))

        self.inbox.serve(self.organisation, kind, taken, delivered)

    def _at(self, delivery: Delivery) -> Front | None:
        installed = self.installed(delivery.organisation)
        if installed is None:
            log.warning("not carried out: the app is not installed there any more", team=delivery.organisation)
        return None if installed is None else self.of(installed)
