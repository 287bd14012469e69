"""The Slack app of one workspace, over Socket Mode. Nothing calls Slack before `connected` is entered."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from assistant.errors import OperatorError
from assistant.slack.failures import translated
from assistant.slack.front import Front, log
from assistant.slack.listeners import (
    buttons,
    commands,
    deliveries,
    home,
    messages,
    modals,
    proofs,
    shortcuts,
    unknown,
    uploads,
)
from assistant.slack.outbox import Outbox
from assistant.slack.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from assistant.coaching.coach import Coach
    from assistant.settings import Settings
    from assistant.slack.inbox import Inbox
    from assistant.slack.outbox import Sends

SECONDS_TO_ANSWER = 15
# of several listeners that fit a payload, the first takes it
FEATURES = (deliveries, uploads, messages, buttons, proofs, commands, shortcuts, modals, home, unknown)


def missing(settings: Settings) -> str | None:
    """What is missing to run in Slack, as a sentence that says what to do; None where nothing is."""
    names = [
        name
        for name, value in (
            ("SLACK_BOT_TOKEN", settings.slack_bot_token),
            ("SLACK_APP_TOKEN", settings.slack_app_token),
        )
        if value is None
    ]
    return f"Set {' and '.join(names)} to run in Slack; docs/slack.md says where to find them." if names else None


def build_app(coach: Coach, clock: Callable[[], datetime], settings: Settings, inbox: Inbox, sends: Sends) -> App:
    """The app with its listeners; asks Slack once who we are. `OperatorError` where it refuses the token."""
    if settings.slack_bot_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_BOT_TOKEN.")
    token = settings.slack_bot_token.get_secret_value()
    client = _client(settings, token)
    with translated():
        ourselves = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=client.auth_test())
    # Given `authorize`, Bolt reads no token and no OAuth settings from the environment by itself.
    app = App(
        client=_client(settings),
        authorize=lambda: ourselves,
        name="rightside",
        logger=logging.getLogger("slack_bolt"),
        request_verification_enabled=False,
    )
    front = Front(
        coach=coach,
        people=People(coach.desk.deals, settings.organisation, clock),
        inbox=inbox,
        outbox=Outbox(client, sends, settings.organisation),
        client=client,
        clock=clock,
        organisation=settings.organisation,
        bot=ourselves.bot_user_id or "",
        team=ourselves.team_id or "",
        reader=_reader(settings),
    )
    for feature in FEATURES:
        feature.register(app, front)
    app.error(_log_error)
    return app


@contextmanager
def connected(app: App, settings: Settings) -> Iterator[SocketModeHandler]:
    """Connected over Socket Mode: messages are answered on the handler's threads until the block ends."""
    if settings.slack_app_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_APP_TOKEN.")
    with translated():
        # One at a time is kept and acknowledged, so that a conversation stays in order.
        handler = SocketModeHandler(app, settings.slack_app_token.get_secret_value(), concurrency=1)
        handler.client.connect()
    try:
        yield handler
    finally:
        handler.client.close()


def _reader(settings: Settings) -> str:
    local = "the local reader"
    return local if settings.openai_api_key is None else f"{settings.model}, with {local} behind it"


def _client(settings: Settings, token: str | None = None) -> WebClient:
    """A client that repeats nothing by itself: what Slack has refused or lost waits in the inbox."""
    return WebClient(token, _with_slash(settings.slack_api_url), timeout=SECONDS_TO_ANSWER, retry_handlers=[])


def _log_error(error: Exception) -> None:
    log.error("a listener failed", exc_info=error)


def _with_slash(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"
