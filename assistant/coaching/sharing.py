"""A deal shared with named people, beside those who see it anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import looking
from assistant.coaching.desk import in_charge
from assistant.coaching.reply import Cited, Reply
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.coaching.desk import Desk
    from assistant.coaching.messages import Message
    from assistant.deals.deal import Deal, Person


def share(desk: Desk, organisation: str, asker: str, deal: Deal, person: Person, at: datetime) -> bool:
    """Let somebody see a deal; whether that is new. `PersonError` where the asker may not share it."""
    _check(desk, organisation, asker, deal)
    if person.id in desk.seers(organisation, deal):
        return False
    desk.deals.share(organisation, deal.id, person.id, by=asker, at=at)
    return True


def unshare(desk: Desk, organisation: str, asker: str, deal: Deal, person: Person) -> bool:
    """Take it back; whether it was shared with them. `PersonError` where the asker may not."""
    if asker != person.id:
        _check(desk, organisation, asker, deal)
    return desk.deals.unshare(organisation, deal.id, person.id)


def told(desk: Desk, message: Message, *, shared: bool) -> Reply:
    """Share the deal that “DEAL with PERSON” names, or take that back. `PersonError` where either is not one."""
    name, _, other = message.text.rpartition(" with ")
    deal = looking.meant(desk, message.model_copy(update={"text": name}))
    person = desk.one_called(message.organisation, other.strip().removeprefix("@"))
    if shared:
        new = share(desk, message.organisation, message.person, deal, person, message.at)
        text = f"{person.name} sees {deal.name} {'now' if new else 'already'}."
    elif unshare(desk, message.organisation, message.person, deal, person):
        text = f"{deal.name} is shared with {person.name} no more."
    else:
        text = f"{deal.name} was not shared with {person.name}."
    return desk.keep(message, Reply(sentences=(Cited(text=text),)), deal=deal.id)


def _check(desk: Desk, organisation: str, asker: str, deal: Deal) -> None:
    if asker not in in_charge(deal.owner, desk.deals.people(organisation)):
        raise PersonError(f"{deal.name} is shared with you; its owner, a manager above or an administrator shares it.")
