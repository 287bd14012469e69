"""The day written in the heading of a quoted mail, in English or German. Pure."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("jan", "feb", "mar|mär|mrz", "apr", "may|mai", "jun", "jul", "aug", "sep", "oct|okt", "nov", "dec|dez")
_MONTH = r"(?P<month>" + "|".join(MONTHS) + r")[a-zä]*\.?"
_WRITTEN = (
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{_MONTH},?\s+(?P<year>20\d\d)\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)\b", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>20\d\d|\d\d)\b"),
)


def day_in(text: str) -> date | None:
    """The first day written out in full; None for one in figures and slashes, which two countries read differently."""
    for pattern in _WRITTEN:
        if (found := pattern.search(text)) is not None:
            named = found.groupdict()
            year = int(named["year"]) % 2000 + 2000
            month = int(named["number"]) if "number" in named else _month(named["month"])
            try:
                return date(year, month, int(named["day"]))
            except ValueError:
                return None
    return None


def _month(name: str) -> int:
    return next(number for number, names in enumerate(MONTHS, 1) if name.casefold() in names.split("|"))
