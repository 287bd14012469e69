"""Slack's errors as ours, grouped by who can act."""

from __future__ import annotations

import re
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING

from slack_sdk.errors import (
    SlackApiError,
    SlackClientConfigurationError,
    SlackClientNotConnectedError,
    SlackRequestError,
)

from assistant.errors import OperatorError, PersonError, RateLimitedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKENS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "no_permission",
        "not_allowed_token_type",
        "org_login_required",
        "ekm_access_denied",
        "team_access_not_granted",
    }
)
PLACES = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "user_not_in_channel",
        "restricted_action",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
GONE = frozenset({"message_not_found", "cant_update_message", "file_not_found", "file_deleted"})
RATE = frozenset({"ratelimited", "rate_limited"})
LATER = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "connection_limit_exceeded",
        "expired_trigger_id",
        "invalid_trigger_id",
    }
)

RETRY_S = 30.0  # where Slack does not say after how long

_CODE = re.compile(r"[a-z][a-z0-9_]*")  # anything else is no answer of Slack's own, such as a proxy's page


class NoPlaceError(OperatorError):
    """Slack does not let us write in this conversation."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise an error of ours for Slack's, by who can act; what only a bug explains stays."""
    try:
        yield
    except SlackApiError as error:
        code = str(error.response.get("error", ""))
        if code == "missing_scope":
            needed = error.response.get("needed", "?")
            raise OperatorError(
                f"The Slack app lacks the scope {needed}; add it (assistant/slack/manifest.json "
                "lists all) and install the app again."
            ) from error
        if code in TOKENS:
            raise OperatorError(
                f"Slack refuses the token ({code}); check SLACK_BOT_TOKEN and SLACK_APP_TOKEN."
            ) from error
        if code in PLACES:
            raise NoPlaceError(f"Slack does not let Rightside write there ({code}); invite the app.") from error
        if code in GONE:
            raise PersonError(f"That is no longer in Slack ({code}); write or upload it again.") from error
        if code in RATE or error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError(
                "Slack was asked too often; try again in a minute.", retry_after(error.response.headers)
            ) from error
        if code in LATER or not _CODE.fullmatch(code):
            raise UnavailableError(
                f"Slack did not answer ({code[:60] or 'no reason given'}); try again in a minute."
            ) from error
        raise
    except SlackClientConfigurationError as error:
        raise OperatorError(f"The Slack settings cannot be used ({error}); correct them.") from error
    except (SlackRequestError, SlackClientNotConnectedError, HTTPException, OSError) as error:
        raise UnavailableError(f"Slack cannot be reached ({type(error).__name__}); try again in a minute.") from error


def retry_after(headers: Mapping[str, str]) -> float:
    """What Retry-After says, which is whole seconds."""
    said = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    return float(said) if said.isdecimal() else RETRY_S
