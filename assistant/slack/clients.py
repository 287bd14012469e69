"""The client of Slack's API, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

if TYPE_CHECKING:
    from slack_sdk.http_retry import RetryHandler

    from assistant.settings import Settings

SECONDS_TO_ANSWER = 15


def web_client(settings: Settings, token: str | None = None, *, patient: bool = False) -> WebClient:
    """A client; without a token each call must bring one.

    It repeats nothing by itself: what Slack has refused or lost waits in the inbox. One that is `patient`, for what
    is in no inbox, waits a little where Slack asks it to.
    """
    handlers: list[RetryHandler] = [RateLimitErrorRetryHandler(max_retry_count=2)] if patient else []
    return WebClient(token, address(settings), timeout=SECONDS_TO_ANSWER, retry_handlers=handlers)


def address(settings: Settings) -> str:
    """The API's base address, with the slash at its end."""
    return settings.slack_api_url.rstrip("/") + "/"
