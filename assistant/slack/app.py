"""The Slack app, of one workspace or of many, and its connection over Socket Mode."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult

from assistant.errors import OperatorError
from assistant.sealing import Seal
from assistant.slack.clients import web_client
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.fronts import Fronts
from assistant.slack.installations import Installations, States
from assistant.slack.links import DealLinks
from assistant.slack.listeners import (
    buttons,
    commands,
    deliveries,
    feedback,
    home,
    installed,
    links,
    messages,
    modals,
    proofs,
    shortcuts,
    stops,
    unknown,
    uploads,
    workflows,
)
from assistant.slack.modes import Mode, missing, mode
from assistant.slack.oauth import flow, workspaces
from assistant.slack.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from assistant.coaching.coach import Coach
    from assistant.settings import Settings
    from assistant.slack.inbox import Inbox
    from assistant.slack.installations import Rows
    from assistant.slack.outbox import Sends

    Installed = Callable[[str], AuthorizeResult | None]

# of several listeners that fit a payload, the first takes it
FEATURES = (
    deliveries,
    uploads,
    messages,
    buttons,
    feedback,
    proofs,
    commands,
    shortcuts,
    modals,
    home,
    links,
    workflows,
    stops,
    unknown,
)
_CHOICES: dict[str, Any] = {
    "name": "rightside",
    "logger": logging.getLogger("slack_bolt"),
    "request_verification_enabled": False,  # assistant.slack.gate has done it
}


def build_app(
    coach: Coach,
    clock: Callable[[], datetime],
    settings: Settings,
    inbox: Inbox,
    sends: Sends,
    rows: Rows | None = None,
) -> App:
    """The app with its listeners. One by token asks Slack once who we are; one by OAuth needs the `rows`.

    `OperatorError` where Slack refuses the token or a setting is missing.
    """
    many = mode(settings) is Mode.OAUTH
    app, who = _of_many(coach, clock, settings, rows) if many and rows is not None else _of_one(settings)
    fronts = Fronts(
        coach=coach,
        inbox=inbox,
        sends=sends,
        clock=clock,
        client=partial(web_client, settings),
        installed=who,
        organisation=None if many else settings.organisation,
        reader=_reader(settings),
        links=DealLinks.like(settings.deal_link),
    )
    for feature in FEATURES:
        feature.register(app, fronts)
    app.error(_log_error)
    return app


def installations_of(settings: Settings, rows: Rows) -> Installations:
    """Where the app is installed; `OperatorError` where no key is set to read it."""
    if settings.secret_key is None:
        raise OperatorError(missing(settings) or "Set RIGHTSIDE_SECRET_KEY.")
    return Installations(rows, Seal(settings.secret_key.get_secret_value()))


def _of_one(settings: Settings) -> tuple[App, Installed]:
    if settings.slack_bot_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_BOT_TOKEN.")
    token, client = settings.slack_bot_token.get_secret_value(), web_client(settings)
    with translated():
        ourselves = AuthorizeResult.from_auth_test_response(
            bot_token=token, auth_test_response=client.auth_test(token=token)
        )
    # Given `authorize`, Bolt reads no token and no OAuth settings from the environment by itself.
    return App(client=client, authorize=lambda: ourselves, **_CHOICES), lambda _: ourselves


def _of_many(coach: Coach, clock: Callable[[], datetime], settings: Settings, rows: Rows) -> tuple[App, Installed]:
    if (lack := missing(settings)) is not None:
        raise OperatorError(lack)
    installations = installations_of(settings, rows)
    installations.reseal()
    every = workspaces(settings, installations, coach.desk.turns.exclusive)
    app = App(
        client=web_client(settings),
        authorize=every,  # type: ignore[arg-type]  # it may be an Authorize
        oauth_flow=flow(settings, web_client(settings, patient=True), installations, States(rows, clock)),
        user_facing_authorize_error_message="Rightside is not installed in this workspace any more; install it again.",
        **_CHOICES,
    )
    installed.register(app, installations)
    return app, every.installed


@contextmanager
def answering(app: App, settings: Settings, health: Callable[[], Mapping[str, str | None]]) -> Iterator[str]:
    """Answers over Socket Mode or HTTP, by the settings, until the block ends; says how in a few words."""
    if mode(settings) is Mode.SOCKET:
        with connected(app, settings):
            yield "is connected to Slack"
    else:
        with serving(app, settings, health) as address:
            yield f"answers Slack at {address}"


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


def _log_error(error: Exception) -> None:
    log.error("a listener failed", exc_info=error)
