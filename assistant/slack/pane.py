"""The agent's pane: prompts, a sign with a stop button while it works, a thread's title. An answer waits for none."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.coaching.telling import by_risk
from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.people import local_day
from assistant.slack.views.pane import PROMPTS_TITLE, prompts, thread_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.incoming import Spot

SECONDS = 3


def suggest(front: Front, client: WebClient, user: str, channel: str) -> None:
    """Offer a few things to say, as somebody opens the DM."""
    with _optional("prompts"):
        who = front.people.who(client, user)
        desk, today = front.coach.desk, local_day(front.clock(), who)
        own = desk.mine(front.organisation, who.person)
        lines = by_risk(desk.cases(front.organisation, own, today), 1).deals
        client.assistant_threads_setSuggestedPrompts(channel_id=channel, title=PROMPTS_TITLE, prompts=prompts(lines))


@contextmanager
def working(front: Front, spot: Spot) -> Iterator[None]:
    """A turn that its person may stop: in a DM's thread Slack shows that it is under way, with its stop button."""
    with front.coach.desk.stops.under_way(front.organisation, spot.conversation):
        _say(front.client, spot, "processing")
        try:
            yield
        finally:
            _say(front.client, spot, "active")


def stop(front: Front, spot: Spot) -> bool:
    """Stop the turn under way in a conversation, and show it; whether there was one."""
    stopped = front.coach.desk.stops.stop(front.organisation, spot.conversation)
    _say(front.client, spot, "active")
    return stopped


def _say(client: WebClient, spot: Spot, status: str) -> None:
    if spot.private and spot.thread is not None:
        with _optional("status"):
            _quick(client).agents_sessions_setStatus(channel_id=spot.channel, thread_ts=spot.thread, status=status)


def entitle(client: WebClient, spot: Spot, reply: Reply) -> None:
    """Name a DM's thread after the deal it is about."""
    title = thread_title(reply)
    if spot.private and spot.thread is not None and title:
        with _optional("title"):
            _quick(client).assistant_threads_setTitle(channel_id=spot.channel, thread_ts=spot.thread, title=title)


@contextmanager
def _optional(what: str) -> Iterator[None]:
    """Where Slack has none of this, the log says so and everything goes on."""
    try:
        with translated():
            yield
    except (RightsideError, SlackApiError) as error:
        log.info("not shown in the pane", what=what, reason=str(error))


def _quick(client: WebClient) -> WebClient:
    """The same client, which neither waits long nor tries again."""
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=SECONDS,
        ssl=client.ssl,
        proxy=client.proxy,
        retry_handlers=[],
    )
