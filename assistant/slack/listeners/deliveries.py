"""Before any listener: is this delivery meant for us? A message is kept here, since Bolt acknowledges it next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from assistant.slack.incoming import from_our_team, said, uploaded
from assistant.slack.listeners import messages, uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import App

    from assistant.slack.front import Front

KEPT = frozenset({"message", "app_mention"})
OPENED = "app_home_opened"  # shows what there is now: it is not kept, and again is no harm


def register(app: App, front: Front) -> None:
    """Add the middleware. Where nothing can be kept, nothing is acknowledged and Slack delivers again."""

    @app.middleware
    def receive(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 - Bolt's name
        if not from_our_team(body, front.team):
            return BoltResponse(status=200)
        if body.get("type") != "event_callback" or (body.get("event") or {}).get("type") == OPENED:
            return next()
        if (body.get("event") or {}).get("type") in KEPT:
            _keep(front, body)
        return BoltResponse(status=200)


def _keep(front: Front, body: Mapping[str, Any]) -> None:
    """Keep a message that is meant for us, or each of the files in it; nothing of what is not."""
    event = body["event"]
    message, upload = said(event, front.bot), uploaded(event, front.bot)
    if upload is not None:
        uploads.keep(front, body["event_id"], upload, event)
    elif message is not None and (message.addressed or front.knows(message.spot)):
        front.keep(messages.KIND, body["event_id"], message.spot, event)
