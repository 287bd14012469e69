"""Links to deals in the CRM: a preview with the customer's place, where everybody who sees it may see the deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from assistant.coaching.telling import where
from assistant.errors import PersonError, RightsideError, UnavailableError
from assistant.slack.audience import everyone_may_see
from assistant.slack.direct import direct
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.inbox import Answer
from assistant.slack.incoming import Spot
from assistant.slack.people import local_day
from assistant.slack.views.unfurl import preview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import App

    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Delivery
    from assistant.slack.links import DealLinks
    from assistant.slack.people import Who

KIND = "link"
EVENT = "link_shared"
LINKS = 5  # previews under one message
POSTED = "conversations_history"  # who will read a link that is still being written is not known


def register(_app: App, fronts: Fronts) -> None:
    """Say how links are answered; the middleware keeps those of deals."""
    fronts.serve(KIND, lambda *_: Answer(text="", blocks=[], done=True), deliver)


def about_deals(links: DealLinks | None, event: Mapping[str, Any]) -> bool:
    """Whether an event tells of a link to a deal that somebody posted."""
    posted = event.get("source", POSTED) == POSTED and event.get("user")
    return links is not None and bool(posted) and any(links.deal(each["url"]) for each in event.get("links") or ())


def keep(front: Front, delivery: str, event: Mapping[str, Any]) -> None:
    """Keep the event: a preview may wait."""
    front.keep(KIND, delivery, Spot(event["channel"], event["user"], event.get("thread_ts")), event)


def deliver(front: Front, delivery: Delivery, _answer: Answer) -> None:
    """Put the previews under the message; again is no harm. Raises `UnavailableError` where it may go better later."""
    event, spot = delivery.body, delivery.spot
    try:
        who = front.people.who(front.client, spot.user)
        links = [each["url"] for each in event["links"]][:LINKS] if who.stranger is None else []
        unfurls = {url: {"blocks": blocks} for url in links if (blocks := _preview(front, delivery, who, url))}
        if unfurls:
            with translated():
                front.client.chat_unfurl(channel=spot.channel, ts=event["message_ts"], unfurls=unfurls)
    except UnavailableError:
        raise
    except (RightsideError, SlackApiError) as error:
        log.warning("no preview", channel=spot.channel, reason=str(error))


def _preview(front: Front, delivery: Delivery, who: Who, url: str) -> list[dict[str, Any]]:
    """The blocks for one address; none where it is no deal's, or somebody who sees it may not see the deal."""
    desk, organisation, spot = front.coach.desk, front.organisation, delivery.spot
    deal = desk.deals.deal(organisation, (front.links.deal(url) if front.links else None) or "")
    if deal is None:
        return []
    if spot.private:
        seen = who.person in desk.seers(organisation, deal) and direct(front.client, spot.user).channel == spot.channel
    else:
        seen = everyone_may_see(front, spot.channel, deal.id)
    try:
        return preview(where(desk.case(organisation, deal, local_day(delivery.at, who)))) if seen else []
    except PersonError as error:
        log.info("no preview", deal=deal.id, reason=str(error))
        return []
