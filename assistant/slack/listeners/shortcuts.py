"""*Record as evidence* on anybody's message, and *Update a deal* from anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from assistant.coaching.messages import Message, Origin
from assistant.coaching.resolve import resolve
from assistant.deals.observation import Grade
from assistant.errors import RateLimitedError, RightsideError
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.incoming import plain
from assistant.slack.listeners import modals
from assistant.slack.people import local_day
from assistant.slack.views import forms
from assistant.slack.views.shortcuts import EVIDENCE, UPDATE, Found, evidence_modal, update_modal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.deals.deal import Deal
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who

GUESSED_FROM = 300  # characters: to look through more would take longer than Slack waits


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners. Slack's leave to open a modal lasts three seconds."""

    @app.message_shortcut(EVIDENCE)
    def on_evidence(ack: Ack, shortcut: dict[str, Any], client: WebClient, front: Front) -> None:
        ack()
        message = shortcut["message"]
        found = Found(channel=shortcut["channel"]["id"], ts=message["ts"])
        text = plain(message.get("text") or "", front.bot)

        def made(who: Who, deals: tuple[Deal, ...]) -> dict[str, Any]:
            return evidence_modal(found, text, _written_on(message, who), resolve(text[:GUESSED_FROM], deals).deal)

        modals.show_modal(front, client, shortcut, made)

    @app.view(EVIDENCE)
    def on_evidence_filled(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        modals.submitted(front, client, ack, body, EVIDENCE)

    @app.global_shortcut(UPDATE)
    def on_update(ack: Ack, shortcut: dict[str, Any], client: WebClient, front: Front) -> None:
        ack()
        modals.show_modal(front, client, shortcut, lambda *_: update_modal())

    @app.view(UPDATE)
    def on_update_filled(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        modals.submitted(front, client, ack, body, UPDATE)

    fronts.serve(EVIDENCE, take_evidence, modals.deliver)
    fronts.serve(UPDATE, take_update, modals.deliver)


def take_evidence(front: Front, delivery: Delivery) -> Answer:
    """Read the words as the customer's own, with the message's address beside them."""
    view, turn = delivery.body["view"], modals.form(delivery.body)
    values = view["state"]["values"]

    def reply(who: Who) -> Reply:
        found = Found.unpacked(view["private_metadata"])
        grade = Grade(forms.picked(values, "kind") or Grade.QUOTED)
        return front.coach.reply(
            Message(
                **front.turn(delivery.spot, who, turn, delivery.at),
                text=forms.written(values, "text"),
                deal=forms.picked(values, forms.DEAL),
                pasted=True,
                origin=Origin(link=_address(front.client, found), on=forms.day(values, "day"), grade=grade),
            )
        )

    return front.take(delivery.spot, turn, reply)


def take_update(front: Front, delivery: Delivery) -> Answer:
    """Take what was filled in as news about the deal."""
    values, turn = delivery.body["view"]["state"]["values"], modals.form(delivery.body)

    def reply(who: Who) -> Reply:
        text, deal = forms.written(values, "text"), forms.picked(values, forms.DEAL)
        return front.coach.reply(Message(**front.turn(delivery.spot, who, turn, delivery.at), text=text, deal=deal))

    return front.take(delivery.spot, turn, reply)


def _address(client: WebClient, found: Found) -> str:
    """The message's permalink; where Slack gives none (we are no member there), its channel and time."""
    try:
        with translated():
            return str(client.chat_getPermalink(channel=found.channel, message_ts=found.ts)["permalink"])
    except RateLimitedError:
        raise
    except (RightsideError, SlackApiError) as error:
        log.info("no permalink", channel=found.channel, ts=found.ts, reason=str(error))
        return f"slack:{found.channel}:{found.ts}"


def _written_on(message: Mapping[str, Any], who: Who) -> date:
    """The day on which a message was written, where its reader is."""
    return local_day(datetime.fromtimestamp(float(message["ts"]), UTC), who)
