"""How the app is reached by Slack, and what that needs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings


class Mode(StrEnum):
    """Socket Mode, signed HTTP for one workspace, or signed HTTP for every workspace that installs the app."""

    SOCKET = "socket"
    HTTP = "http"
    OAUTH = "oauth"


NEEDED = {
    Mode.SOCKET: ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    Mode.HTTP: ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
    Mode.OAUTH: ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "RIGHTSIDE_SECRET_KEY"),
}


def mode(settings: Settings) -> Mode:
    """The mode that the settings choose: an app token comes first, then a client id or secret."""
    if settings.slack_app_token is not None:
        return Mode.SOCKET
    if settings.slack_client_id is not None or settings.slack_client_secret is not None:
        return Mode.OAUTH
    return Mode.SOCKET if settings.slack_signing_secret is None else Mode.HTTP


def missing(settings: Settings) -> str | None:
    """What is missing to run in Slack, as a sentence that says what to do; None where nothing is."""
    given = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "SLACK_CLIENT_ID": settings.slack_client_id,
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "RIGHTSIDE_SECRET_KEY": settings.secret_key,
    }
    names = [name for name in NEEDED[mode(settings)] if given[name] is None]
    listed = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    return f"Set {listed} to run in Slack; docs/slack.md says where to find them." if names else None
