"""The Slack app of one workspace, and its connection over Socket Mode."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from assistant.errors import OperatorError
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.fronts import Fronts
from assistant.slack.inbox import RecentDeliveries
from assistant.slack.listeners import buttons, deliveries, messages, proofs
from assistant.slack.modes import Mode, missing, mode
from assistant.slack.serving import serving
from assistant.slack.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from assistant.coaching.coach import Coach
    from assistant.settings import Settings
    from assistant.slack.inbox import Inbox

SECONDS_TO_ANSWER = 15


def build_app(coach: Coach, clock: Callable[[], datetime], settings: Settings, inbox: Inbox | None = None) -> App:
    """The app with its listeners; asks Slack once who we are. `OperatorError` where it refuses the token."""
    if settings.slack_bot_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_BOT_TOKEN.")
    token = settings.slack_bot_token.get_secret_value()
    client = WebClient(base_url=_with_slash(settings.slack_api_url), timeout=SECONDS_TO_ANSWER)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    with translated():
        ourselves = AuthorizeResult.from_auth_test_response(
            bot_token=token, auth_test_response=client.auth_test(token=token)
        )
    # Given `authorize`, Bolt reads no token and no OAuth settings from the environment by itself.
    app = App(
        client=client,
        authorize=lambda: ourselves,
        name="rightside",
        logger=logging.getLogger("slack_bolt"),
        request_verification_enabled=False,  # assistant.slack.gate has done it
        raise_error_for_unhandled_request=True,
    )
    fronts = Fronts(coach, inbox or RecentDeliveries(), clock, settings.organisation)
    deliveries.register(app, fronts, Visitors(clock))
    for feature in (messages, buttons, proofs):
        feature.register(app)
    app.error(_log_error)
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


def _with_slash(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"
