"""Before any listener: is this delivery meant for us, and is it new? It is kept before it is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from assistant.slack.incoming import from_our_team, said, uploaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import App

    from assistant.slack.front import Front

OPENED = "app_home_opened"


def register(app: App, front: Front) -> None:
    """Add the middleware. Where the inbox fails, nothing is acknowledged and Slack delivers again."""

    @app.middleware
    def receive(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 - Bolt's name
        if not _wanted(body, front):
            return BoltResponse(status=200)
        if (body.get("event") or {}).get("type") == OPENED:  # shows what there is now, so again is no harm
            return next()
        delivery = body.get("event_id")
        if delivery is not None and not front.inbox.accept(front.organisation, delivery, body):
            return BoltResponse(status=200)
        return next()


def _wanted(body: Mapping[str, Any], front: Front) -> bool:
    """Other workspaces' payloads and messages that are not for us are neither kept nor looked at further."""
    if not from_our_team(body, front.team):
        return False
    if body.get("type") != "event_callback":
        return True
    event = body.get("event") or {}
    if event.get("type") == OPENED:
        return True
    message = said(event, front.bot)
    if message is None:
        return uploaded(event, front.bot) is not None
    return message.addressed or front.knows(message.spot)
