"""Messages in a DM, mentions in a channel, and what the asker writes in that thread afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.messages import Message
from assistant.errors import RightsideError, UnavailableError
from assistant.slack import pane
from assistant.slack.front import log
from assistant.slack.incoming import said
from assistant.slack.views.shown import Shown

if TYPE_CHECKING:
    from slack_bolt import App

    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.fronts import Fronts
    from assistant.slack.inbox import Answer, Delivery
    from assistant.slack.incoming import Said, Spot
    from assistant.slack.people import Who

KIND = "message"


def register(_app: App, fronts: Fronts) -> None:
    """Say how messages are answered; the middleware keeps those that are meant for us."""
    fronts.serve(KIND, take, deliver)


def take(front: Front, delivery: Delivery) -> Answer:
    """Take the turn of one message."""
    message = _said(front, delivery)

    def reply(who: Who) -> Reply:
        new = message.spot.private and message.spot.thread is not None and not front.knows(message.spot)
        turn = front.turn(message.spot, who, message.id, delivery.at)
        under = front.deal_of(message.spot) if new else None
        answer = front.coach.reply(Message(**turn, text=message.text, under=under))
        if new:
            pane.entitle(front.client, message.spot, answer)
        return answer

    with pane.working(front, message.spot):
        return front.take(message.spot, message.id, reply)


def deliver(front: Front, delivery: Delivery, answer: Answer) -> None:
    """Answer one message; in a channel the thread begins with a line for all, where the answer itself is not."""
    message = _said(front, delivery)
    if message.begins and not answer.to_all:
        try:
            front.outbox.send(message.spot, f"{message.id}:opening", _opening(message.spot), to_all=True)
        except UnavailableError:
            raise
        except RightsideError as error:
            log.warning("no thread begun", turn=message.id, reason=str(error))
    front.send(message.spot, message.id, answer)


def _said(front: Front, delivery: Delivery) -> Said:
    message = said(delivery.body, front.bot)
    assert message is not None, "only messages for us are kept"
    return message


def _opening(spot: Spot) -> Shown:
    """A line that tells nothing: Slack shows private replies in live threads only."""
    return Shown([], f"<@{spot.user}> I answer you in this thread; only you can see it.")
