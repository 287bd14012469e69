"""Who a Slack user is among the organisation's people: the one with the same e-mail address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.slack.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from slack_sdk import WebClient

    from assistant.coaching.ports import Deals

FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Who:
    """A person's id and time zone (an IANA name)."""

    person: str
    timezone: str


def local_day(at: datetime, who: Who) -> date:
    """The day of a moment where the person is."""
    try:
        return at.astimezone(ZoneInfo(who.timezone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.date()


@dataclass
class People:
    """Slack users as people of one organisation, looked up again after an hour."""

    deals: Deals
    organisation: str
    clock: Callable[[], datetime]
    _known: dict[str, tuple[datetime, Who]] = field(default_factory=dict)

    def who(self, client: WebClient, user: str) -> Who:
        """The person with this user's e-mail address; otherwise `slack:USER`, who owns no deal yet."""
        now = self.clock()
        kept = self._known.get(user)
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        with translated():
            profile = client.users_info(user=user)["user"]
        found = self._found(user, profile)
        self._known[user] = (now, found)
        return found

    def _found(self, user: str, profile: dict[str, Any]) -> Who:
        email = str((profile.get("profile") or {}).get("email") or "").casefold()
        same = [each for each in self.deals.people(self.organisation) if email and each.email.casefold() == email]
        person = same[0].id if len(same) == 1 else f"slack:{user}"
        return Who(person, profile.get("tz") or (same[0].timezone if same else "UTC"))
