"""What is said to Slack: messages that carry the id of what they answer, answers to one person, changes."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from slack_sdk.webhook import WebhookClient

from assistant.errors import RateLimitedError, UnavailableError
from assistant.slack.direct import direct
from assistant.slack.failures import NoPlaceError, retry_after, translated

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assistant.slack.incoming import Spot
    from assistant.slack.views.shown import Shown

EVENT_TYPE = "rightside_reply"
PAGE = 200  # messages; Slack gives at most 999
SECONDS = 15
THROUGH_HOOK = "hook"  # in place of a ts, which Slack does not tell there
_SILENT = logging.getLogger("assistant.slack.hooks")  # slack_sdk logs the address, which is a secret
_SILENT.setLevel(logging.CRITICAL)


def post_to_all(client: WebClient, spot: Spot, shown: Shown, send: str) -> str:
    """Post a message without link previews, with `send` in its metadata; its ts."""
    with translated():
        return str(
            client.chat_postMessage(
                channel=spot.channel,
                thread_ts=spot.thread,
                text=shown.text,
                blocks=shown.blocks or None,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"turn": send}},
            )["ts"]
        )


def post(client: WebClient, spot: Spot, shown: Shown, send: str) -> str:
    """Post an answer to the asker alone; its ts. Slack keeps no metadata of these.

    Where a hook is over, or there is none,
    the answer goes to the channel; where the app may not write there, to the person's DM.
    """
    if spot.hook is not None and _responded(spot.hook, shown):
        return THROUGH_HOOK
    try:
        with translated():
            return str(
                client.chat_postEphemeral(
                    channel=spot.channel, user=spot.user, thread_ts=spot.thread, text=shown.text, blocks=shown.blocks
                )["message_ts"]
            )
    except NoPlaceError:
        if spot.hook is None:
            raise
        return post_to_all(client, direct(client, spot.user), shown, send)


def _responded(hook: str, shown: Shown) -> bool:
    """Whether Slack took an answer through a hook; false where it takes none any more."""
    with translated():
        answer = WebhookClient(hook, timeout=SECONDS, logger=_SILENT, retry_handlers=[]).send(
            text=shown.text, blocks=shown.blocks, response_type="ephemeral", replace_original=False
        )
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimitedError("Slack was asked too often; try again in a minute.", retry_after(answer.headers))
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise UnavailableError(f"Slack did not take the answer ({answer.status_code}); ask again.")
    return answer.status_code == HTTPStatus.OK


def found(client: WebClient, spot: Spot, send: str) -> str | None:
    """The ts of our message with `send` in its metadata: in the whole thread, or among the newest of the channel."""
    with translated():
        if spot.thread is None:
            newest = client.conversations_history(channel=spot.channel, limit=PAGE, include_all_metadata=True)
            messages = newest["messages"]
        else:
            pages = client.conversations_replies(
                channel=spot.channel, ts=spot.thread, limit=PAGE, include_all_metadata=True
            )
            messages = [message for page in pages for message in page["messages"]]
    ours = {"event_type": EVENT_TYPE, "event_payload": {"turn": send}}
    return next((str(message["ts"]) for message in messages if message.get("metadata") == ours), None)


def replace(client: WebClient, channel: str, ts: str, shown: Shown) -> None:
    """Show an earlier message of ours differently."""
    with translated():
        client.chat_update(channel=channel, ts=ts, text=shown.text, blocks=shown.blocks)
