"""A deal looked at: which one is meant by a name, where it stands, why, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import inspections, playbooks, telling
from assistant.coaching.intents import Wish
from assistant.coaching.planning import planned
from assistant.coaching.preparing import prepared
from assistant.coaching.recapping import recapped
from assistant.coaching.resolve import Resolved, named, resolve
from assistant.coaching.turns import LAST_TURNS, last_deal
from assistant.coaching.update import NOT_AGAIN
from assistant.deals.observation import Verdict
from assistant.deals.replay import counting_observations
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from assistant.coaching.desk import Case, Desk
    from assistant.coaching.intents import Intent
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply
    from assistant.deals.deal import Deal

MADE: dict[Wish, Callable[[Desk, str, Case], Reply]] = {
    Wish.PREPARE: prepared,
    Wish.RECAP: recapped,
    Wish.PLAN: planned,
}
SHOWN = 8  # deals that fit a name
NAME_IT = "Name one of your deals; “my deals” lists them."


def meant(desk: Desk, message: Message) -> Deal:
    """The deal that `message.text` names; without a name the conversation's last deal, or the only one.

    Open deals come before closed ones. `PersonError` lists what fits where it is not one.
    """
    name = message.text.strip()
    for state in ("open", None):
        visible = desk.visible(message.organisation, message.person, state)
        if not name:
            return _last(desk, message, visible)
        found = named(name, visible)
        if found.deal is not None:
            return found.deal
        if found.candidates:
            fitting = "; ".join(f"{deal.name} ({deal.id})" for deal in found.candidates[:SHOWN])
            raise PersonError(f"{len(found.candidates)} deals fit {name!r}: {fitting}. Name one by its id.")
    raise PersonError(f"There is no deal {name!r} that you may see; “my deals” lists yours.")


def guessed(desk: Desk, message: Message) -> Deal | None:
    """The open deal that some words go with: named in them, else the conversation's last, else the only one."""
    visible = desk.visible(message.organisation, message.person)
    past = desk.turns.recent(message.organisation, message.conversation, LAST_TURNS)
    found = resolve(message.text, visible, last=last_deal(past))
    return visible[0] if found == Resolved() and len(visible) == 1 else found.deal


def reported_day(desk: Desk, organisation: str, person: str, deal: str, outcome: str) -> date | None:
    """The day that the newest report of an outcome gives; `PersonError` where the person may not see the deal."""
    desk.deal(organisation, person, deal)
    counting = counting_observations(desk.ledger.observations(organisation, deal))
    days = [each.occurred_on for each in counting if each.outcome == outcome and each.verdict is Verdict.HAPPENED]
    return days[-1] if days else None


def looked(desk: Desk, message: Message, intent: Intent, case: Case) -> Reply:
    """Where a deal stands, why, what changed since the day named (by default a week ago), or a paper about it."""
    if (make := MADE.get(intent.wish)) is not None:
        reply = make(desk, message.organisation, case)
    elif intent.wish is Wish.WHY:
        reply = telling.why(case)
    elif intent.wish is Wish.CHANGED:
        reply = telling.changed(case, inspections.since_day(intent.since or "a week ago", message))
    else:
        skip = desk.turns.asked(message.organisation, case.deal.id, message.at - NOT_AGAIN)
        reply = playbooks.advised(desk, message.organisation, case, telling.where(case, skip))
    return desk.keep(message, reply, deal=case.deal.id)


def _last(desk: Desk, message: Message, visible: tuple[Deal, ...]) -> Deal:
    past = desk.turns.recent(message.organisation, message.conversation, LAST_TURNS)
    last = last_deal(past)
    if last is not None:
        return desk.deal(message.organisation, message.person, last)
    if len(visible) == 1:
        return visible[0]
    raise PersonError(NAME_IT)
