"""What Slack delivered: kept before it is acknowledged, and carried out once, whatever happens to the process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from assistant.slack.incoming import Spot

if TYPE_CHECKING:
    from collections.abc import Callable

Payload = dict[str, Any]


class Delivery(BaseModel):
    """An event, a command, a pressed button or a submitted form, or a part of one.

    `at` is when it came, `spot` where it is answered.
    """

    model_config = ConfigDict(frozen=True)

    organisation: str
    at: AwareDatetime
    spot: Spot
    body: Payload


class Answer(BaseModel):
    """What comes of a delivery, to be posted; nothing is where the text is empty. `done`: the turn was taken.

    `to_all`: in a channel, every member may read it.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    blocks: list[Payload]
    done: bool
    to_all: bool = False


class Inbox(Protocol):
    """Keeps deliveries. Payloads are JSON."""

    def serve(
        self,
        organisation: str | None,
        kind: str,
        take: Callable[[Payload], Payload],
        deliver: Callable[[Payload, Payload], None],
    ) -> None:
        """Say how deliveries of a kind are carried out: `take` finds the answer, `deliver` sends it.

        `organisation` is None for all those of which nothing else is said. Each may be called again where the process
        died in it, or where it raises `RateLimitedError`, and `deliver` where it raises another `UnavailableError`.
        """

    def keep(self, organisation: str, kind: str, delivery: str, conversation: str, payload: Payload) -> None:
        """Keep a delivery under its own id, after those of its conversation; a known one is left as it is.

        Raises `UnavailableError` where nothing could be kept: then it must not be acknowledged.
        """
