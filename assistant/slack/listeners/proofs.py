"""*Add proof*: the button opens a modal, the modal adds a better observation."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import Proof
from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.incoming import Spot
from assistant.slack.listeners.buttons import pressed_at
from assistant.slack.views.proof import CALLBACK, filled, proof_modal
from assistant.slack.views.shown import sentence
from assistant.slack.views.values import unpacked

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.people import Who


def register(app: App) -> None:
    """Add the listeners. Slack's leave to open a modal lasts three seconds, so that comes first."""

    @app.action(re.compile(r"^prove:"))
    def on_prove(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        ack()
        spot = pressed_at(body)
        try:
            carried = unpacked(body["actions"][0]["value"]).model_copy(
                update={"channel": spot.channel, "thread": spot.thread}
            )
            with translated():
                client.views_open(trigger_id=body["trigger_id"], view=proof_modal(carried))
        except RightsideError as error:
            front.tell(client, spot, body["trigger_id"], sentence(str(error)))

    @app.view(CALLBACK)
    def on_proof(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, front: Front) -> None:
        carried = unpacked(view["private_metadata"])
        spot = Spot(carried.channel or "", body["user"]["id"], carried.thread)
        grade, quote, day = filled(view["state"]["values"])

        def take(who: Who) -> Reply:
            return front.coach.prove(
                Proof(
                    **front.turn(spot, who, f"proof:{view['id']}"),
                    deal=carried.deal,
                    outcome=carried.outcome or "",
                    grade=grade,
                    quote=quote,
                    occurred_on=date.fromisoformat(day) if day else None,
                )
            )

        front.serve(client, spot, view["id"], take, ack)
