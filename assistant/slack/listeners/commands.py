"""`/deal`: the coach from any conversation, answered to the asker alone."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from assistant.coaching import looking, sharing
from assistant.coaching.desk import local_time
from assistant.coaching.intents import understand
from assistant.coaching.messages import Message
from assistant.coaching.reply import Cited, Reply
from assistant.errors import PersonError, RightsideError
from assistant.slack import inspections
from assistant.slack.direct import direct
from assistant.slack.files import share_file
from assistant.slack.front import log
from assistant.slack.incoming import Spot
from assistant.slack.maps import pictured
from assistant.slack.views.commands import COMMAND, SAID, SHARES, command_help, understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.desk import Desk
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who

KIND = "command"


def register(app: App, fronts: Fronts) -> None:
    """Add the listener. Slack waits three seconds for a command's acknowledgement: it is kept, and no more."""

    @app.command(COMMAND)
    def on_deal(ack: Ack, command: dict[str, Any], client: WebClient, front: Front) -> None:
        front.keep(KIND, _turn(command), _spot(client, command), command)
        ack()

    fronts.serve(KIND, take, deliver)


def take(front: Front, delivery: Delivery) -> Answer:
    """Take the turn of one command."""
    spot, turn = delivery.spot, _turn(delivery.body)
    verb, rest = understood(unescape(delivery.body.get("text") or ""))

    def reply(who: Who) -> Reply:
        return _answer(front, spot, Message(**front.turn(spot, who, turn, delivery.at), text=rest), verb)

    return front.take(spot, turn, reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer one command."""
    front.send(delivery.spot, _turn(delivery.body), answer)


def _turn(command: Mapping[str, Any]) -> str:
    return f"command:{command['trigger_id']}"


def _spot(client: WebClient, command: Mapping[str, Any]) -> Spot:
    """Where to answer: in the person's DM with us as anything said there, elsewhere through the command's own hook."""
    channel, user = command["channel_id"], command["user_id"]
    if channel.startswith("D"):
        try:
            if (own := direct(client, user)).channel == channel:
                return own
        except RightsideError as error:
            log.warning("no DM opened", user=user, reason=str(error))
    return Spot(channel, user, hook=command["response_url"])


def _answer(front: Front, spot: Spot, message: Message, verb: str) -> Reply:
    coach = front.coach
    if verb == "help":
        return command_help()
    if verb == "map":
        return _mapped(front, spot, message)
    if verb in SHARES:
        return sharing.told(coach.desk, message, shared=verb == "share")
    if verb == "inspect" and (file := inspections.wanted(message.text)) is not None:
        return inspections.shared(front, spot, message, *file)
    return coach.reply(_said(coach.desk, message, verb))


def _said(desk: Desk, message: Message, verb: str) -> Message:
    """The command as a message to the coach."""
    if verb in {"", "list"}:
        return message.model_copy(update={"text": "my deals"}) if verb else message
    if verb == "inspect" and understand(f"inspect {message.text}").rest:
        return message.model_copy(update={"text": f"inspect {message.text}"})
    if not message.text:
        raise PersonError(f"Name the deal, for example: {COMMAND} {verb} Acme.")
    return message.model_copy(update={"text": SAID[verb], "deal": looking.meant(desk, message).id})


def _mapped(front: Front, spot: Spot, message: Message) -> Reply:
    """The map as a file in the person's DM, since everybody in a channel would see it there."""
    desk = front.coach.desk
    deal = looking.meant(desk, message)
    case = desk.case(message.organisation, deal, local_time(message).date())
    picture = pictured(case)
    where = share_file(
        front,
        spot,
        f"{message.id}:map",
        file=picture.png,
        filename=picture.filename,
        title=picture.title,
        alt_txt=picture.described,
    )
    text = f"The map is {where}. {picture.described}"
    return desk.keep(message, Reply(deal=case.name, sentences=(Cited(text=text),)), deal=deal.id)
