"""What was agreed about a deal, in plain words: who does what by when; and that it is done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching import telling
from assistant.coaching.days import day_ahead
from assistant.coaching.reply import Cited
from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.customer_people import customer_people
from assistant.errors import PersonError

if TYPE_CHECKING:
    from assistant.coaching.desk import Case, Desk
    from assistant.coaching.intents import Intent
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply

LONGEST = 500
_DUE = re.compile(
    r"(?i)[\s,]*\b(?:by|until|before|on|in|this|next|tomorrow|today)\b(?!.*\b(?:by|until)\b)[^.;]{0,40}[.!\s]*$"
)


def agree(desk: Desk, message: Message, intent: Intent, case: Case) -> Reply:
    """Keep an agreed step. Its day is the one the words name; it is whose name they begin with, else the owner's."""
    today = case.standing.on
    words = " ".join(intent.rest.split())[:LONGEST]
    tail = _DUE.search(words)
    due = day_ahead(tail[0], today) if tail else None
    text = words[: tail.start()].rstrip(" ,.") if tail and due else words.rstrip(" .")
    who, side = _whose(desk, message, case, text)
    step = AgreedStep(
        id=message.id, text=text, who=who, side=side, due=due, agreed_by=message.person, agreed_at=message.at
    )
    desk.agreed.save(message.organisation, case.deal.id, step)
    by = f", by {due}" if due else "; no day was named, say “by Friday” to set one"
    return _told(desk, message, case, f"Agreed for {case.deal.name}: {step.who}: {text}{by}.")


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
        return theirs or "the customer", Side.CUSTOMER
    people = desk.deals.people(message.organisation)
    ours = next((each.name for each in people if begins(each.name)), None)
    owner = next((each.name for each in people if each.id == case.deal.owner), case.deal.owner)
    return ours or owner, Side.SELLER
