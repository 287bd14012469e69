"""The app's tabs as they are opened. In Home, *More* turns pages, and *Open* answers in the DM where a deal stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.coaching.messages import Message
from assistant.coaching.overview import overview
from assistant.errors import RightsideError
from assistant.slack import pane
from assistant.slack.direct import direct
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.people import local_day
from assistant.slack.views.home import OPEN, Pages, home, home_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who

KIND = "open"


def register(app: App, fronts: Fronts) -> None:
    """Add the listeners."""

    @app.event("app_home_opened")
    def on_opened(event: dict[str, Any], client: WebClient, front: Front) -> None:
        if event.get("tab") == "home":
            publish(front, client, event["user"], Pages())
        elif event.get("tab") == "messages":
            pane.suggest(front, client, event["user"], event["channel"])

    @app.action(re.compile(r"^home:(own|team):(more|back)$"))
    def on_turned(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        ack()
        publish(front, client, body["user"]["id"], Pages.of(body["actions"][0]["value"]))

    @app.action(OPEN)
    def on_open(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        front.keep(KIND, _turn(body), direct(client, body["user"]["id"]), body)
        ack()

    fronts.serve(KIND, take, deliver)


def take(front: Front, delivery: Delivery) -> Answer:
    """Take the turn of one press of *Open*."""
    spot, turn, deal = delivery.spot, _turn(delivery.body), delivery.body["actions"][0]["value"]

    def reply(who: Who) -> Reply:
        return front.coach.reply(Message(**front.turn(spot, who, turn, delivery.at), text="where is it?", deal=deal))

    return front.take(spot, turn, reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer *Open* in the DM."""
    front.send(delivery.spot, _turn(delivery.body), answer)


def _turn(body: Mapping[str, Any]) -> str:
    return f"open:{body['trigger_id']}"


def publish(front: Front, client: WebClient, user: str, pages: Pages) -> None:
    """Show the tab; what is in the way is said in it."""
    try:
        try:
            who = front.people.who(client, user)
            today = local_day(front.clock(), who)
            seen = overview(front.coach.desk, front.organisation, who.person, today, own=pages.own, team=pages.team)
            view = home(seen, front.reader)
        except RightsideError as error:
            log.warning("no overview", user=user, reason=str(error))
            view = home_sentence(str(error))
        with translated():
            client.views_publish(user_id=user, view=view)
    except RightsideError as error:
        log.error("home not shown", user=user, reason=str(error))
