"""Proof of a deal from a document: what was found in it is shown first, and recorded as far as the person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import advice, recording, update
from assistant.coaching.desk import local_time
from assistant.coaching.documents import read_document
from assistant.coaching.reply import Cited, Found, Reply
from assistant.deals.claims import Claim
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.documents import DocumentReading, PlacedClaim
    from assistant.coaching.messages import Confirm, Message
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


def offered(desk: Desk, message: Message, document: Document) -> Reply:
    """What a document holds about the message's deal, put for confirmation; nothing is recorded."""
    case = desk.opened(message)
    reading = found_in(desk, message, document, case)
    claims = [
        claim for claim in reading.claims if claim in recording.checked(reading.claims, document.text, case.process)
    ]
    unsure = recording.checked(reading.questions, document.text, case.process)
    questions = advice.uncertain(case.process, unsure)[: advice.QUESTIONS_A_TURN]
    reply = Reply(
        notice=reading.notice,
        deal=case.name,
        sentences=(Cited(text=_told(document, len(claims))), *(Cited(text=note) for note in document.notes)),
        found=tuple(
            Found(
                offer=message.id,
                number=number,
                statement=case.process.outcomes[claim.outcome].statement,
                source=f"document:{document.name}#{claim.place}",
                read_by=update.read_by(reading),
                **claim.model_dump(exclude={"confidence"}),
            )
            for number, claim in enumerate(claims)
        ),
        questions=tuple(questions),
        seller_activity=reading.seller_activity,
        reader=reading.reader,
    )
    return desk.keep(message, reply, deal=case.deal.id, asked=update.asked_about(questions, unsure))


def confirmed(desk: Desk, wish: Confirm, case: Case) -> Reply:
    """Record the chosen ones; where they were a page of several, the next ones are put for confirmation."""
    turn = desk.turns.get(wish.organisation, wish.offer)
    offer = Reply.model_validate_json(turn.reply).found if turn and turn.person == wish.person else ()
    chosen = [each for each in offer if each.number in wish.chosen and each.outcome in case.process.outcomes]
    if turn is None or turn.deal != case.deal.id or not chosen:
        raise PersonError("What was found there is no longer kept; upload the file again.")
    claims = [Claim(confidence=1, **each.model_dump(include=set(Claim.model_fields))) for each in chosen]
    observed = recording.observed(claims, wish, local_time(wish), source="document", read_by=chosen[0].read_by)
    entries = [entry.model_copy(update={"source": each.source}) for entry, each in zip(observed, chosen, strict=True)]
    fresh = recording.not_repeated(entries, case.ledger)
    reply = update.record(desk, wish, case, fresh, note=None if fresh else KNOWN)
    rest = offer[max(wish.chosen) + 1 :] if len(wish.chosen) > 1 else ()
    return reply.model_copy(update={"found": rest})


def _told(document: Document, count: int) -> str:
    if not count:
        return f"I found nothing in {document.name} that the customer did."
    things = "one thing" if count == 1 else f"{count} things"
    return f"I found {things} in {document.name} that the customer did. Nothing is recorded until you say so."


def _others(desk: Desk, message: Message, document: Document, case: Case) -> list[str]:
    """Accounts of other deals that the document names."""
    own = f"{case.deal.account} {case.deal.name}".casefold()
    text = document.text.casefold()
    accounts = {deal.account for deal in desk.visible(message.organisation, message.person, state=None)}
    return sorted(name for name in accounts if name and name.casefold() in text and name.casefold() not in own)
