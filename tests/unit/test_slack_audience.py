"""The members of a channel: read as far as needed, and again after a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient

from assistant.slack.audience import FRESH, Channels
from tests.builders import NOW
from tests.slack_proxy import ok, slack_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_proxy import Answer, Proxy

EVERYBODY = [f"U{number}" for number in range(7)]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    def page(given: dict[str, str]) -> Answer:
        start = int(given.get("cursor") or 0)
        following = str(start + 3) if start + 3 < len(EVERYBODY) else ""
        return ok({"members": EVERYBODY[start : start + 3], "response_metadata": {"next_cursor": following}})

    with slack_proxy() as server:
        server.answers["conversations.members"] = page
        yield server


def test_members_are_read_as_far_as_needed_and_kept_for_a_minute(proxy: Proxy) -> None:
    now = NOW
    channels, client = Channels(lambda: now), WebClient("xoxb-1", proxy.api)
    assert channels.members(client, "C1", 2) == tuple(EVERYBODY[:3])  # more than two: that is enough to know
    assert channels.members(client, "C1", 1) == tuple(EVERYBODY[:3])
    assert proxy.times("conversations.members") == 1
    assert channels.members(client, "C1", 6) == tuple(EVERYBODY)  # what was known of is too little for this question
    assert channels.members(client, "C1", 90) == tuple(EVERYBODY)
    assert proxy.times("conversations.members") == 4
    now += FRESH - timedelta(seconds=1)
    channels.members(client, "C1", 90)
    assert proxy.times("conversations.members") == 4
    now += timedelta(seconds=1)
    channels.members(client, "C1", 90)
    assert proxy.times("conversations.members") == 7
