"""A deal shared with named people, beside those who see it anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.desk import in_charge
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.coaching.desk import Desk
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


def _check(desk: Desk, organisation: str, asker: str, deal: Deal) -> None:
    if asker not in in_charge(deal.owner, desk.deals.people(organisation)):
        raise PersonError(f"{deal.name} is shared with you; its owner, a manager above or an administrator shares it.")
