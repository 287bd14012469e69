"""What every listener works with, and the one place where Slack shows an error."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import structlog

from assistant.coaching.reply import Reply
from assistant.errors import PersonError, RateLimitedError, RightsideError, UnavailableError
from assistant.slack.audience import everyone_may_see
from assistant.slack.files import share_paper
from assistant.slack.inbox import Answer, Delivery
from assistant.slack.views.reply import show
from assistant.slack.views.shown import Shown, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from slack_sdk import WebClient

    from assistant.coaching.coach import Coach
    from assistant.slack.audience import Channels
    from assistant.slack.inbox import Inbox
    from assistant.slack.incoming import Spot
    from assistant.slack.links import DealLinks
    from assistant.slack.outbox import Outbox
    from assistant.slack.people import People, Who

STRANGER = "I work for the members of this workspace alone, so I have not read what you sent me."
BUG = "Something is wrong in Rightside itself; whoever runs it finds it in the log as"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Front:
    """The coach of one organisation, as a listener is given it. `bot` is our user id, `team` the workspace's.

    `reader` says in words who reads messages, `links` what addresses of deals look like.
    """

    coach: Coach
    people: People
    inbox: Inbox
    outbox: Outbox
    client: WebClient
    clock: Callable[[], datetime]
    organisation: str
    bot: str
    team: str
    channels: Channels
    reader: str = "the local reader"
    links: DealLinks | None = None

    def knows(self, spot: Spot) -> bool:
        """Whether this person and the coach have talked in this conversation before."""
        return bool(self.coach.desk.turns.recent(self.organisation, spot.conversation, 1))

    def deal_of(self, spot: Spot) -> str | None:
        """The deal that a thread's first message is about, be it the person's or our answer."""
        turns, root = self.coach.desk.turns, spot.thread or ""
        posted = self.outbox.posted(spot.channel, root) or ""
        ids = (f"{spot.channel}:{root}", posted, posted.rpartition(":")[0])
        found = (turns.get(self.organisation, each) for each in ids if each)
        return next((turn.deal for turn in found if turn is not None), None)

    def keep(self, kind: str, delivery: str, spot: Spot, body: Mapping[str, Any]) -> None:
        """Keep a delivery under its own id; only afterwards may it be acknowledged. Errors as `Inbox.keep`."""
        kept = Delivery(organisation=self.organisation, at=self.clock(), spot=spot, body=dict(body))
        self.inbox.keep(self.organisation, kind, delivery, spot.conversation, kept.model_dump(mode="json"))

    def turn(self, spot: Spot, who: Who, turn: str, at: datetime) -> dict[str, Any]:
        """What every turn of the coach says of itself."""
        return {
            "id": turn,
            "organisation": self.organisation,
            "person": who.person,
            "timezone": who.timezone,
            "conversation": spot.conversation,
            "at": at,
        }

    def take(self, spot: Spot, turn: str, take: Callable[[Who], Reply | Shown]) -> Answer:
        """Take one turn; what comes of it, be it an error's sentence. Raises only `RateLimitedError`."""
        to_all = False
        try:
            who = self.people.who(self.client, spot.user)
            found = take(who) if who.stranger is None else sentence(STRANGER)
            if isinstance(found, Reply) and found.paper is not None and found.files:
                found = share_paper(self, spot, turn, found, found.paper)
            shown, done = show(found, spot.thread, turn) if isinstance(found, Reply) else found, who.stranger is None
            to_all = isinstance(found, Reply) and self._for_all(spot, found)
        except RateLimitedError:
            raise
        except PersonError as error:
            shown, done = sentence(str(error)), False
        except RightsideError as error:
            log.warning("turn not taken", turn=turn, reason=str(error))
            shown, done = sentence(str(error)), False
        except Exception:
            log.exception("a bug in a turn", turn=turn, bug=_bug(turn))
            shown = sentence(f"{BUG} {_bug(turn)}.")
            done = False
        return Answer(text=shown.text, blocks=shown.blocks, done=done, to_all=to_all)

    def _for_all(self, spot: Spot, reply: Reply) -> bool:
        """Whether a channel may read a reply: it is about one deal, and every member may see that."""
        if spot.private or spot.hook is not None or reply.deal is None or reply.deals or reply.choices:
            return False
        return everyone_may_see(self, spot.channel, reply.deal.id)

    def send(self, spot: Spot, turn: str, answer: Answer) -> None:
        """Post an answer, once for each turn. Where Slack refuses, the log is the only place left to say so.

        Raises `UnavailableError` where it may go better later.
        """
        if not answer.text:
            return
        try:
            self.outbox.send(spot, turn, Shown(answer.blocks, answer.text), to_all=answer.to_all)
        except UnavailableError:
            raise
        except RightsideError as error:
            log.error("not posted", turn=turn, reason=str(error))  # noqa: TRY400 - the reason is a sentence
        except Exception:
            log.exception("a bug in posting", turn=turn, bug=_bug(turn))

    def tell(self, spot: Spot, send: str, shown: Shown) -> None:
        """Post what nothing waits for, once for each `send`; where Slack refuses, or is away, the log says so."""
        try:
            self.send(spot, send, Answer(text=shown.text, blocks=shown.blocks, done=False))
        except UnavailableError as error:
            log.error("not posted", turn=send, reason=str(error))  # noqa: TRY400 - the reason is a sentence


def _bug(turn: str) -> str:
    """What the log and the person know a bug by."""
    return blake2b(turn.encode(), digest_size=4).hexdigest()
