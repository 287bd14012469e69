"""One turn of a conversation at a time: in order within a process, and one process at a time."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import NullPool, create_engine, func, select
from sqlalchemy.exc import OperationalError

from assistant.errors import OperatorError, UnavailableError
from assistant.ledger.database import Database, lock_key
from assistant.ledger.failures import translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

PATIENCE_S = 60.0
STILL_READING = "An earlier message of this conversation is still being read; try again in a moment."
LOCK_NOT_AVAILABLE = "55P03"  # Postgres's SQLSTATE


class Conversations:
    """Who may speak next. Held across threads by a queue, across processes by a file or an advisory lock.

    `busy` is the sentence of the error where another one outlasts the patience.
    """

    def __init__(self, database: Database, patience_s: float, busy: str = STILL_READING) -> None:
        self._database = database
        self._patience_s = patience_s
        self._busy = busy
        self._queues: dict[int, deque[Event]] = {}
        self._guard = Lock()
        # A lock in Postgres lasts as long as its connection, so it gets one of its own.
        self._connections = None if database.file else create_engine(database.url, poolclass=NullPool)

    @contextmanager
    def exclusive(self, organisation: str, conversation: str) -> Iterator[None]:
        """Wait for the turns before this one; `UnavailableError` where that outlasts the patience."""
        key = lock_key("conversation", organisation, conversation)
        end = monotonic() + self._patience_s
        with self._in_line(key), self._across_processes(key, max(0.0, end - monotonic())):
            yield

    @contextmanager
    def _in_line(self, key: int) -> Iterator[None]:
        mine = Event()
        with self._guard:
            queue = self._queues.setdefault(key, deque())
            queue.append(mine)
            queue[0].set()
        try:
            if not mine.wait(self._patience_s):
                raise UnavailableError(self._busy)
            yield
        finally:
            with self._guard:
                queue.remove(mine)
                if queue:
                    queue[0].set()
                else:
                    del self._queues[key]

    def _across_processes(self, key: int, patience_s: float) -> AbstractContextManager[None]:
        file = self._database.file
        if file is not None:
            return self._by_file(file.with_name(f"{file.name}.conversations"), key, patience_s)
        return self._by_advice(key, patience_s)

    @contextmanager
    def _by_advice(self, key: int, patience_s: float) -> Iterator[None]:
        """Postgres's advisory lock, given back with its connection."""
        assert self._connections is not None
        with translated():
            connection = self._connections.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with translated():
                patience = f"{max(1, round(patience_s * 1000))}ms"
                connection.execute(select(func.set_config("lock_timeout", patience, False)))
                try:
                    connection.execute(select(func.pg_advisory_lock(key)))
                except OperationalError as error:
                    if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
                        raise UnavailableError(self._busy) from error
                    raise
            yield
        finally:
            connection.close()

    @contextmanager
    def _by_file(self, folder: Path, key: int, patience_s: float) -> Iterator[None]:
        try:
            folder.mkdir(exist_ok=True)
            lock = FileLock(folder / f"{key & (2**64 - 1):016x}", timeout=patience_s)
            lock.acquire()
        except Timeout as error:
            raise UnavailableError(self._busy) from error
        except OSError as error:
            raise OperatorError(f"The folder of the database may not be written: {error.strerror}.") from error
        try:
            yield
        finally:
            lock.release()
