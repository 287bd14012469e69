"""The stop button of the agent's pane: what is being read is not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.slack import pane
from assistant.slack.front import log
from assistant.slack.incoming import Spot

if TYPE_CHECKING:
    from slack_bolt import App

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts

EVENT = "agent_session_stopped"


def register(app: App, fronts: Fronts) -> None:
    """Add the listener. It is not kept: after a restart there is nothing under way that it could be about."""
    del fronts

    @app.event(EVENT)
    def on_stopped(event: dict[str, Any], front: Front) -> None:
        stopped = pane.stop(front, Spot(event["channel"], event["user"], event.get("thread_ts")))
        log.info("stopped" if stopped else "nothing to stop", channel=event["channel"], user=event["user"])
