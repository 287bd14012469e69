"""What is said to Slack: messages that carry the id of what they answer, answers to one person, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.slack.failures import translated

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assistant.slack.incoming import Spot
    from assistant.slack.views.shown import Shown

EVENT_TYPE = "rightside_reply"
PAGE = 200  # messages; Slack gives at most 999


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


def post(client: WebClient, spot: Spot, shown: Shown, _send: str) -> str:
    """Post an answer in a channel to the asker alone; its ts. Slack keeps no metadata of these.

    Whether every member of the channel may see the deal is not known here.
    """
    with translated():
        return str(
            client.chat_postEphemeral(
                channel=spot.channel, user=spot.user, thread_ts=spot.thread, text=shown.text, blocks=shown.blocks
            )["message_ts"]
        )


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
