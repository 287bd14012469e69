"""Whom the app does not work for, and the one line a day that they are told."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.slack.front import log
from assistant.slack.incoming import Spot, sender
from assistant.slack.views.shown import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from assistant.slack.front import Front

LINE = "I work for the members of this workspace alone, so I have neither read nor kept what you sent me."
AGAIN = timedelta(days=1)
REMEMBERED = 10_000  # visitors who were told


class Visitors:
    """Turns visitors away; remembers in this process whom it told today."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._told: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._lock = Lock()

    def turn_away(self, front: Front, body: Mapping[str, Any], reason: str) -> None:
        """Tell a visitor once a day that nothing of theirs is read; the log says whom."""
        user, spot = sender(body), _place(body)
        if not self._first_today(front.team, user):
            log.info("a visitor again", team=front.team, user=user)
            return
        log.warning("a visitor was turned away", team=front.team, user=user, reason=reason)
        if spot is not None:
            front.tell(spot, f"visitor:{user}:{self._clock():%Y-%m-%dT%H:%M:%S}", sentence(LINE))

    def _first_today(self, team: str, user: str) -> bool:
        now = self._clock()
        with self._lock:
            last = self._told.get((team, user))
            if last is not None and now - last < AGAIN:
                return False
            self._told[team, user] = now
            self._told.move_to_end((team, user))
            while len(self._told) > REMEMBERED:
                self._told.popitem(last=False)
            return True


def _place(body: Mapping[str, Any]) -> Spot | None:
    """Where a payload comes from, to answer there; None for a modal or a page."""
    event, container = body.get("event") or {}, body.get("container") or {}
    channel = event.get("channel") or container.get("channel_id") or body.get("channel_id")
    if not isinstance(channel, str):
        return None
    hook = body.get("response_url") if "command" in body else None
    return Spot(channel, sender(body), event.get("thread_ts") or container.get("thread_ts"), hook)
