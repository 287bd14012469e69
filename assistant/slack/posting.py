"""Sending: in a DM as a message, in a channel to the asker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.webhook import WebhookClient

from assistant.errors import UnavailableError
from assistant.slack.failures import translated

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assistant.slack.incoming import Spot
    from assistant.slack.views.shown import Shown


SECONDS, TAKEN = 15, 200


def post(client: WebClient, spot: Spot, shown: Shown) -> None:
    """Post an answer where it was asked for, without link previews.

    In a channel only the asker sees it: whether every member may see the deal is not known here.
    """
    with translated():
        if spot.hook is not None:
            _respond(spot.hook, shown)
        elif spot.private:
            client.chat_postMessage(
                channel=spot.channel,
                thread_ts=spot.thread,
                text=shown.text,
                blocks=shown.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        else:
            client.chat_postEphemeral(
                channel=spot.channel, user=spot.user, thread_ts=spot.thread, text=shown.text, blocks=shown.blocks
            )


def _respond(hook: str, shown: Shown) -> None:
    answer = WebhookClient(hook, timeout=SECONDS).send(
        text=shown.text, blocks=shown.blocks, response_type="ephemeral", replace_original=False
    )
    if answer.status_code != TAKEN:
        raise UnavailableError(f"Slack did not take the answer ({answer.status_code}); ask again.")


def open_thread(client: WebClient, spot: Spot) -> None:
    """Begin a thread, with a line that tells nothing: Slack shows private replies in live threads only."""
    with translated():
        client.chat_postMessage(
            channel=spot.channel,
            thread_ts=spot.thread,
            unfurl_links=False,
            unfurl_media=False,
            text=f"<@{spot.user}> I answer you in this thread; only you can see it.",
        )


def replace(client: WebClient, channel: str, ts: str, shown: Shown) -> None:
    """Show an earlier message of ours differently."""
    with translated():
        client.chat_update(channel=channel, ts=ts, text=shown.text, blocks=shown.blocks)
