"""The desk of the use cases over a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.desk import Desk
    from assistant.coaching.ports import ChatModel, ProcessSearch, Reader
    from assistant.ledger.database import Database


def build_desk(
    database: Database,
    reader: Reader,
    search: ProcessSearch,
    *,
    chat: ChatModel | None = None,
    askable: Callable[[str], bool] = lambda _question: True,
) -> Desk:
    """A desk whose records are those of the database."""
    from assistant.coaching.desk import Desk
    from assistant.ledger.deals import StoredDeals
    from assistant.ledger.feedback import StoredFeedback
    from assistant.ledger.inspections import StoredAgreed, StoredInspections
    from assistant.ledger.ledger import StoredLedger
    from assistant.ledger.nudges import StoredNudges
    from assistant.ledger.playbooks import StoredPlaybooks, StoredStories
    from assistant.ledger.processes import StoredProcesses
    from assistant.ledger.turns import StoredTurns

    return Desk(
        reader=reader,
        search=search,
        processes=StoredProcesses(database),
        deals=StoredDeals(database),
        ledger=StoredLedger(database),
        turns=StoredTurns(database),
        playbooks=StoredPlaybooks(database),
        stories=StoredStories(database),
        agreed=StoredAgreed(database),
        inspections=StoredInspections(database),
        feedback=StoredFeedback(database),
        nudges=StoredNudges(database),
        chat=chat,
        askable=askable,
    )
