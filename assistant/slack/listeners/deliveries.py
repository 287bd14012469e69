"""Before any listener: is this delivery meant for us, and is it new? It is kept before it is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from assistant.errors import OperatorError
from assistant.slack.incoming import delivered_to, from_our_team, said, sender

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import App, BoltContext
    from slack_sdk import WebClient

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.visitors import Visitors

OVER = frozenset({"app_uninstalled", "tokens_revoked"})  # after these Slack knows no token any more
ELSEWHERE = "of another organisation"


def register(app: App, fronts: Fronts, visitors: Visitors) -> None:
    """Add the middleware, which gives listeners their `front`.

    Where the inbox or Slack fails, nothing is acknowledged and Slack delivers again.
    """

    @app.middleware
    def receive(
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        if fronts.organisation is None and (body.get("event") or {}).get("type") in OVER:
            return next()
        assert context.authorize_result is not None
        front = context["front"] = fronts.of(context.authorize_result)
        if not _wanted(body, front):
            return BoltResponse(status=200)
        if (reason := _stranger(body, front, client)) is not None:
            visitors.turn_away(client, front, body, reason)
            return BoltResponse(status=200)
        delivery = body.get("event_id")
        if delivery is not None and not front.inbox.accept(front.organisation, delivery, body):
            return BoltResponse(status=200)
        return next()


def _wanted(body: Mapping[str, Any], front: Front) -> bool:
    """Other workspaces' payloads and messages that are not for us are neither kept nor looked at further."""
    if not delivered_to(body, front.team):
        return False
    if body.get("type") != "event_callback":
        return True
    message = said(body.get("event") or {}, front.bot)
    return message is not None and (message.addressed or front.knows(message.spot))


def _stranger(body: Mapping[str, Any], front: Front, client: WebClient) -> str | None:
    """Why the sender is nobody that the app works for. A lack that only the operator mends waits for the turn."""
    if not from_our_team(body, front.team):
        return ELSEWHERE
    user = sender(body)
    try:
        return front.people.who(client, user).stranger if user else None
    except OperatorError:
        return None
