"""Who reads in a channel, and whether every one of them may see a deal."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import structlog
from slack_sdk.errors import SlackApiError

from assistant.errors import RateLimitedError, RightsideError
from assistant.slack.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from assistant.slack.front import Front

FRESH = timedelta(minutes=1)
REMEMBERED = 1_000  # channels
PAGE = 200  # members; Slack gives at most 1,000

log = structlog.get_logger(__name__)


class Members(NamedTuple):
    """Some of a channel's members, or where it is `whole` all of them."""

    at: datetime
    users: tuple[str, ...]
    whole: bool


@dataclass
class Channels:
    """The members of channels, asked for again after a minute."""

    clock: Callable[[], datetime]
    _known: OrderedDict[str, Members] = field(default_factory=OrderedDict)

    def members(self, client: WebClient, channel: str, most: int) -> tuple[str, ...]:
        """The members' user ids; more than `most` are not looked for to the end. Raises as `translated`."""
        now, kept = self.clock(), self._known.get(channel)
        if kept is None or now - kept.at >= FRESH or not (kept.whole or len(kept.users) > most):
            self._known[channel] = kept = _asked(client, channel, most, now)
            self._known.move_to_end(channel)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return kept.users


def everyone_may_see(front: Front, channel: str, deal: str) -> bool:
    """Whether every member of a channel may see a deal. Whoever is not known may not, and a guest or a bot neither.

    False too where Slack does not say; raises only `RateLimitedError`.
    """
    desk, client = front.coach.desk, front.client
    found = desk.deals.deal(front.organisation, deal)
    if found is None:
        return False
    seers = desk.seers(front.organisation, found)
    try:
        members = [each for each in front.channels.members(client, channel, len(seers) + 1) if each != front.bot]
        return 0 < len(members) <= len(seers) and all(_may(front, each, seers) for each in members)
    except RateLimitedError:
        raise
    except (RightsideError, SlackApiError) as error:
        log.info("who reads there is not known", channel=channel, reason=str(error))
        return False


def _may(front: Front, user: str, seers: set[str]) -> bool:
    who = front.people.who(front.client, user)
    return who.stranger is None and who.person in seers


def _asked(client: WebClient, channel: str, most: int, now: datetime) -> Members:
    users: list[str] = []
    cursor = ""
    while True:
        with translated():
            page = client.conversations_members(channel=channel, limit=PAGE, cursor=cursor or None)
        users += page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or len(users) > most:
            return Members(now, tuple(users), not cursor)
