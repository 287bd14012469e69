"""When something happened, read from a clause relative to the day the message was written.

Only a day that the words determine is given: "last week" and an ambiguous 3/4 stay unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_FULL = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT = r"(?:mon|tues?|wed|thur?s?|fri|sat|sun)\b"  # "sat" and "sun" alone are words of their own
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
AHEAD = re.compile(
    r"\b(?:tomorrow|next (?:week|month|quarter|year|spring|summer|autumn|fall|winter|session|meeting|mon"
    r"|tue|wed|thu"
    r"|fri|sat|sun)|later this|by (?:the )?(?:end|eod|eom|eoq|mid)|in (?:a few|two|three|\d+) (?:days"
    r"|weeks|months)"
    r"|end of (?:the )?(?:month|quarter|year|week)|month end|quarter end|coming (?:week|month|days))",
    re.IGNORECASE,
)
NEAR_DAYS = 60
SENT = re.compile(r"^[ \t>]*(?:date|sent|datum|gesendet)\s*:(?P<when>.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Mention:
    """A day that a text names."""

    start: int
    day: date


def occurred_on(text: str, on: date) -> date | None:
    """The day of a past event: the first day named that is not after `on`; None where none is determined."""
    return next((mention.day for mention in mentions(text, on) if mention.day <= on), None)


def sent_on(text: str, before: int, on: date) -> date | None:
    """The day that the last mail header before a place gives; None where there is none."""
    headers = list(SENT.finditer(text, 0, before))
    return occurred_on(headers[-1]["when"], on) if headers else None


def points_ahead(text: str, on: date) -> bool:
    """Whether the text names a time after `on`."""
    return bool(AHEAD.search(text)) or any(mention.day > on for mention in mentions(text, on))


def mentions(text: str, on: date) -> list[Mention]:
    """Every day the text determines, in the text's order."""
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for pattern, resolve in RULES:
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            day = resolve(match, on)
            if day is not None:
                found.append(Mention(match.start(), day))
    return sorted(found, key=lambda mention: mention.start)


def _iso(match: re.Match[str], _on: date) -> date | None:
    return _valid(int(match["year"]), int(match["month"]), int(match["day"]))


def _named(match: re.Match[str], on: date) -> date | None:
    month, day = MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"])
    return _valid(int(match["year"]), month, day) if match["year"] else _nearest(month, day, on)


def _dotted(match: re.Match[str], on: date) -> date | None:
    month, day, year = int(match["month"]), int(match["day"]), match["year"]
    return _valid(_century(year), month, day) if year else _nearest(month, day, on)


def _slashed(match: re.Match[str], on: date) -> date | None:
    """Either order is in use: a reading is taken if it alone is possible, or alone is recent."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    both = {
        _valid(_century(year), month, day) if year else _nearest(month, day, on) for month, day in ((a, b), (b, a))
    } - {None}
    days = [day for day in both if day is not None]
    near = [day for day in days if 0 <= (on - day).days <= NEAR_DAYS]
    return days[0] if len(days) == 1 else near[0] if len(near) == 1 else None


def _relative(match: re.Match[str], on: date) -> date | None:
    word = match[0].lower()
    if "before" in word:
        return on - timedelta(days=2)
    return on - timedelta(days=1) if word in {"yesterday", "last night"} else on


def _ago(match: re.Match[str], on: date) -> date | None:
    count = match["count"].lower()
    days = (NUMBERS.get(count) or int(count)) * (7 if match["unit"].lower().startswith("week") else 1)
    return on - timedelta(days=days)


def _weekday(match: re.Match[str], on: date) -> date | None:
    """The latest such day up to `on`; "last Monday" is before it, "next Monday" after it."""
    which = (match["which"] or "").lower()
    back = (on.weekday() - DAYS.index(match[0].split()[-1][:3].lower())) % 7
    if which in {"next", "coming", "by"}:
        return on + timedelta(days=7 - back)
    return on - timedelta(days=back or (7 if which == "last" else 0))


def _century(year: str) -> int:
    return int(year) if len(year) > 2 else 2000 + int(year)  # noqa: PLR2004 - a two-digit year


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, on: date) -> date | None:
    """The day of the year that lies nearest to the message."""
    days = [_valid(on.year + shift, month, day) for shift in (-1, 0, 1)]
    return min((day for day in days if day), key=lambda day: abs((day - on).days), default=None)


def _rules() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]]:
    yield re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _iso
    yield re.compile(rf"\b{_DAY}\.?\s+(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE), _named
    yield re.compile(rf"\b{_MONTH}\s+{_DAY}\b{_YEAR}", re.IGNORECASE), _named
    yield re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:20)?\d\d\b)?(?!\d)"), _dotted
    yield (
        re.compile(
            r"\b(?:on|since|from|by|dated|until)\s+(?P<day>\d{1,2})\.(?P<month>0\d|1[0-2])(?P<year>)(?![.\d]|\s*%)",
            re.IGNORECASE,
        ),
        _dotted,
    )
    yield (
        re.compile(r"(?<![\d/])(?!24/7)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?(?![\d/%])"),
        _slashed,
    )
    yield (
        re.compile(
            r"\b(?:the )?day before yesterday|\byesterday|\blast night|\btoday|\btonight"
            r"|\bthis (?:morning|afternoon|evening)"
            r"|\bjust now",
            re.IGNORECASE,
        ),
        _relative,
    )
    yield (
        re.compile(
            r"\b(?P<count>\d{1,3}|a|one|two|three|four|five|six|seven|ten)\s+(?P<unit>days?|weeks?)\s+ago\b",
            re.IGNORECASE,
        ),
        _ago,
    )
    yield (
        re.compile(
            rf"\b(?:(?P<which>last|next|this|coming|by)\s+(?:{_FULL}|{_SHORT})|on\s+{_SHORT}|{_FULL})", re.IGNORECASE
        ),
        _weekday,
    )


RULES = tuple(_rules())
