"""Where a case stands, worked out from the log alone: it shares no line with the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    Move = tuple[str, date, str, str]  # outcome, day, stage before, stage after

STEPS = (("application-submitted", "ask-for-loan"), ("offer-returned", "take-offer"))
GIVES = {"A_SUBMITTED": "application-submitted", "O_SENT_BACK": "offer-returned"}
TAKES = {"A_CANCELLED": ("application-submitted", "offer-returned"), "O_CANCELLED": ("offer-returned",)}
STOPS = {"O_ACCEPTED", "O_DECLINED", "A_DECLINED"}


def reference(events: Iterable[tuple[str, datetime]]) -> tuple[str, list[Move]]:
    """The customer's stage after these events (activity, time), and every backward move."""
    held: set[str] = set()
    moves: list[Move] = []
    for activity, at in events:
        if activity in STOPS:
            break
        held |= {GIVES[activity]} if activity in GIVES else set()
        for outcome in TAKES.get(activity, ()):
            if outcome in held:
                before = _stage(held)
                held.remove(outcome)
                moves.append((outcome, at.date(), before, _stage(held)))
    return _stage(held), moves


def _stage(held: set[str]) -> str:
    return next((stage for outcome, stage in STEPS if outcome not in held), "complete")
