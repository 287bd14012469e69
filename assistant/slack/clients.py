"""The client of Slack's API, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

if TYPE_CHECKING:
    from assistant.settings import Settings

SECONDS_TO_ANSWER = 15


def web_client(settings: Settings, token: str | None = None) -> WebClient:
    """A client that waits a little where Slack asks it to; without a token each call must bring one."""
    client = WebClient(token=token, base_url=address(settings), timeout=SECONDS_TO_ANSWER)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    return client


def address(settings: Settings) -> str:
    """The API's base address, with the slash at its end."""
    return settings.slack_api_url.rstrip("/") + "/"
