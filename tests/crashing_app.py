"""`slack_app.py` with a quick reader, which kills its own process at a point of a turn, once.

The point is what stands in the file that `CRASH_FILE` names; the file is gone before the process is. Run by
tests/durable_app.py.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant.bootstrap
import slack_app
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.sends import StoredSends
from assistant.slack import outbox
from assistant.slack.front import Front
from tests.fake_search import WordEmbedding
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path(os.environ["CRASH_FILE"])  # noqa: TID251 - a test's own, no setting
CLAIMS = {r"owner wrote: .*oven": ("budget-opened", "happened", "quoted", 0.95)}
POINTS = {
    "before the commit": (Front, "keep", 0),
    "committed, not acknowledged": (Front, "keep", 1),
    "work begun": (Front, "take", 0),
    "before reading": (KeywordReader, "read", 0),
    "after reading": (KeywordReader, "read", 1),
    "before appending": (StoredLedger, "append", 0),
    "after appending": (StoredLedger, "append", 1),
    "answer found, not kept": (Front, "take", 1),
    "before the claim": (StoredSends, "claim", 0),
    "claimed, not posted": (outbox, "post_to_all", 0),
    "posted, not noted": (outbox, "post_to_all", 1),
    "noted": (StoredSends, "sent", 1),
    "sent, work not ended": (Front, "send", 1),
    "to one: claimed, not posted": (outbox, "post", 0),
    "to one: posted, not noted": (outbox, "post", 1),
}


def reached(point: str) -> None:
    if FILE.exists() and FILE.read_text() == point:
        FILE.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def wrap(owner: Any, name: str, points: tuple[list[str], list[str]]) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        for point in points[0]:
            reached(point)
        result = original(*arguments, **named)
        for point in points[1]:
            reached(point)
        return result

    setattr(owner, name, wrapped)


def main() -> int:
    for owner, name in {(owner, name) for owner, name, _ in POINTS.values()}:
        here = [(point, after) for point, (o, n, after) in POINTS.items() if (o, n) == (owner, name)]
        wrap(owner, name, ([p for p, after in here if not after], [p for p, after in here if after]))
    slack_app.build = partial(assistant.bootstrap.build, reader=KeywordReader(CLAIMS))
    assistant.bootstrap.readers.build_own_embedding = WordEmbedding
    return slack_app.main()


if __name__ == "__main__":
    sys.exit(main())
