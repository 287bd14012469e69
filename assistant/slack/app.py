"""The Slack app, of one workspace or of many, and its connection over Socket Mode."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from assistant.errors import OperatorError
from assistant.sealing import Seal
from assistant.slack.clients import web_client
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.fronts import Fronts
from assistant.slack.inbox import RecentDeliveries
from assistant.slack.installations import Installations, States
from assistant.slack.listeners import buttons, deliveries, installed, messages, proofs
from assistant.slack.modes import Mode, missing, mode
from assistant.slack.oauth import flow, workspaces
from assistant.slack.serving import serving
from assistant.slack.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from assistant.coaching.coach import Coach
    from assistant.settings import Settings
    from assistant.slack.inbox import Inbox
    from assistant.slack.installations import Rows

_CHOICES: dict[str, Any] = {
    "name": "rightside",
    "logger": logging.getLogger("slack_bolt"),
    "request_verification_enabled": False,  # assistant.slack.gate has done it
    "raise_error_for_unhandled_request": True,
}


def build_app(
    coach: Coach,
    clock: Callable[[], datetime],
    settings: Settings,
    inbox: Inbox | None = None,
    rows: Rows | None = None,
) -> App:
    """The app with its listeners. One by token asks Slack once who we are; one by OAuth needs the `rows`.

    `OperatorError` where Slack refuses the token or a setting is missing.
    """
    many = mode(settings) is Mode.OAUTH
    app = _of_many(coach, clock, settings, rows) if many and rows is not None else _of_one(settings)
    fronts = Fronts(coach, inbox or RecentDeliveries(), clock, None if many else settings.organisation)
    deliveries.register(app, fronts, Visitors(clock))
    for feature in (messages, buttons, proofs):
        feature.register(app)
    app.error(_log_error)
    return app


def installations_of(settings: Settings, rows: Rows) -> Installations:
    """Where the app is installed; `OperatorError` where no key is set to read it."""
    if settings.secret_key is None:
        raise OperatorError(missing(settings) or "Set RIGHTSIDE_SECRET_KEY.")
    return Installations(rows, Seal(settings.secret_key.get_secret_value()))


def _of_one(settings: Settings) -> App:
    if settings.slack_bot_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_BOT_TOKEN.")
    token, client = settings.slack_bot_token.get_secret_value(), web_client(settings)
    with translated():
        ourselves = AuthorizeResult.from_auth_test_response(
            bot_token=token, auth_test_response=client.auth_test(token=token)
        )
    # Given `authorize`, Bolt reads no token and no OAuth settings from the environment by itself.
    return App(client=client, authorize=lambda: ourselves, **_CHOICES)


def _of_many(coach: Coach, clock: Callable[[], datetime], settings: Settings, rows: Rows) -> App:
    if (lack := missing(settings)) is not None:
        raise OperatorError(lack)
    installations, client = installations_of(settings, rows), web_client(settings)
    installations.reseal()
    app = App(
        client=client,
        authorize=workspaces(settings, installations, coach.desk.turns.exclusive),  # type: ignore[arg-type]  # it may be an Authorize
        oauth_flow=flow(settings, client, installations, States(rows, clock)),
        user_facing_authorize_error_message="Rightside is not installed in this workspace any more; install it again.",
        **_CHOICES,
    )
    installed.register(app, installations)
    return app


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
        handler = SocketModeHandler(app, settings.slack_app_token.get_secret_value())
        handler.client.connect()
    try:
        yield handler
    finally:
        handler.client.close()


def _log_error(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
    if isinstance(error, BoltUnhandledRequestError):
        actions = [each.get("action_id") for each in body.get("actions") or ()]
        log.warning("nothing listens for this", type=body.get("type"), actions=actions)
        return BoltResponse(status=200)
    log.error("a listener failed", exc_info=error)
    return None
