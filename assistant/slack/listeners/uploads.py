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
from assistant.slack.listeners.buttons import press
from assistant.slack.listeners.modals import options_for
from assistant.slack.posting import replace
from assistant.slack.views.shown import sentence
from assistant.slack.views.uploads import DEAL_OF_FILES, FILES, files_of, which_deal

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.incoming import Shared, Upload
    from assistant.slack.people import Who
    from assistant.slack.views.values import Carried

LONG = 20_000  # characters, from which reading takes so long that it is announced


def register(app: App, front: Front) -> None:
    """Add the listeners."""

    @app.event({"type": "message", "subtype": "file_share"})
    def on_files(event: dict[str, Any], client: WebClient) -> None:
        upload = uploaded(event, front.bot)
        if upload is not None:
            read_all(front, client, upload)

    @app.options(DEAL_OF_FILES)
    def on_typing(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack(options=options_for(front, client, body))

    @app.action(DEAL_OF_FILES)
    def on_deal(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        pressed, container = body["actions"][0], body["container"]
        spot = Spot(container["channel_id"], body["user"]["id"], (body.get("message") or {}).get("thread_ts"))
        chosen = pressed["selected_option"]
        _settle(client, spot, container["message_ts"], f"About {chosen['text']['text']}.")
        for file in files_of(pressed["block_id"]):
            turn = f"{spot.channel}:{body['container']['message_ts']}:{file}:{chosen['value']}"
            try:
                with translated():
                    found = shared(client.files_info(file=file)["file"])
            except RightsideError as error:
                front.tell(client, spot, turn, sentence(str(error)))
                continue
            read(front, client, spot, found, chosen["value"], turn)

    @app.action(re.compile(r"^record:(\d+|all)$"))
    def on_record(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        def use(about: Carried, turn: dict[str, Any]) -> Reply:
            confirm = Confirm(**turn, deal=about.deal, offer=about.offer or "", chosen=about.chosen)
            return front.coach.confirm(confirm)

        press(front, client, body, ack, settled="Recorded.", use=use)


def read_all(front: Front, client: WebClient, upload: Upload) -> None:
    """Read every file about the deal that the message names or the conversation is about; otherwise ask which."""
    said = upload.said
    try:
        who = front.people.who(client, said.spot.user)
        message = Message(**front.turn(said.spot, who, said.id), text=said.text)
        deal = looking.guessed(front.coach.desk, message)
    except RightsideError as error:
        front.tell(client, said.spot, said.id, sentence(str(error)))
        return
    if deal is None:
        front.tell(client, said.spot, said.id, which_deal(upload.files[:FILES], said.ts))
    for file in upload.files[:FILES] if deal else ():
        read(front, client, said.spot, file, deal.id if deal else "", f"{said.id}:{file.id}")
    if len(upload.files) > FILES:
        front.tell(client, said.spot, said.id, sentence(f"I read {FILES} files at a time; upload the others again."))


def read(front: Front, client: WebClient, spot: Spot, file: Shared, deal: str, turn: str) -> None:
    """Read one file and put what it proves for confirmation."""

    def take(who: Who) -> Reply:
        coach = front.coach
        message = Message(**front.turn(spot, who, turn), text=file.name, deal=deal)
        document = read_document(file.name, fetched(client, file), ours(coach.desk, front.organisation))
        if len(document.text) > LONG:
            front.tell(client, spot, turn, sentence(f"Reading {file.name} …"))
        return coach.read(message, document)

    front.serve(client, spot, turn, take)


def _settle(client: WebClient, spot: Spot, ts: str, text: str) -> None:
    """Put what was chosen in place of the choice."""
    try:
        replace(client, spot.channel, ts, sentence(text))
    except RightsideError as error:
        log.warning("choice not replaced", ts=ts, reason=str(error))
