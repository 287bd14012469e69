"""What every listener works with, and the one place where Slack shows an error."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import structlog

from assistant.errors import PersonError, RightsideError
from assistant.slack.posting import post
from assistant.slack.views.reply import show
from assistant.slack.views.shown import Shown, sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_sdk import WebClient

    from assistant.coaching.coach import Coach
    from assistant.coaching.reply import Reply
    from assistant.slack.inbox import Inbox
    from assistant.slack.incoming import Spot
    from assistant.slack.people import People, Who

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Front:
    """The coach of one organisation, as a listener is given it. `bot` is our user id, `team` the workspace's."""

    coach: Coach
    people: People
    inbox: Inbox
    clock: Callable[[], datetime]
    organisation: str
    bot: str
    team: str

    def knows(self, spot: Spot) -> bool:
        """Whether this person and the coach have talked in this conversation before."""
        return bool(self.coach.desk.turns.recent(self.organisation, spot.conversation, 1))

    def turn(self, spot: Spot, who: Who, turn: str) -> dict[str, Any]:
        """What every turn of the coach says of itself."""
        return {
            "id": turn,
            "organisation": self.organisation,
            "person": who.person,
            "timezone": who.timezone,
            "conversation": spot.conversation,
            "at": self.clock(),
        }

    def serve(
        self,
        client: WebClient,
        spot: Spot,
        turn: str,
        take: Callable[[Who], Reply],
        taken: Callable[[], object] | None = None,
    ) -> bool:
        """Take one turn and post what comes of it; whether the turn succeeded.

        `taken` is called as soon as the turn is recorded, before anything is posted.
        """
        answer, done = self._answer(client, spot, turn, take)
        if taken is not None:
            taken()
        self.tell(client, spot, turn, answer)
        return done

    def tell(self, client: WebClient, spot: Spot, turn: str, answer: Shown) -> None:
        """Post; where Slack refuses, the log is the only place left to say so."""
        try:
            post(client, spot, answer)
        except RightsideError as error:
            log.error("not posted", turn=turn, reason=str(error))  # noqa: TRY400 - the reason is a sentence

    def _answer(self, client: WebClient, spot: Spot, turn: str, take: Callable[[Who], Reply]) -> tuple[Shown, bool]:
        try:
            return show(take(self.people.who(client, spot.user)), spot.thread), True
        except PersonError as error:
            return sentence(str(error)), False
        except RightsideError as error:
            log.warning("turn not taken", turn=turn, reason=str(error))
            return sentence(str(error)), False
        except Exception:
            bug = blake2b(turn.encode(), digest_size=4).hexdigest()
            log.exception("a bug in a turn", turn=turn, bug=bug)
            return sentence(
                f"Something is wrong in Rightside itself; whoever runs it finds it in the log as {bug}."
            ), False
