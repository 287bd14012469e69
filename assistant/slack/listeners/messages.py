"""Messages in a DM, mentions in a channel, and what the asker writes in that thread afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import Message
from assistant.errors import RightsideError
from assistant.slack.front import log
from assistant.slack.incoming import said
from assistant.slack.posting import open_thread

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.incoming import Said
    from assistant.slack.people import Who


def register(app: App) -> None:
    """Add the listeners; the middleware has let through only what is meant for us."""

    @app.event("message")
    @app.event("app_mention")
    def on_message(event: dict[str, Any], client: WebClient, front: Front) -> None:
        message = said(event, front.bot)
        if message is not None:
            answer(front, client, message)


def answer(front: Front, client: WebClient, message: Said) -> None:
    """Answer one message."""

    def take(who: Who) -> Reply:
        return front.coach.reply(Message(**front.turn(message.spot, who, message.id), text=message.text))

    if message.begins:
        try:
            open_thread(client, message.spot)
        except RightsideError as error:
            log.warning("no thread begun", turn=message.id, reason=str(error))
    front.serve(client, message.spot, message.id, take)
