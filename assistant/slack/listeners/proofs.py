"""*Add proof*: the button opens a modal, the modal adds a better observation."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import Proof
from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.inbox import Answer
from assistant.slack.incoming import Spot
from assistant.slack.listeners.buttons import pressed_at
from assistant.slack.views.proof import CALLBACK, filled, proof_modal
from assistant.slack.views.shown import sentence
from assistant.slack.views.values import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.inbox import Delivery
    from assistant.slack.people import Who

KIND = "proof"


def register(app: App, front: Front) -> None:
    """Add the listeners. Slack's leave to open a modal lasts three seconds, so that comes first."""

    @app.action(re.compile(r"^prove:"))
    def on_prove(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        spot = pressed_at(body)
        try:
            carried = unpacked(body["actions"][0]["value"]).model_copy(
                update={"channel": spot.channel, "thread": spot.thread}
            )
            with translated():
                client.views_open(trigger_id=body["trigger_id"], view=proof_modal(carried))
        except RightsideError as error:
            shown = sentence(str(error))
            front.send(spot, body["trigger_id"], Answer(text=shown.text, blocks=shown.blocks, done=False))

    @app.view(CALLBACK)
    def on_proof(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        front.keep(KIND, view["id"], _spot(body), body)
        ack()

    front.serve(KIND, partial(take, front), partial(deliver, front))


def take(front: Front, delivery: Delivery) -> Answer:
    """Take the turn of one submitted form."""
    view = delivery.body["view"]
    carried = unpacked(view["private_metadata"])
    spot, turn = _spot(delivery.body), _turn(delivery.body)
    grade, quote, day = filled(view["state"]["values"])

    def reply(who: Who) -> Reply:
        return front.coach.prove(
            Proof(
                **front.turn(spot, who, turn, delivery.at),
                deal=carried.deal,
                outcome=carried.outcome or "",
                grade=grade,
                quote=quote,
                occurred_on=date.fromisoformat(day) if day else None,
            )
        )

    return front.take(spot, turn, reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer one submitted form where its button was pressed."""
    front.send(_spot(delivery.body), _turn(delivery.body), answer)


def _spot(body: Mapping[str, Any]) -> Spot:
    carried = unpacked(body["view"]["private_metadata"])
    return Spot(carried.channel or "", body["user"]["id"], carried.thread)


def _turn(body: Mapping[str, Any]) -> str:
    return f"proof:{body['view']['id']}"
