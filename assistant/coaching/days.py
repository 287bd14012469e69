"""A day that somebody names: in a question "Monday", "last week", "2026-03-31", in a promise "by Friday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.reading.dates import mentions

_SPANS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
_NUMBERS = {"a": 1, "one": 1, "the": 1, "last": 1, "past": 1, "two": 2, "three": 3, "four": 4, "six": 6}
_AGO = re.compile(
    rf"(?i)(?:the )?(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?:few\s+)?(?P<span>{'|'.join(_SPANS)})s?(?: ago)?"
)
_AHEAD = re.compile(rf"(?i)\bin (?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<span>{'|'.join(_SPANS)})s?\b")


def day_named(text: str, today: date) -> date | None:
    """The past day a phrase names, `today` at the latest; None where it names none.

    A span is counted back from today ("last week" is seven days ago); a weekday is the last one that has passed.
    """
    if (match := _AGO.fullmatch(text.strip())) is not None:
        number = match["number"].casefold()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        return today - timedelta(days=count * _SPANS[match["span"].casefold()])
    return next((mention.day for mention in mentions(text, today) if mention.day <= today), None)


def day_ahead(text: str, today: date) -> date | None:
    """The day that a promise names, `today` or later ("by Friday" is the next one); None where it names none."""
    if re.search(r"(?i)\btoday\b", text):
        return today
    if re.search(r"(?i)\btomorrow\b", text):
        return today + timedelta(days=1)
    if (match := _AHEAD.search(text)) is not None:
        number = match["number"].casefold()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        return today + timedelta(days=count * _SPANS[match["span"].casefold()])
    coming = re.sub(r"(?i)\b(?:on|this|until|before|for) (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day)", "by ", text)
    return next((mention.day for mention in mentions(coming, today) if mention.day >= today), None)
