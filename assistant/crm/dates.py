"""Dates and times as exports write them. Whether 03/04/2024 is in March or April is decided per column."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from assistant.crm.faults import RowError, shown

BLANK = frozenset({"", "-", "--", "n/a", "na", "#n/a", "null", "none", "(no value)", "0000-00-00"})
MONTHS = (
    ("jan",), ("feb",), ("mar", "mär"), ("apr",), ("may", "mai"), ("jun",), ("jul",), ("aug",), ("sep",),
    ("oct", "okt"), ("nov",), ("dec", "dez"),
)  # fmt: skip
CENTURY_TURN = 69  # two-digit years below it are in this century, as spreadsheets read them
FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS_IN_YEAR = 12
NOON = 12

_TIME = r"(?:[T ,]+(?P<time>\S.*))?"
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})" + _TIME, re.ASCII)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)" + _TIME, re.ASCII)
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d\d)" + _TIME, re.ASCII)
_EITHER = re.compile(r"(?P<a>\d{1,2})([/-])(?P<b>\d{1,2})\2(?P<y>\d{4}|\d\d)" + _TIME, re.ASCII)
_DAY_WORD = re.compile(r"(?P<d>\d{1,2})[. -]+(?P<w>[^\W\d]{3,9})\.?[ ,-]+(?P<y>\d{4}|\d\d)" + _TIME)
_WORD_DAY = re.compile(r"(?P<w>[^\W\d]{3,9})\.? +(?P<d>\d{1,2}),? +(?P<y>\d{4})" + _TIME)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2}):(?P<n>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


@lru_cache(maxsize=8192)
def read_moment(text: str, *, day_first: bool) -> datetime | None:
    """The moment a cell tells, None where it is blank; a date alone is midnight, a time without zone is UTC.

    `day_first` decides for dates that can be read both ways (03/04/2024). Raises `RowError`.
    """
    clean = " ".join(text.split())
    if clean.casefold() in BLANK:
        return None
    try:
        return _read(clean, day_first=day_first)
    except ValueError as error:
        raise RowError(f"{shown(text)} is not a date that can be read") from error


def order_told(text: str) -> bool | None:
    """Whether a date says that the day comes first (True) or second (False); None where it can be both.

    Raises `RowError` for a cell whose order does not matter: blank, no date, or of a form with one reading.
    """
    match = _EITHER.fullmatch(" ".join(text.split()))
    if match is None:
        raise RowError("the order of day and month does not matter here")
    first, second = int(match["a"]), int(match["b"])
    if first == second:
        raise RowError("day and month are the same number")
    if max(first, second) <= MONTHS_IN_YEAR:
        return None
    return first > second


def _read(text: str, *, day_first: bool) -> datetime:
    for pattern in (_YEAR_FIRST, _COMPACT, _DOTTED):
        if match := pattern.fullmatch(text):
            return _moment(match["y"], int(match["m"]), match["d"], match["time"])
    if match := _EITHER.fullmatch(text):
        day, month = (match["a"], match["b"]) if day_first else (match["b"], match["a"])
        return _moment(match["y"], int(month), day, match["time"])
    if match := _DAY_WORD.fullmatch(text) or _WORD_DAY.fullmatch(text):
        return _moment(match["y"], _month(match["w"]), match["d"], match["time"])
    raise ValueError(text)


def _month(word: str) -> int:
    start = word.casefold()[:3]
    return next((number for number, starts in enumerate(MONTHS, 1) if start in starts), 0)


def _moment(year: str, month: int, day: str, time: str | None) -> datetime:
    number = int(year)
    if len(year) == len("24"):
        number += 2000 if number < CENTURY_TURN else 1900
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(year)
    start = datetime(number, month, int(day), tzinfo=UTC)
    return start if time is None else _at(start, time)


def _at(start: datetime, time: str) -> datetime:
    match = _CLOCK.fullmatch(time.strip())
    if match is None:
        raise ValueError(time)
    hour = int(match["h"])
    if match["half"]:
        if not 1 <= hour <= NOON:
            raise ValueError(time)
        hour = hour % NOON + (NOON if match["half"].upper() == "PM" else 0)
    zone = _zone(match["zone"])
    return start.replace(hour=hour, minute=int(match["n"]), second=int(match["s"] or 0), tzinfo=zone)


def _zone(text: str | None) -> timezone:
    if text is None or not text.startswith(("+", "-")):
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
