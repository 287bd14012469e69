"""Open, won or lost: from what the CRM's stage, status and flags say."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.crm.dates import BLANK
from assistant.crm.faults import RowError, shown
from assistant.deals.deal import DealState

WON = frozenset({"won", "gewonnen", "gagné", "gagnée", "ganado", "ganada", "vinto", "vinta", "closedwon"})
LOST = frozenset({
    "lost", "verloren", "perdu", "perdue", "perdido", "perdida", "perso", "persa", "closedlost", "abandoned",
    "cancelled", "canceled", "disqualified",
})  # fmt: skip
CLOSED = frozenset({
    "closed", "geschlossen", "abgeschlossen", "fermé", "fermée", "cerrado", "cerrada", "chiuso", "chiusa",
})  # fmt: skip
# "Closed - no decision" and the like: closed without a purchase.
NOT_BOUGHT = frozenset({"no", "not", "nicht", "keine", "dead", "duplicate", "rejected", "abgelehnt"})
FILLERS = frozenset({"deal", "opportunity", "is"})
YES = frozenset({"true", "yes", "1", "1.0", "y", "t", "ja", "wahr", "x"})
NO = frozenset({"false", "no", "0", "0.0", "n", "f", "nein", "falsch"})


def read_flag(text: str) -> bool | None:
    """A yes-or-no cell; None where it is blank. Raises `RowError`."""
    word = text.strip().casefold()
    if word in BLANK:
        return None
    if word in YES or word in NO:
        return word in YES
    raise RowError(f"{shown(text)} is neither yes nor no")


@lru_cache(maxsize=1024)
def read_state(
    words: tuple[str, ...], *, won: bool | None = None, lost: bool | None = None, closed: bool | None = None,
    reason_lost: bool = False,
) -> DealState:  # fmt: skip
    """The state that stage and status (`words`) and the flags tell together; the flags win.

    `reason_lost` (there is a reason for the loss) decides only for a deal that is closed and says no more; an
    open deal may carry an old one.
    Raises `RowError` for a deal that is closed, with nothing to say how it ended.
    """
    if won:
        return DealState.WON
    if lost or (closed and won is False):
        return DealState.LOST
    if closed is False:
        return DealState.OPEN
    told = {_told(text) for text in words}
    for ended in (DealState.WON, DealState.LOST):
        if ended in told:
            return ended
    if not closed and None not in told:
        return DealState.OPEN
    if won is False or reason_lost:
        return DealState.LOST
    named = next((text for text in words if text), "closed")
    raise RowError(f"the deal is closed ({shown(named)}), but nothing says whether it was won or lost")


def _told(text: str) -> DealState | None:
    """The state a stage's name says; None where it only says that the deal is closed.

    The first word decides ("Closed Won", "9 - Lost: price"), so that "Negotiation, not lost" stays open.
    """
    words = [word for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text.casefold()) if word not in FILLERS]
    first, rest = (words[0], set(words[1:])) if words else ("", set())
    if first in CLOSED:
        if rest & (LOST | NOT_BOUGHT):
            return DealState.LOST
        return DealState.WON if rest & WON else None
    if first in WON:
        return DealState.WON
    return DealState.LOST if first in LOST else DealState.OPEN
