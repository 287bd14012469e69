"""A turn that its person stops while a message is read: nothing of it is recorded."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.messages import _Incoming

STOPPED = "Stopped. Nothing of that message was recorded."


class Stops:
    """The conversations in which this process is at a turn, and whether somebody wants it stopped."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[str, str], bool] = {}
        self._lock = Lock()

    @contextmanager
    def under_way(self, organisation: str, conversation: str) -> Iterator[None]:
        """A turn that may be stopped, until the block ends."""
        with self._lock:
            self._wanted[organisation, conversation] = False
        try:
            yield
        finally:
            with self._lock:
                self._wanted.pop((organisation, conversation), None)

    def stop(self, organisation: str, conversation: str) -> bool:
        """Stop the turn of a conversation; whether there is one under way."""
        with self._lock:
            there = (organisation, conversation) in self._wanted
            if there:
                self._wanted[organisation, conversation] = True
            return there

    def check(self, incoming: _Incoming) -> None:
        """Raise `PersonError` where the turn was stopped; asked just before anything is kept."""
        if self._wanted.get((incoming.organisation, incoming.conversation)):
            raise PersonError(STOPPED)
