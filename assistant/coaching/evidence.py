"""Proof of a deal from a document: what was found in it is shown first, and recorded as far as the person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import recording, update
from assistant.coaching.desk import local_time
from assistant.coaching.documents import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from assistant.coaching.desk import Case, Desk
    from assistant.coaching.documents import DocumentReading, PlacedClaim
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply
    from assistant.documents.document import Document

KNOWN = "All of that is in the ledger already, word for word."


def found_in(
    desk: Desk,
    message: Message,
    document: Document,
    case: Case,
    *,
    on: date | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> DocumentReading:
    """What a document holds about a deal; nothing is recorded. Names of other accounts are other deals' news."""
    return read_document(
        document,
        desk.reader,
        lambda text: update.definitions(desk, message.organisation, case.process, text),
        today=local_time(message).date(),
        on=on,
        timezone=message.timezone,
        other_names=_others(desk, message, document, case),
        progress=progress,
    )


def record(
    desk: Desk, message: Message, document: Document, case: Case, found: DocumentReading, chosen: Sequence[PlacedClaim]
) -> Reply:
    """Record the chosen claims as chat does, each with the file and the place as its source."""
    sound = recording.checked(chosen, document.text, case.process)
    claims = [claim for claim in chosen if claim in sound]
    entries = recording.observed(claims, message, local_time(message), source="document", read_by=update.read_by(found))
    observations = [
        entry.model_copy(update={"source": f"document:{document.name}#{claim.place}"})
        for entry, claim in zip(entries, claims, strict=True)
    ]
    fresh = recording.not_repeated(observations, case.ledger)
    return update.record(
        desk,
        message,
        case,
        fresh,
        unsure=recording.checked(found.questions, document.text, case.process),
        reading=found.model_copy(update={"seller_activity": ()}),  # shown before
        note=None if fresh else KNOWN,
    )


def _others(desk: Desk, message: Message, document: Document, case: Case) -> list[str]:
    """Accounts of other deals that the document names."""
    own = f"{case.deal.account} {case.deal.name}".casefold()
    text = document.text.casefold()
    accounts = {deal.account for deal in desk.visible(message.organisation, message.person, state=None)}
    return sorted(name for name in accounts if name and name.casefold() in text and name.casefold() not in own)
