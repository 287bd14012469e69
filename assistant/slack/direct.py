"""The DM with a person: where answers go that were not asked for in a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.slack.failures import translated
from assistant.slack.incoming import Spot

if TYPE_CHECKING:
    from slack_sdk import WebClient


def direct(client: WebClient, user: str) -> Spot:
    """The person's DM with the app, opened where there is none yet."""
    with translated():
        return Spot(client.conversations_open(users=user)["channel"]["id"], user)
