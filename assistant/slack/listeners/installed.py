"""A workspace that removed the app or revoked its token: what was kept of the installation goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.slack.front import log

if TYPE_CHECKING:
    from slack_bolt import App, BoltContext

    from assistant.slack.installations import Installations


def register(app: App, installations: Installations) -> None:
    """Add the listeners. The organisation's deals stay: they are its own, and the operator's to erase."""

    @app.event("app_uninstalled")
    def on_uninstalled(body: dict[str, Any], context: BoltContext) -> None:
        forget(body, context)

    @app.event("tokens_revoked")
    def on_revoked(event: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        if (event.get("tokens") or {}).get("bot"):  # users' own tokens are not kept
            forget(body, context)

    def forget(body: dict[str, Any], context: BoltContext) -> None:
        # An event that Slack delivers again an hour later must not remove a new installation.
        at = datetime.fromtimestamp(body["event_time"], UTC) + timedelta(seconds=1)
        gone = installations.forget(context.team_id or "", at)
        log.warning("installation removed" if gone else "no installation to remove", team=context.team_id)
