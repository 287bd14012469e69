"""The buttons under a reply: the four answers, *Undo*, and the choice among deals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import LABELS, Answer, Message, Press, Undo
from assistant.errors import RightsideError
from assistant.slack.front import log
from assistant.slack.incoming import Spot
from assistant.slack.posting import replace
from assistant.slack.views.shown import Shown, escaped, note
from assistant.slack.views.values import Carried, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.people import Who


def register(app: App) -> None:
    """Add the listeners. A press is recorded before it is acknowledged, so that none is lost between."""

    @app.action(re.compile(r"^answer:"))
    def on_answer(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        answer = Answer(body["actions"][0]["action_id"].removeprefix("answer:"))

        def use(about: Carried, turn: dict[str, Any]) -> Reply:
            return front.coach.answer(Press(**turn, deal=about.deal, outcome=about.outcome, answer=answer))

        press(front, client, body, ack, settled=f"You answered: {LABELS[answer]}", use=use)

    @app.action("undo")
    def on_undo(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        def use(about: Carried, turn: dict[str, Any]) -> Reply:
            return front.coach.undo(Undo(**turn, deal=about.deal, observations=about.observations))

        press(front, client, body, ack, settled="Taken back.", use=use)

    @app.action(re.compile(r"^choose:"))
    def on_choice(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        def use(about: Carried, turn: dict[str, Any]) -> Reply:
            return front.coach.reply(Message(**turn, text=about.deal))

        press(front, client, body, ack, settled=f"You chose: {_label(body)}", use=use)


def press(
    front: Front,
    client: WebClient,
    body: Mapping[str, Any],
    ack: Ack,
    *,
    settled: str,
    use: Callable[[Carried, dict[str, Any]], Reply],
) -> None:
    """One pressed button: take its turn, answer, and put `settled` where the buttons were.

    The turn's id names the message and the button, so that a double press is one turn.
    """
    spot, turn = pressed_at(body), _turn(body)

    def take(who: Who) -> Reply:
        return use(unpacked(body["actions"][0]["value"]), front.turn(spot, who, turn))

    if front.serve(client, spot, turn, take, ack):
        _settle(client, body, settled)


def pressed_at(body: Mapping[str, Any]) -> Spot:
    """Where a button was pressed; a message to one person does not say its thread, so the button does."""
    thread = (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    try:
        thread = unpacked(body["actions"][0]["value"]).thread or thread
    except RightsideError:
        log.info("a button of an older version", turn=_turn(body))
    return Spot(body["container"]["channel_id"], body["user"]["id"], thread)


def _turn(body: Mapping[str, Any]) -> str:
    container, pressed = body["container"], body["actions"][0]
    return f"{container['channel_id']}:{container['message_ts']}:{pressed['block_id']}:{pressed['action_id']}"


def _label(body: Mapping[str, Any]) -> str:
    return str((body["actions"][0].get("text") or {}).get("text", ""))


def _settle(client: WebClient, body: Mapping[str, Any], text: str) -> None:
    """Put a note in place of the buttons. A message to one person cannot be changed and keeps them."""
    message = body.get("message")
    if message is None or message.get("subtype") == "ephemeral" or body["container"].get("is_ephemeral"):
        return
    pressed = body["actions"][0]["block_id"]
    done = note(text)
    blocks = [done.block if done and block.get("block_id") == pressed else block for block in message["blocks"]]
    try:
        replace(
            client,
            body["container"]["channel_id"],
            message["ts"],
            Shown(blocks, f"{message['text']}\n{escaped(text, 300)}"),
        )
    except RightsideError as error:
        log.warning("buttons not replaced", turn=_turn(body), reason=str(error))
