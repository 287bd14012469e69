"""Posting once: each post is claimed in the database first, and looked for in Slack where that is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from assistant.errors import OperatorError, PersonError, RateLimitedError
from assistant.slack.posting import found, post, post_to_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from assistant.ledger.sends import Claim
    from assistant.slack.incoming import Spot
    from assistant.slack.views.shown import Shown

SHARED = "shared"  # in place of a ts

log = structlog.get_logger(__name__)


class Sends(Protocol):
    """What was posted, or was about to be."""

    def claim(self, organisation: str, send: str, channel: str) -> Claim:
        """Say that this is about to be posted; what was said of it before, where anything was."""

    def sent(self, organisation: str, send: str, ts: str) -> None:
        """It was posted, as the message with this ts."""

    def release(self, organisation: str, send: str) -> None:
        """Slack refused it: it was not posted."""

    def posted(self, organisation: str, channel: str, ts: str) -> str | None:
        """Which post became this message; None where none of ours did."""


@dataclass(frozen=True)
class Outbox:
    """Posts for one organisation. `client` must not repeat calls by itself: a repeated post is a second one."""

    client: WebClient
    sends: Sends
    organisation: str

    def send(self, spot: Spot, send: str, shown: Shown, *, to_all: bool = False) -> None:
        """Post an answer, once for each id `send`: in a DM or `to_all` as a message, else to the asker alone.

        What only one person sees cannot be looked for; where it is unknown whether it was posted, it is not
        posted again. Raises the errors of `translated`.
        """
        claim = self.sends.claim(self.organisation, send, spot.channel)
        if claim.ts is not None or (not claim.new and self._is_there(spot, send, to_all=to_all)):
            return
        try:
            ts = (post_to_all if to_all or spot.private else post)(self.client, spot, shown, send)
        except (RateLimitedError, OperatorError, PersonError):
            self.sends.release(self.organisation, send)
            raise
        self.sends.sent(self.organisation, send, ts)

    def posted(self, channel: str, ts: str) -> str | None:
        """The id of the post that became this message; None where it is none of ours."""
        return self.sends.posted(self.organisation, channel, ts)

    def share(self, spot: Spot, send: str, share: Callable[[], object]) -> None:
        """Do what is no harm twice, such as uploading a picture; not again once it is known to be done."""
        if self.sends.claim(self.organisation, send, spot.channel).ts is None:
            share()
            self.sends.sent(self.organisation, send, SHARED)

    def _is_there(self, spot: Spot, send: str, *, to_all: bool) -> bool:
        """Whether an earlier try may not be repeated."""
        if not (to_all or spot.private):
            log.warning("an answer may be lost: whether it was posted cannot be known", send=send)
            return True
        ts = found(self.client, spot, send)
        if ts is not None:
            self.sends.sent(self.organisation, send, ts)
        return ts is not None
