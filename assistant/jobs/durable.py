"""Deliveries that outlive the process: each is kept in a database, and carried out once, with DBOS.

DBOS is one to a process, so one `DurableInbox` may be open at a time.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import structlog
from dbos import DBOS, DBOSConfig, EnqueueOptions
from sqlalchemy import make_url

from assistant.errors import RateLimitedError, UnavailableError
from assistant.jobs.forgetting import Forgetting
from assistant.ledger.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Payload = dict[str, Any]

WORKFLOW = "delivery"
VERSION = "1"  # of the order of steps below: work that was begun under another one is not taken up again
AT_ONCE = 4  # deliveries that are read or posted; more only take turns on the processor
CLAIMED = 200  # deliveries begun at most, those included that wait for Slack's leave to post
POLL_S = 0.05
QUIET_S, GIVES_WAY_S = 0.25, 5.0  # how long nothing came where work may begin, and how long it waits for that
TICK_S = 0.001  # DBOS orders a conversation by the millisecond of each commit
PAUSES_S = (2.0, 5.0, 15.0, 60.0, 240.0)  # before what did not answer is asked again
REMEMBERED = 500  # deliveries
FINISH_S = 30.0  # for what is under way when the process is told to stop

log = structlog.get_logger(__name__)


class DurableInbox:
    """The port `assistant.slack.inbox.Inbox` over a database. A context manager: work is done while it is open.

    `url` is a SQLAlchemy URL. `worker` names this process, the same after each start: what it left undone is
    taken up again by the next one of that name. `alone` is held meanwhile, so that no other has the name. `forget` is
    called every ten minutes, to delete what is old.
    """

    def __init__(
        self,
        url: str,
        worker: str,
        alone: AbstractContextManager[None],
        log_level: str = "warning",
        *,
        forget: Callable[[], object] = bool,
    ) -> None:
        self._url = url
        self._worker = worker
        self._alone = alone
        self._forget = forget
        self._log_level = log_level.upper()
        self._takers: dict[tuple[str | None, str], Callable[[Payload], Payload]] = {}
        self._deliverers: dict[tuple[str | None, str], Callable[[Payload, Payload], None]] = {}
        self._order = Lock()
        self._recent: deque[str] = deque(maxlen=REMEMBERED)  # what this process kept, for the log alone
        self._kept = -QUIET_S  # when the last delivery was kept
        self._alone_in_a_rush = Lock()
        self._stopping = False
        self._under_way = 0
        self._open = ExitStack()

    def serve(
        self,
        organisation: str | None,
        kind: str,
        take: Callable[[Payload], Payload],
        deliver: Callable[[Payload, Payload], None],
    ) -> None:
        """Say how deliveries of a kind are carried out: `take` finds the answer, `deliver` sends it.

        `organisation` is None for all those of which nothing else is said.
        Both are called again where the process died in them, or where they raise `RateLimitedError`; `deliver`
        also where it raises another `UnavailableError`, six times at most. An answer that was found once stays.
        """
        self._takers[organisation, kind] = take
        self._deliverers[organisation, kind] = deliver

    def keep(self, organisation: str, kind: str, delivery: str, conversation: str, payload: Payload) -> None:
        """Keep a delivery, to be carried out after those kept before it in the same conversation.

        One that is kept already is left as it is, and the log says so where it came lately. Payloads are JSON. Raises
        the errors of the database.
        """
        which = f"{organisation}:{delivery}"
        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=self._queue,
            workflow_id=which,
            queue_partition_key=f"{organisation}:{conversation}",
        )
        with translated(), self._order:
            DBOS.enqueue_workflow_with_options(options, organisation, kind, payload)
            time.sleep(TICK_S)
            again = which in self._recent
            self._recent.append(which)
        if again:
            log.info("delivered again, and left as it is", kind=kind, delivery=delivery)
        self._kept = time.monotonic()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self._alone)
            _prepared(self._url)
            DBOS(config=self._config())
            stack.callback(DBOS.destroy, destroy_registry=True)
            stack.callback(self._finish)
            DBOS.workflow(name=WORKFLOW)(self._workflow())
            with translated():
                DBOS.launch()
                DBOS.register_queue(
                    self._queue, worker_concurrency=CLAIMED, partition_concurrency=1, polling_interval_sec=POLL_S
                )
            stack.enter_context(Forgetting(self._queue, self._forget))
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def _queue(self) -> str:
        return f"deliveries-{self._worker}"

    def _config(self) -> DBOSConfig:
        return {
            "name": "rightside",
            "system_database_url": self._url,
            "executor_id": self._worker,
            "application_version": VERSION,
            "max_executor_threads": AT_ONCE,
            "log_level": self._log_level,
        }

    def _workflow(self) -> Callable[..., Any]:
        async def carry_out(organisation: str, kind: str, payload: Payload) -> None:
            """Two steps: once the answer is found, only sending it is tried again."""
            which = (organisation if (organisation, kind) in self._takers else None), kind
            answer = await self._patiently("take", self._takers[which], payload)
            await self._patiently("deliver", self._deliverers[which], payload, answer)

        return carry_out

    async def _patiently(self, step: str, act: Callable[..., Any], *arguments: Payload) -> Any:  # noqa: ANN401 - what `act` returns
        """What a step comes to. It sleeps without a thread, and after a restart only for the rest of the time."""
        refused = 0
        while True:
            if self._stopping:
                await asyncio.Event().wait()  # until the process ends: the next one goes on here
            self._under_way += 1
            try:
                result = await DBOS.run_step_async({"name": step}, self._attempt, act, arguments, refused)
            finally:
                self._under_way -= 1
            if "pause" not in result:
                return result["answer"]
            refused += 1
            await DBOS.sleep_async(result["pause"])

    def _attempt(self, act: Callable[..., Any], arguments: tuple[Payload, ...], refused: int) -> Payload:
        """One try: an answer, or the seconds until the next one."""
        with nullcontext() if self._quiet() else self._alone_in_a_rush:
            return {"pause": 0.0} if self._stopping else _attempt(act, arguments, refused)

    def _quiet(self) -> bool:
        """Whether, after some waiting, no delivery comes in: reading takes the processor, and Slack waits for each."""
        end = time.monotonic() + GIVES_WAY_S
        while (now := time.monotonic()) < end and not self._stopping:
            if now >= self._kept + QUIET_S:
                return True
            time.sleep(QUIET_S / 10)
        return False

    def _finish(self) -> None:
        """Let what is being read or posted come to its end, and begin nothing more."""
        self._stopping = True
        end = time.monotonic() + FINISH_S
        while self._under_way and time.monotonic() < end:
            time.sleep(0.02)


def _attempt(act: Callable[..., Any], arguments: tuple[Payload, ...], refused: int) -> Payload:
    try:
        return {"answer": act(*arguments)}
    except RateLimitedError as error:
        return {"pause": error.seconds}
    except UnavailableError as error:
        if refused < len(PAUSES_S):
            return {"pause": PAUSES_S[refused]}
        log.error("given up", reason=str(error))  # noqa: TRY400 - the reason is a sentence
        return {"answer": {}}


def _prepared(url: str) -> None:
    """Make the folder of a SQLite file, and let its readers and its writer not wait for one another."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(parsed.database)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
