"""The same words for verdicts, grades and statuses wherever a reply is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Verdict
from assistant.deals.standing import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

VERDICTS = {
    Verdict.HAPPENED: "happened",
    Verdict.NOT_YET: "not yet",
    Verdict.REVERSED: "went back",
    Verdict.WITHDRAWN: "taken back",
}
SIGNS = {Verdict.HAPPENED: "✓", Verdict.NOT_YET: "·", Verdict.REVERSED: "↩", Verdict.WITHDRAWN: "✗"}
GRADES = {
    Grade.ARTEFACT: "something they made or sent",
    Grade.QUOTED: "their own words",
    Grade.SURROGATE: "a sign of it",
    Grade.ASSERTED: "your word, no proof yet",
}
STATUSES = {
    Status.MET: "proved",
    Status.LIKELY: "likely, by a sign of it",
    Status.CLAIMED: "claimed, without proof",
    Status.EXPIRED: "proved once, due for reconfirmation",
    Status.REVERSED: "taken back by the customer",
    Status.DISPUTED: "disputed",
    Status.NOT_YET: "not yet",
    Status.UNKNOWN: "unknown",
}
AIMS = {"gain agreement": "to gain agreement on"}  # a seller action's purpose, before what it serves
PROVED, PARTLY, OPEN = "●", "◐", "○"  # a stage on the journey bar


def capital(text: str) -> str:
    """The text with its first letter large."""
    return f"{text[:1].upper()}{text[1:]}"


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names in a row, the first few of many."""
    some = list(names)
    more = f" and {len(some) - most} more" if len(some) > most else ""
    return f"{', '.join(some[:most])}{more}"


def aim(purpose: str) -> str:
    """What a seller action is for, to be followed by the outcome it serves."""
    return AIMS.get(purpose, f"to {purpose}")
