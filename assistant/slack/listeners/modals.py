"""What every modal needs: opened in time, its faults shown in it, the deals to choose from, its answer in the DM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.coaching.managing import NO_DEALS
from assistant.errors import PersonError, RightsideError
from assistant.slack.direct import direct
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.people import local_day
from assistant.slack.views import forms
from assistant.slack.views.shown import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from assistant.deals.deal import Deal
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.people import Who


LOOKED_THROUGH = 1000  # deals


def register(app: App, fronts: Fronts) -> None:
    """Add the listener that looks deals up as somebody types."""
    del fronts

    @app.options(forms.DEAL)
    def on_typing(ack: Ack, body: dict[str, Any], client: WebClient, front: Front) -> None:
        ack(options=options_for(front, client, body))


def options_for(front: Front, client: WebClient, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The person's deals that fit what they typed so far."""
    try:
        who = front.people.who(client, body["user"]["id"])
        typed = str(body.get("value") or "")
        return forms.deal_options(front.coach.desk.choosable(front.organisation, who.person, typed, forms.MOST_OPTIONS))
    except RightsideError as error:
        log.warning("no deals to choose from", reason=str(error))
        return []


def show_modal(
    front: Front, client: WebClient, body: Mapping[str, Any], made: Callable[[Who, tuple[Deal, ...]], dict[str, Any]]
) -> None:
    """Open a form about one of the person's deals; what is in the way is said in their DM.

    `made` is given those deals, own ones first, as far as they can be looked through in the time that Slack gives.
    """
    user = body["user"]["id"]
    try:
        who = front.people.who(client, user)
        deals = front.coach.desk.choosable(front.organisation, who.person, "", LOOKED_THROUGH)
        if not deals:
            raise PersonError(NO_DEALS)
        with translated():
            client.views_open(trigger_id=body["trigger_id"], view=made(who, deals))
    except RightsideError as error:
        tell_directly(front, client, user, body["trigger_id"], str(error))


def submitted(
    front: Front, client: WebClient, ack: Ack, body: Mapping[str, Any], kind: str, *, words: str = "text"
) -> None:
    """Keep what was filled in, to be answered in the person's DM. The form stays open where that cannot be."""
    if not sound(front, client, ack, body, words=words):
        return
    try:
        spot = direct(client, body["user"]["id"])
    except RightsideError as error:
        ack(response_action="errors", errors={words: str(error)})
        return
    front.keep(kind, form(body), spot, body)
    ack()


def form(body: Mapping[str, Any]) -> str:
    """The turn of a submitted form."""
    return f"form:{body['view']['id']}"


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer one submitted form."""
    front.send(delivery.spot, form(delivery.body), answer)


def sound(
    front: Front,
    client: WebClient,
    ack: Ack,
    body: Mapping[str, Any],
    *,
    words: str,
    faults: Callable[..., dict[str, str]] = forms.faults,
) -> bool:
    """Whether everything can be taken as filled in; otherwise the form stays and says what to correct."""
    try:
        today = local_day(front.clock(), front.people.who(client, body["user"]["id"]))
    except RightsideError as error:
        ack(response_action="errors", errors={words: str(error)})
        return False
    found = faults(body["view"]["state"]["values"], words=words, today=today)
    if found:
        ack(response_action="errors", errors=found)
    return not found


def tell_directly(front: Front, client: WebClient, user: str, turn: str, text: str) -> None:
    """Say one sentence in somebody's DM; where that fails, the log is the only place left."""
    try:
        front.tell(direct(client, user), turn, sentence(text))
    except RightsideError as error:
        log.error("not told", turn=turn, says=text, reason=str(error))
