"""What Slack delivered, taken in once. An event is delivered again where no acknowledgement came in time."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

REMEMBERED = 10_000  # deliveries; Slack repeats within about five minutes


class Inbox(Protocol):
    """Takes in a delivery before it is acknowledged.

    A later delivery of an accepted one is dropped; so an inbox that outlives the process must also hand out,
    after a restart, what it accepted and nobody finished.
    """

    def accept(self, organisation: str, delivery: str, payload: Mapping[str, Any]) -> bool:
        """Keep a delivery; whether it is new. Raises `UnavailableError`, and then Slack delivers it again."""


class RecentDeliveries:
    """An inbox in memory: one process knows its last deliveries and forgets them when it ends.

    After a restart a repeated message reaches the coach again, which records it once by the message's id.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._remembered = remembered
        self._lock = Lock()

    def accept(self, organisation: str, delivery: str, payload: Mapping[str, Any]) -> bool:
        """Whether this delivery is new; the payload itself is not kept."""
        del payload
        with self._lock:
            if (organisation, delivery) in self._seen:
                return False
            self._seen[organisation, delivery] = None
            while len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
            return True
