"""*Get deal standing*, a step of Workflow Builder: it says what the person who set the workflow off may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from assistant.coaching import looking
from assistant.coaching.messages import Message
from assistant.errors import PersonError, RightsideError, UnavailableError
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.inbox import Answer
from assistant.slack.incoming import Spot
from assistant.slack.people import local_day
from assistant.slack.views.shown import Shown
from assistant.slack.views.workflows import outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Delivery
    from assistant.slack.people import Who

STEP, EVENT, KIND = "deal_standing", "function_executed", "step"
NOBODY = "Slack does not say who set this workflow off; begin it with a button, a link or a form."
PLACE = "workflow"  # in place of a channel: the answer goes to the workflow


def register(app: App, fronts: Fronts) -> None:
    """Add the listener."""

    @app.function(STEP, auto_acknowledge=False)
    def on_step(ack: Ack, event: dict[str, Any], front: Front) -> None:
        body = {"id": event["function_execution_id"], "deal": str(event["inputs"].get("deal") or "")}
        front.keep(KIND, _turn(body), Spot(PLACE, _starter(event)), body)
        ack()

    fronts.serve(KIND, take, deliver)


def take(front: Front, delivery: Delivery) -> Answer:
    """Find the outputs, or the sentence that says why there are none."""
    spot, turn, name = delivery.spot, _turn(delivery.body), delivery.body["deal"].strip()
    if not spot.user:
        return Answer(text=NOBODY, blocks=[], done=False)

    def found(who: Who) -> Shown:
        if not name:
            raise PersonError("Name the deal in the step, or give its id.")
        desk = front.coach.desk
        deal = looking.meant(desk, Message(**front.turn(spot, who, turn, delivery.at), text=name))
        case = desk.case(front.organisation, deal, local_day(delivery.at, who))
        return Shown([outputs(case)], "")

    return front.take(spot, turn, found)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Let the workflow go on. Raises `UnavailableError` where it may go better later."""
    execution = delivery.body["id"]
    try:
        with translated():
            if answer.done:
                front.client.functions_completeSuccess(function_execution_id=execution, outputs=answer.blocks[0])
            else:
                front.client.functions_completeError(function_execution_id=execution, error=answer.text)
    except UnavailableError:
        raise
    except (RightsideError, SlackApiError) as error:
        log.error("a workflow does not go on", execution=execution, reason=str(error))


def _starter(event: Mapping[str, Any]) -> str:
    """Who set the workflow off. Slack alone can say that; a user named in an input might be anybody."""
    interactivity = event["inputs"].get("interactivity") or {}
    return str((interactivity.get("interactor") or {}).get("id") or "")


def _turn(body: Mapping[str, Any]) -> str:
    return f"step:{body['id']}"
