"""Before any listener: is this delivery meant for us? A message is kept here, since Bolt acknowledges it next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from assistant.errors import OperatorError, RateLimitedError
from assistant.slack.incoming import delivered_to, from_our_team, said, sender, uploaded
from assistant.slack.listeners import links, messages, stops, uploads, workflows
from assistant.slack.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import App, BoltContext
    from slack_sdk import WebClient

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts

KEPT = frozenset({"message", "app_mention", links.EVENT})
OPENED = "app_home_opened"  # shows what there is now: it is not kept, and again is no harm
LISTENED = frozenset({OPENED, workflows.EVENT, stops.EVENT})
OVER = frozenset({"app_uninstalled", "tokens_revoked"})  # after these Slack knows no token any more
ELSEWHERE = "of another organisation"


def register(app: App, fronts: Fronts) -> None:
    """Add the middleware, which gives listeners their `front`.

    Where nothing can be kept, or Slack does not say who somebody is, nothing is acknowledged and Slack delivers again.
    """
    visitors = Visitors(fronts.clock)

    @app.middleware
    def receive(
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        kind = (body.get("event") or {}).get("type")
        if fronts.organisation is None and kind in OVER:
            return next()
        assert context.authorize_result is not None
        front = context["front"] = fronts.of(context.authorize_result)
        if not _wanted(body, front):
            return BoltResponse(status=200)
        if (reason := _stranger(body, front, client)) is not None:
            if kind != links.EVENT:  # whoever posts a link has not spoken to us
                visitors.turn_away(front, body, reason)
            return BoltResponse(status=200)
        if kind not in KEPT:
            return next()
        _keep(front, body)
        return BoltResponse(status=200)


def _wanted(body: Mapping[str, Any], front: Front) -> bool:
    """Other workspaces' payloads and messages that are not for us are neither kept nor looked at further."""
    if not delivered_to(body, front.team):
        return False
    event = body.get("event") or {}
    if body.get("type") != "event_callback" or event.get("type") in LISTENED:
        return True
    if event.get("type") == links.EVENT:
        return links.about_deals(front.links, event)
    if event.get("type") not in KEPT:
        return False
    message = said(event, front.bot)
    if message is None:
        return uploaded(event, front.bot) is not None
    return message.addressed or front.knows(message.spot)


def _stranger(body: Mapping[str, Any], front: Front, client: WebClient) -> str | None:
    """Why the sender is nobody that the app works for, as far as that is known now: the turn asks again.

    A lack that only the operator mends is told there, and where Slack is asked too often the delivery waits there.
    """
    if not from_our_team(body, front.team):
        return ELSEWHERE
    user = sender(body)
    try:
        return front.people.who(client, user).stranger if user else None
    except (OperatorError, RateLimitedError):
        return None


def _keep(front: Front, body: Mapping[str, Any]) -> None:
    """Keep a message, each of the files in it, or the links that somebody posted."""
    event = body["event"]
    if event["type"] == links.EVENT:
        links.keep(front, body["event_id"], event)
        return
    message, upload = said(event, front.bot), uploaded(event, front.bot)
    if upload is not None:
        uploads.keep(front, body["event_id"], upload, event)
    elif message is not None:
        front.keep(messages.KIND, body["event_id"], message.spot, event)
