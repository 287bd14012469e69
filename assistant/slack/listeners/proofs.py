"""*Add proof*: the button opens a modal, the modal adds a better observation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.coaching import looking
from assistant.coaching.messages import Proof
from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.incoming import Spot
from assistant.slack.listeners import modals
from assistant.slack.listeners.buttons import pressed_at
from assistant.slack.people import local_day
from assistant.slack.views.proof import CALLBACK, faults, filled, proof_modal
from assistant.slack.views.shown import sentence
from assistant.slack.views.values import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who

KIND = "proof"


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners. Slack's leave to open a modal lasts three seconds, so that comes first."""

    @app.action(re.compile(r"^prove:"))
    def on_prove(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        ack()
        spot = pressed_at(body)
        try:
            carried = unpacked(body["actions"][0]["value"]).model_copy(
                update={"channel": spot.channel, "thread": spot.thread}
            )
            who = front.people.who(client, spot.user)
            known = looking.reported_day(
                front.coach.desk, front.organisation, who.person, carried.deal, carried.outcome or ""
            )
            view = proof_modal(carried, known, local_day(front.clock(), who))
            with translated():
                client.views_open(trigger_id=body["trigger_id"], view=view)
        except RightsideError as error:
            front.tell(spot, body["trigger_id"], sentence(str(error)))

    @app.view(CALLBACK)
    def on_proof(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, front: Front) -> None:
        if not modals.sound(front, client, ack, body, words="quote", faults=faults):
            return
        try:
            carried = unpacked(view["private_metadata"])
        except RightsideError as error:
            ack(response_action="errors", errors={"quote": str(error)})
            return
        front.keep(KIND, _turn(body), Spot(carried.channel or "", body["user"]["id"], carried.thread), body)
        ack()

    fronts.serve(KIND, take, deliver)


def take(front: Front, delivery: Delivery) -> Answer:
    """Take the turn of one submitted form."""
    view = delivery.body["view"]
    carried, turn = unpacked(view["private_metadata"]), _turn(delivery.body)
    given = filled(view["state"]["values"])

    def reply(who: Who) -> Reply:
        return front.coach.prove(
            Proof(
                **front.turn(delivery.spot, who, turn, delivery.at),
                deal=carried.deal,
                outcome=carried.outcome or "",
                grade=given.grade,
                quote=given.quote,
                link=given.link,
                occurred_on=given.day,
            )
        )

    return front.take(delivery.spot, turn, reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer one submitted form where its button was pressed."""
    front.send(delivery.spot, _turn(delivery.body), answer)


def _turn(body: Mapping[str, Any]) -> str:
    return f"proof:{body['view']['id']}"
