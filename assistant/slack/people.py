"""Who a Slack user is among the organisation's people: the one with the same e-mail address."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.errors import SlackApiError

from assistant.slack.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from slack_sdk import WebClient

    from assistant.coaching.ports import Deals
    from assistant.deals.deal import Person

FRESH = timedelta(minutes=10)
REMEMBERED = 10_000  # users
UNSEEN = frozenset({"user_not_found", "user_not_visible"})  # whom the workspace does not know


@dataclass(frozen=True)
class Who:
    """A person's id and time zone (an IANA name); `stranger` says why it is nobody that the app works for."""

    person: str
    timezone: str
    stranger: str | None = None


def local_day(at: datetime, who: Who) -> date:
    """The day of a moment where the person is."""
    try:
        return at.astimezone(ZoneInfo(who.timezone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.date()


@dataclass
class People:
    """Slack users as people of one organisation, looked up again after some minutes."""

    deals: Deals
    organisation: str
    team: str
    clock: Callable[[], datetime]
    _known: OrderedDict[str, tuple[datetime, Who]] = field(default_factory=OrderedDict)

    def who(self, client: WebClient, user: str) -> Who:
        """The person with this user's e-mail address; otherwise `slack:USER`, who owns no deal yet."""
        now = self.clock()
        kept = self._known.get(user)
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        found = self._found(user, _profile(client, user))
        self._known[user] = (now, found)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _found(self, user: str, profile: Mapping[str, Any]) -> Who:
        reason = stranger(profile, self.team)
        if reason is not None:
            return Who(slack_id(user), "UTC", reason)
        same = matching(self.deals.people(self.organisation), email_of(profile))
        return Who(
            same[0].id if len(same) == 1 else slack_id(user), profile.get("tz") or (same[0].timezone if same else "UTC")
        )


def stranger(profile: Mapping[str, Any], team: str) -> str | None:
    """Why a user of this profile (of `users.info`) is none of the workspace's members; None for a member."""
    grid = (profile.get("enterprise_user") or {}).get("teams") or ()
    elsewhere = profile.get("team_id") not in {None, team} and team not in grid
    reasons = {
        "of another organisation": elsewhere or profile.get("is_stranger"),
        "a guest": profile.get("is_restricted") or profile.get("is_ultra_restricted"),
        "a bot": profile.get("is_bot"),
        "deactivated": profile.get("deleted"),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def matching(people: Sequence[Person], email: str) -> list[Person]:
    """Whom an address in lower case belongs to, beside those whom Slack alone knows."""
    return [each for each in people if email and each.email.casefold() == email and not each.id.startswith("slack:")]


def slack_id(user: str) -> str:
    """The id of a person whom Slack alone knows."""
    return f"slack:{user}"


def email_of(profile: Mapping[str, Any]) -> str:
    """A user's address in lower case; empty where Slack does not tell it."""
    return str((profile.get("profile") or {}).get("email") or "").strip().casefold()


def _profile(client: WebClient, user: str) -> Mapping[str, Any]:
    with translated():
        try:
            answer: Mapping[str, Any] = client.users_info(user=user)["user"]
        except SlackApiError as error:
            if error.response.get("error") not in UNSEEN:
                raise
            return {"is_stranger": True}
        return answer
