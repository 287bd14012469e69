"""Files in a DM: read as documents, shown with what they prove, recorded as far as the person says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.coaching import looking
from assistant.coaching.messages import Confirm, Message
from assistant.coaching.update import ours
from assistant.documents.formats import read_document
from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.files import fetched
from assistant.slack.front import log
from assistant.slack.incoming import Spot, shared, uploaded
from assistant.slack.listeners.buttons import button
from assistant.slack.listeners.modals import options_for
from assistant.slack.posting import replace
from assistant.slack.views.shown import Shown, sentence
from assistant.slack.views.uploads import DEAL_OF_FILES, FILES, files_of, which_deal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.coach import Coach
    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.incoming import Shared, Upload
    from assistant.slack.people import Who
    from assistant.slack.views.values import Carried

LONG = 20_000  # characters, from which reading takes so long that it is announced
KIND, CHOSEN = "file", "file of a deal"
NOTHING = Shown([], "")


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners; the middleware keeps files as they are uploaded."""

    @app.options(DEAL_OF_FILES)
    def on_typing(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        ack(options=options_for(front, client, body))

    @app.action(DEAL_OF_FILES)
    def on_deal(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        pressed, container = body["actions"][0], body["container"]
        spot = Spot(container["channel_id"], body["user"]["id"], (body.get("message") or {}).get("thread_ts"))
        chosen = pressed["selected_option"]
        for file in files_of(pressed["block_id"]):
            turn = f"{spot.channel}:{container['message_ts']}:{file}:{chosen['value']}"
            send = f"{turn}:{pressed.get('action_ts', '')}"
            front.keep(CHOSEN, send, spot, {"file": file, "deal": chosen["value"], "turn": turn, "send": send})
        ack()
        _settle(client, spot, container["message_ts"], f"About {chosen['text']['text']}.")

    button(app, fronts, "record", re.compile(r"^record:(\d+|all)$"), _confirmed, lambda _: "Recorded.")
    fronts.serve(KIND, take, deliver)
    fronts.serve(CHOSEN, take_chosen, deliver)


def keep(front: Front, delivery: str, upload: Upload, event: Mapping[str, Any]) -> None:
    """Keep every file by itself: each is a turn. One more stands for those that are too many."""
    said = upload.said
    for number, file in enumerate((*upload.files[:FILES], None)[: len(upload.files)]):
        send = f"{said.id}:{file.id if file else 'more'}"
        front.keep(KIND, f"{delivery}:{number}", said.spot, {"event": dict(event), "number": number, "send": send})


def take(front: Front, delivery: Delivery) -> Answer:
    """Read a file about the deal that its message names or the conversation is about; otherwise ask which, once."""
    upload, number, turn = _upload(front, delivery), delivery.body["number"], delivery.body["send"]
    said = upload.said

    def reply(who: Who) -> Reply | Shown:
        if number == FILES:
            return sentence(f"I read {FILES} files at a time; upload the others again.")
        message = Message(**front.turn(said.spot, who, said.id, delivery.at), text=said.text)
        deal = looking.guessed(front.coach.desk, message)
        if deal is not None:
            return _read(front, delivery, who, upload.files[number], deal.id, turn)
        return NOTHING if number else which_deal(upload.files[:FILES], said.ts)

    return front.take(said.spot, turn, reply)


def take_chosen(front: Front, delivery: Delivery) -> Answer:
    """Read a file about the deal that was chosen."""
    body = delivery.body

    def reply(who: Who) -> Reply:
        with translated():
            file = shared(front.client.files_info(file=body["file"])["file"])
        return _read(front, delivery, who, file, body["deal"], body["turn"])

    return front.take(delivery.spot, body["turn"], reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Put what a file proves for confirmation."""
    front.send(delivery.spot, delivery.body["send"], answer)


def _upload(front: Front, delivery: Delivery) -> Upload:
    upload = uploaded(delivery.body["event"], front.bot)
    assert upload is not None, "only files for us are kept"
    return upload


def _read(front: Front, delivery: Delivery, who: Who, file: Shared, deal: str, turn: str) -> Reply:
    coach = front.coach
    message = Message(**front.turn(delivery.spot, who, turn, delivery.at), text=file.name, deal=deal)
    document = read_document(file.name, fetched(front.client, file), ours(coach.desk, front.organisation))
    if len(document.text) > LONG:
        front.tell(delivery.spot, f"{turn}:reading", sentence(f"Reading {file.name} …"))
    return coach.read(message, document)


def _confirmed(coach: Coach, about: Carried, turn: dict[str, Any], _body: Mapping[str, Any]) -> Reply:
    return coach.confirm(Confirm(**turn, deal=about.deal, offer=about.offer or "", chosen=about.chosen))


def _settle(client: WebClient, spot: Spot, ts: str, text: str) -> None:
    """Put what was chosen in place of the choice."""
    try:
        replace(client, spot.channel, ts, sentence(text))
    except RightsideError as error:
        log.warning("choice not replaced", ts=ts, reason=str(error))
