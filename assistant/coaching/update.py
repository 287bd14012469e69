"""A turn that changes the ledger: news about a deal, an answer, a correction, added proof."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.coaching import advice, playbooks, recording
from assistant.coaching.desk import local_time
from assistant.coaching.messages import Answer
from assistant.coaching.reply import Cited, Reply
from assistant.coaching.turns import Asked, Turn
from assistant.deals.claims import ToRead
from assistant.deals.observation import Grade, Verdict
from assistant.documents.sides import us
from assistant.documents.thread import without_history
from assistant.errors import PersonError
from knowledge.entries import TELLING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.desk import Case, Desk
    from assistant.coaching.messages import Message, Press, Proof, _Incoming
    from assistant.coaching.reply import Question
    from assistant.deals.claims import Claim, Reading
    from assistant.deals.observation import Observation
    from assistant.documents.sides import Us
    from knowledge.process import Definition, Process

NOT_AGAIN = timedelta(days=7)  # "don't know" is not asked again the same week (law 7)
LONGEST_MESSAGE = 100_000  # characters
PIECES = 60  # how many pieces of a message are looked up in the vector store
NEAREST = 12  # entries looked at for each piece
NOTHING_FOUND = "I found nothing in this that the customer did, so nothing was recorded."
NOT_SURE = "I was not sure enough to record anything from this."
_PIECE = re.compile(r"[^.!?;\n]{8,}")
_DENIAL = re.compile(r"(?i)\s*(no|nope|nah)[.!\s]*")
_ASSENT = re.compile(r"(?i)\s*(y(es|ep|eah|up)|correct|right)\b")


def news(
    desk: Desk,
    message: Message,
    text: str,
    case: Case,
    *,
    others: Sequence[str] = (),
    first: Sequence[Observation] = (),
    asking: str | None = None,
) -> Reply:
    """Read a message into claims, record them, and say what follows from them. History quoted in it is not news.

    `others` are accounts named beside the deal's own; `first` are entries (withdrawals) to append before. `asking` is
    the outcome of a question still open: words in which nothing else is found may be its answer, and are asked about.
    """
    at, origin = local_time(message), message.origin
    heard = without_history(text, ours(desk, message.organisation))
    reading = desk.reader.read(
        ToRead(
            text=heard,
            on=(origin.on if origin else None) or at.date(),
            timezone=message.timezone,
            other_names=others,
            pasted=message.pasted,
            definitions=definitions(desk, message.organisation, case.process, heard),
        )
    )
    claims = recording.found_at(origin, recording.checked(reading.claims, text, case.process))
    source = origin.link if origin else "message"
    observations = recording.not_repeated(
        recording.observed(claims, message, at, source=source, read_by=read_by(reading)), [*case.ledger, *first]
    )
    unsure = recording.found_at(origin, recording.checked(reading.questions, text, case.process))
    if not (claims or unsure or reading.seller_activity) and asking in case.process.outcomes:
        unsure = recording.perhaps(asking, text)
    repeated = "That is in the ledger already, word for word." if claims and not observations else None
    return record(desk, message, case, [*first, *observations], unsure=unsure, reading=reading, note=repeated)


def ours(desk: Desk, organisation: str) -> Us:
    """Our own side: everybody in the organisation, by name and mail address."""
    people = desk.deals.people(organisation)
    return us(each for person in people for each in (person.name, person.email) if each)


def definitions(desk: Desk, organisation: str, process: Process, text: str) -> list[Definition]:
    """The outcomes that the message could be about, found in the vector store, in the process's order."""
    pieces = [text[:2000], *(match.group() for match in _PIECE.finditer(text))][:PIECES]
    found = desk.search.find(organisation, process.id, process.version, pieces, kinds=TELLING, limit=NEAREST)
    named = {outcome for passage in found for outcome in passage.entry.outcomes}
    return [definition for outcome, definition in process.definitions.items() if outcome in named]


def record(
    desk: Desk,
    message: _Incoming,
    case: Case,
    observations: Sequence[Observation],
    *,
    unsure: Sequence[Claim] = (),
    reading: Reading | None = None,
    note: str | None = None,
    dont_know: tuple[str, ...] = (),
    answered: tuple[str, ...] = (),
) -> Reply:
    """Append in one transaction, and reply with what was recorded and what follows.

    `dont_know` and `answered` are outcomes not to ask about in this reply.
    """
    after = case.now([*case.ledger, *observations])
    skip = {
        *dont_know,
        *answered,
        *(claim.outcome for claim in unsure),
        *desk.turns.asked(message.organisation, case.deal.id, message.at - NOT_AGAIN),
    }
    questions = [*advice.uncertain(case.process, unsure), *advice.open_questions(case.process, after.standing, skip)]
    questions = questions[: advice.QUESTIONS_A_TURN]
    reply = _reply(case, after, observations, questions, reading, note)
    reply = playbooks.advised(desk, message.organisation, after, reply)
    turn = Turn(
        id=message.id,
        conversation=message.conversation,
        person=message.person,
        at=message.at,
        deal=case.deal.id,
        recorded=tuple(each.id for each in observations),
        dont_know=dont_know,
        asked=asked_about(questions, unsure),
        reply=reply.model_dump_json(),
    )
    desk.stops.check(message)
    if observations:
        desk.ledger.append(message.organisation, case.deal.id, observations, process=case.process, turn=turn)
    else:
        desk.turns.save(message.organisation, turn)
    return reply


def _reply(
    case: Case,
    after: Case,
    observations: Sequence[Observation],
    questions: Sequence[Question],
    reading: Reading | None,
    note: str | None,
) -> Reply:
    old = {move.observation for move in case.standing.backward_moves}
    moves = [move for move in after.standing.backward_moves if move.observation not in old]
    if note is None and reading is not None and not observations:
        note = NOT_SURE if reading.questions else NOTHING_FOUND
    return Reply(
        notice=reading.notice if reading else None,
        deal=case.name,
        recorded=advice.recorded(case.process, after.standing, observations),
        backward_moves=advice.went_back(case.process, moves, after.ledger),
        sentences=() if note is None else (Cited(text=note),),
        place=advice.place(case.process, after.standing, case.deal),
        action=advice.next_action(case.process, after.standing),
        questions=tuple(questions),
        seller_activity=reading.seller_activity if reading else (),
        reader=reading.reader if reading else None,
        undo=tuple(each.id for each in observations if each.verdict is not Verdict.WITHDRAWN),
        proof=advice.unproved(observations),
    )


def answered(
    desk: Desk,
    incoming: Press | Message,
    case: Case,
    outcome: str,
    answer: Answer,
    *,
    asked: Asked | None = None,
    words: str | None = None,
) -> Reply:
    """Record an answer to a question. `words` are the typed answer, None for a button.

    A plain "yes" to an uncertain claim records that claim, with its own verdict and quote. A plain "no" records
    nothing: that a message did not say it does not mean that it has not happened.
    """
    if outcome not in case.process.outcomes:
        raise PersonError("The process has changed and no longer has that outcome; ask where the deal is now.")
    if answer is Answer.DONT_KNOW:
        return record(
            desk, incoming, case, [], dont_know=(outcome,), note="That is fine. I will not ask this again this week."
        )
    if asked is not None and asked.verdict and words is not None and _DENIAL.fullmatch(words):
        return record(desk, incoming, case, [], answered=(outcome,), note="Then nothing is recorded about it.")
    verdict, quote, grade, source = (
        Verdict(answer.value),
        words,
        Grade.ASSERTED,
        "button" if words is None else "answer",
    )
    if asked is not None and asked.verdict and words is not None and _ASSENT.match(words):
        verdict, quote, grade = Verdict(asked.verdict), asked.quote, Grade(asked.grade or Grade.ASSERTED)
    observation = recording.said(
        incoming, local_time(incoming), outcome, verdict, source=source, quote=quote, grade=grade
    )
    return record(desk, incoming, case, [observation], answered=(outcome,))


def proved(desk: Desk, proof: Proof, case: Case) -> Reply:
    """Add proof to an outcome: the customer's words, or what they made or sent; without words it is there to open."""
    quote = proof.quote.strip()
    if not (quote or proof.link):
        raise PersonError("Paste the customer's words or a link to what they sent, so that a third person could check.")
    at = local_time(proof)
    if proof.occurred_on is not None and proof.occurred_on > at.date():
        raise PersonError("That day lies ahead; give the day on which the customer did it, or leave it empty.")
    observation = recording.said(
        proof,
        at,
        proof.outcome,
        Verdict.HAPPENED,
        source=proof.link or "proof",
        grade=proof.grade if quote else Grade.ARTEFACT,
        quote=quote or None,
    )
    return record(desk, proof, case, [observation.model_copy(update={"occurred_on": proof.occurred_on})])


def read_by(reading: Reading) -> str:
    """Which reader, with which prompt."""
    return reading.reader if reading.prompt is None else f"{reading.reader} {reading.prompt}"


def asked_about(questions: Sequence[Question], unsure: Sequence[Claim]) -> tuple[Asked, ...]:
    """Questions as a turn keeps them, with the uncertain claim behind each where there is one."""
    claims = {claim.outcome: claim for claim in unsure}
    return tuple(
        Asked(outcome=each.outcome)
        if each.quote is None or (claim := claims.get(each.outcome)) is None
        else Asked(
            outcome=each.outcome,
            verdict=claim.verdict,
            grade=claim.grade,
            quote=claim.quote,
            occurred_on=claim.occurred_on,
        )
        for each in questions
    )
