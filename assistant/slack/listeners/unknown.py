"""What nobody else takes: buttons, forms and shortcuts of other versions. Acknowledged, and the log says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.slack.front import log

if TYPE_CHECKING:
    from slack_bolt import Ack, App

    from assistant.slack.fronts import Fronts

ANY = re.compile("")


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners, after all others."""
    del fronts

    @app.action(ANY)
    @app.view(ANY)
    @app.shortcut(ANY)
    @app.command(ANY)
    def on_anything(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        names = [body.get("callback_id"), (body.get("view") or {}).get("callback_id"), body.get("command")]
        names += [each.get("action_id") for each in body.get("actions") or ()]
        log.info("nobody takes this", type=body.get("type"), names=[each for each in names if each])

    @app.options(ANY)
    def on_typing(ack: Ack) -> None:
        ack(options=[])
        log.info("nobody takes this", type="block_suggestion")
