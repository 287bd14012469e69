"""Slack's errors as ours, grouped by who can act."""

from __future__ import annotations

import re
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING

from slack_sdk.errors import (
    SlackApiError,
    SlackClientConfigurationError,
    SlackClientNotConnectedError,
    SlackRequestError,
)

from assistant.errors import OperatorError, PersonError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

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
LATER = frozenset(
    {
        "ratelimited",
        "rate_limited",
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

_CODE = re.compile(r"[a-z][a-z0-9_]*")  # anything else is no answer of Slack's own, such as a proxy's page


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
            raise OperatorError(f"Slack does not let Rightside write there ({code}); invite the app.") from error
        if code in GONE:
            raise PersonError(f"That is no longer in Slack ({code}); write or upload it again.") from error
        if code in LATER or not _CODE.fullmatch(code):
            raise UnavailableError(
                f"Slack did not answer ({code[:60] or 'no reason given'}); try again in a minute."
            ) from error
        raise
    except SlackClientConfigurationError as error:
        raise OperatorError(f"The Slack settings cannot be used ({error}); correct them.") from error
    except (SlackRequestError, SlackClientNotConnectedError, HTTPException, OSError) as error:
        raise UnavailableError(f"Slack cannot be reached ({type(error).__name__}); try again in a minute.") from error
