"""Before any listener: is this delivery meant for us? A message is kept here, since Bolt acknowledges it next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from assistant.slack.incoming import from_our_team, said
from assistant.slack.listeners import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import App

    from assistant.slack.front import Front


def register(app: App, front: Front) -> None:
    """Add the middleware. Where nothing can be kept, nothing is acknowledged and Slack delivers again."""

    @app.middleware
    def receive(body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 - Bolt's name
        ours = from_our_team(body, front.team)
        if ours and body.get("type") != "event_callback":
            return next()
        message = said(body.get("event") or {}, front.bot) if ours else None
        if message is not None and (message.addressed or front.knows(message.spot)):
            front.keep(messages.KIND, body["event_id"], message.spot, body["event"])
        return BoltResponse(status=200)
