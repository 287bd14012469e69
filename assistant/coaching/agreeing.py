"""What was agreed about a deal, in plain words: who does what by when; and that it is done."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.coaching import telling
from assistant.coaching.days import day_ahead
from assistant.coaching.reply import Cited
from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.customer_people import customer_people
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import date, datetime

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.intents import Intent
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply

LONGEST, THEM = 500, "the customer"
_DUE = re.compile(
    r"(?i)[\s,]*\b(?:by|until|before|on|in|this|next|tomorrow|today)\b(?!.*\b(?:by|until)\b)[^.;]{0,40}[.!\s]*$"
)


def agree(desk: Desk, message: Message, intent: Intent, case: Case) -> Reply:
    """Keep an agreed step. Its day is the one the words name; it is whose name they begin with, else the owner's.

    Where they begin with an outcome's id, it is that outcome, and what follows names who of the customer brings it.
    """
    today = case.standing.on
    words = " ".join(intent.rest.split())[:LONGEST]
    tail = _DUE.search(words)
    due = day_ahead(tail[0], today) if tail else None
    text = words[: tail.start()].rstrip(" ,.") if tail and due else words.rstrip(" .")
    outcome, _, name = text.replace(",", " ").partition(" ")
    if outcome in case.process.outcomes:
        step = agree_on(desk, message.organisation, case, outcome, due, name, by=message.person, at=message.at)
    else:
        who, side = _whose(desk, message, case, text)
        step = AgreedStep(
            id=message.id, text=text, who=who, side=side, due=due, agreed_by=message.person, agreed_at=message.at
        )
        desk.agreed.save(message.organisation, case.deal.id, step)
    by = f", by {due}" if due else "; no day was named, say “by Friday” to set one"
    return _told(desk, message, case, f"Agreed for {case.deal.name}: {step.who or THEM}: {step.text}{by}.")


def agree_on(
    desk: Desk, organisation: str, case: Case, outcome: str, due: date | None, who: str, *, by: str, at: datetime
) -> AgreedStep:
    """Keep who of the customer brings an outcome by which day, in place of what was kept. Raises `PersonError`."""
    if outcome not in case.process.outcomes:
        ids = ", ".join(case.standing.open_gates) or "none is open"
        raise PersonError(f"{case.process.id} has no outcome {outcome!r}; open now: {ids}.")
    if case.standing.journey.state(outcome).proved:
        raise PersonError(f"{outcome} is proved already; there is nothing to agree on.")
    digest = blake2b(f"{case.deal.id}/{outcome}".encode(), digest_size=8).hexdigest()
    step = AgreedStep(
        id=f"plan-{digest}",
        text=case.process.outcomes[outcome].statement[:500],
        who=who.strip()[:200],
        side=Side.CUSTOMER,
        outcome=outcome,
        due=due,
        agreed_by=by,
        agreed_at=at,
    )
    desk.agreed.save(organisation, case.deal.id, step)
    return step


def done(desk: Desk, message: Message, intent: Intent, case: Case) -> Reply:
    """Mark the open step of that number as done; `PersonError` lists the open ones where there is none."""
    steps = open_steps(case)
    if not 1 <= intent.which <= len(steps):
        listed = "; ".join(f"{at}. {step.text}" for at, step in enumerate(steps, 1)) or "none"
        raise PersonError(f"There is no open step {intent.which} for {case.deal.name}; open are: {listed}.")
    step = steps[intent.which - 1]
    desk.agreed.save(message.organisation, case.deal.id, step.model_copy(update={"done_on": case.standing.on}))
    return _told(desk, message, case, f"Done: {step.text}.")


def open_steps(case: Case) -> list[AgreedStep]:
    """The steps that are not done, the first due first."""
    return [step for step in case.agreed if step.done_on is None]


def _told(desk: Desk, message: Message, case: Case, text: str) -> Reply:
    fresh = desk.case(message.organisation, case.deal, case.standing.on)
    reply = telling.where(fresh)
    return desk.keep(
        message, reply.model_copy(update={"sentences": (Cited(text=text), *reply.sentences)}), deal=case.deal.id
    )


def _whose(desk: Desk, message: Message, case: Case, text: str) -> tuple[str, Side]:
    said = text.casefold()

    def begins(name: str) -> bool:
        return any(said.startswith(f"{part.casefold()} ") for part in {name, name.split(" ", maxsplit=1)[0]} if part)

    theirs = next((name for name in customer_people(case.deal, case.ledger) if begins(name)), None)
    if theirs or said.startswith(("the customer ", "they ", "their ")):
        return theirs or THEM, Side.CUSTOMER
    people = desk.deals.people(message.organisation)
    ours = next((each.name for each in people if begins(each.name)), None)
    owner = next((each.name for each in people if each.id == case.deal.owner), case.deal.owner)
    return ours or owner, Side.SELLER
