"""A coroutine awaited from ordinary code, with one deadline for all of it.

A timeout of a network library counts from byte to byte; a server that drips bytes never meets it. Cancelling
the task at the deadline closes its connection, so nothing is left running behind.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
GRACE = 0.5


class Deadline:
    """Runs coroutines on an event loop of its own, in a daemon thread that starts with the first of them.

    Safe to use from several threads, and from code that runs inside another event loop.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`; raises `TimeoutError` when it is not there in time, whatever it is doing."""
        running = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, self.seconds), self._started())
        try:
            return running.result(self.seconds + GRACE)
        finally:
            running.cancel()

    def close(self) -> None:
        """Stop the thread; a later `run` starts another."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._loop = None

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=_serve, args=(self._loop,), name="deadline", daemon=True).start()
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()
