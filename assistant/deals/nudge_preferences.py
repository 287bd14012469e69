"""How a person wants to be nudged, and when their digest falls: in their own time zone, on their own working days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.deals.warnings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVERYTHING = "everything"  # what is muted, in place of a rule
DIGEST_AT = time(9)
MONDAY, FRIDAY = 0, 4
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNKNOWN_ZONE = "UTC"  # what a person has whose time zone nobody told


class Hours(NamedTuple):
    """When somebody works: days of the week (0 is Monday, at least one), and from when until when, local times."""

    days: frozenset[int] = frozenset(range(MONDAY, FRIDAY + 1))
    begins: time = time(9)
    ends: time = time(18)


class Snooze(NamedTuple):
    """A deal that is to be quiet through the day `until`, and why; asked for on the day `since`."""

    deal: str
    since: date
    until: date
    reason: str


OFFICE = Hours()


@dataclass(frozen=True)
class Preferences:
    """A person's own: `muted` are rules by name, or everything; `snoozes` are by deal."""

    hours: Hours = OFFICE
    muted: frozenset[str] = frozenset()
    snoozes: Mapping[str, Snooze] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def all_muted(self) -> bool:
        """Whether nothing is to be sent."""
        return EVERYTHING in self.muted


def rule_name(rule: Kind) -> str:
    """A rule as people write it, such as `silence-stale`."""
    return rule.name.lower().replace("_", "-")


RULES = tuple(rule_name(kind) for kind in Kind if kind <= Kind.SILENCE_WARN)


def zone_of(names: Iterable[str]) -> ZoneInfo:
    """The first of these time zones that there is; UTC, which stands for not known, only where no other is named."""
    for name in names:
        if name and name != UNKNOWN_ZONE:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                continue
    return ZoneInfo(UNKNOWN_ZONE)


def next_digest(after: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """The first digest after a moment, as the receiver's clock shows it.

    It falls at 09:00 on Monday; for who does not work then, on the first working day of the week, and where their
    hours leave out 09:00, at the beginning of them. `after` is aware.
    """
    local = after.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    at = DIGEST_AT if hours.begins <= DIGEST_AT < hours.ends else hours.begins
    days = (monday + timedelta(days=week * 7 + min(hours.days)) for week in range(2))
    falls = (datetime.combine(day, at, zone).astimezone(UTC) for day in days)
    return next(moment for moment in falls if moment > after).astimezone(zone)
