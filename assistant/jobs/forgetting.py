"""Deliveries that were carried out hold people's words: they are deleted soon after."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

import structlog
from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import RightsideError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

KEPT_S = 3600.0  # Slack repeats a delivery for about five minutes
EVERY_S = 600.0
BATCH = 500
DONE = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

log = structlog.get_logger(__name__)


class Forgetting:
    """Deletes what a queue has done, an hour later, for as long as it is open; `also` deletes other old things."""

    def __init__(self, queue: str, also: Callable[[], object]) -> None:
        self._queue = queue
        self._also = also
        self._stop = Event()
        self._thread = Thread(target=self._run, name="forgetting", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                while forget(self._queue, KEPT_S) == BATCH and not self._stop.is_set():
                    pass
                self._also()
            except (SQLAlchemyError, RightsideError):
                log.warning("old deliveries not deleted", exc_info=True)
            if self._stop.wait(EVERY_S):
                return


def forget(queue: str, older_s: float) -> int:
    """Delete at most `BATCH` deliveries that were done more than `older_s` seconds ago; how many there were."""
    before = datetime.fromtimestamp(time.time() - older_s, UTC).isoformat()
    old = DBOS.list_workflows(
        status=DONE, queue_name=queue, completed_before=before, limit=BATCH, load_input=False, load_output=False
    )
    if old:
        DBOS.delete_workflows([each.workflow_id for each in old])
    return len(old)
