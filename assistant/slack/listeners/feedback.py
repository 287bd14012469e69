"""*Useful* and *Not useful* under a reply: kept before they are acknowledged, and answered by Slack's own mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.coaching.feedback import rated
from assistant.errors import PersonError
from assistant.slack.front import log
from assistant.slack.views.reply import FEEDBACK
from assistant.slack.views.values import rating

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts


def register(app: App, fronts: Fronts) -> None:
    """Add the listener."""
    del fronts

    @app.action(FEEDBACK)
    def on_feedback(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        who = front.people.who(client, body["user"]["id"])
        try:
            value, turn = rating(str(body["actions"][0].get("value", "")))
            rated(front.coach.desk, front.organisation, who.person, turn, value, front.clock())
        except PersonError as error:
            log.info("feedback not kept", user=body["user"]["id"], reason=str(error))
        ack()
