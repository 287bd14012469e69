"""The buttons under a reply: the four answers, *Undo*, and the choice among deals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import LABELS, Message, Press, Undo
from assistant.coaching.messages import Answer as Answered
from assistant.errors import RightsideError, UnavailableError
from assistant.slack.front import log
from assistant.slack.incoming import Spot
from assistant.slack.posting import replace
from assistant.slack.views.shown import Shown, escaped, note
from assistant.slack.views.values import Carried, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import Ack, App

    from assistant.coaching.coach import Coach
    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who

    Body = Mapping[str, Any]
    Use = Callable[[Coach, Carried, dict[str, Any], Body], Reply]

ANSWER = re.compile(rf"^answer:({'|'.join(Answered)})$")


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners."""
    button(app, fronts, "answer", ANSWER, _answered, lambda body: f"You answered: {LABELS[_answer(body)]}")
    button(app, fronts, "undo", re.compile(r"^undo$"), _undone, lambda _: "Taken back.")
    button(app, fronts, "choice", re.compile(r"^choose:"), _chosen, lambda body: f"You chose: {_label(body)}")


def button(
    app: App, fronts: Fronts, kind: str, action: re.Pattern[str], use: Use, settled: Callable[[Body], str]
) -> None:
    """One kind of button: a press is kept, acknowledged, and answered; `settled` then takes the buttons' place."""

    @app.action(action)
    def on_press(ack: Ack, body: dict[str, Any], front: Front) -> None:
        front.keep(kind, _press(body), pressed_at(body), body)
        ack()

    def take(front: Front, delivery: Delivery) -> Answer:
        spot, turn = delivery.spot, _turn(delivery.body)

        def reply(who: Who) -> Reply:
            about = unpacked(delivery.body["actions"][0]["value"])
            return use(front.coach, about, front.turn(spot, who, turn, delivery.at), delivery.body)

        return front.take(spot, turn, reply)

    def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
        front.send(delivery.spot, _press(delivery.body), answer)
        if answer.done:
            _settle(front, delivery.body, settled(delivery.body))

    fronts.serve(kind, take, deliver)


def pressed_at(body: Body) -> Spot:
    """Where a button was pressed; a message to one person does not say its thread, so the button does.

    Outside threads such a message is answered through the press's own hook, which needs no membership.
    """
    thread = (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    try:
        thread = unpacked(body["actions"][0]["value"]).thread or thread
    except RightsideError:
        log.info("a button of an older version", turn=_turn(body))
    hook = body.get("response_url") if body["container"].get("is_ephemeral") and thread is None else None
    return Spot(body["container"]["channel_id"], body["user"]["id"], thread, hook)


def _answered(coach: Coach, about: Carried, turn: dict[str, Any], body: Body) -> Reply:
    return coach.answer(Press(**turn, deal=about.deal, outcome=about.outcome, answer=_answer(body)))


def _undone(coach: Coach, about: Carried, turn: dict[str, Any], _body: Body) -> Reply:
    return coach.undo(Undo(**turn, deal=about.deal, observations=about.observations))


def _chosen(coach: Coach, about: Carried, turn: dict[str, Any], _body: Body) -> Reply:
    return coach.reply(Message(**turn, text=about.deal))


def _turn(body: Body) -> str:
    """The turn of a press: it names the message and the button, so that a double press is recorded once.

    In a channel also the person: what one is answered may not be another's to see.
    """
    container, pressed = body["container"], body["actions"][0]
    channel = container["channel_id"]
    turn = f"{channel}:{container['message_ts']}:{pressed['block_id']}:{pressed['action_id']}"
    return turn if channel.startswith("D") else f"{turn}:{body['user']['id']}"


def _press(body: Body) -> str:
    """This press of the button: another one is answered too, since the first may have failed."""
    return f"{_turn(body)}:{body['actions'][0].get('action_ts', '')}"


def _answer(body: Body) -> Answered:
    return Answered(body["actions"][0]["action_id"].removeprefix("answer:"))


def _label(body: Body) -> str:
    return str((body["actions"][0].get("text") or {}).get("text", ""))


def _settle(front: Front, body: Body, text: str) -> None:
    """Put a note in place of the buttons. A message to one person cannot be changed and keeps them."""
    message = body.get("message")
    if message is None or message.get("subtype") == "ephemeral" or body["container"].get("is_ephemeral"):
        return
    pressed = body["actions"][0]["block_id"]
    done = note(text)
    blocks = [done.block if done and block.get("block_id") == pressed else block for block in message["blocks"]]
    shown = Shown(blocks, f"{message['text']}\n{escaped(text, 300)}")
    try:
        replace(front.client, body["container"]["channel_id"], message["ts"], shown)
    except UnavailableError:
        raise
    except RightsideError as error:
        log.warning("buttons not replaced", turn=_turn(body), reason=str(error))
