"""Who is answered at all, and who sees an answer in a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import BoltRequest
from structlog.testing import capture_logs

from assistant.slack.app import build_app
from assistant.slack.front import STRANGER
from assistant.slack.visitors import LINE
from tests.builders import NOW
from tests.slack_proxy import fails, slack_proxy, user
from tests.slack_server import BOT, CHANNEL, PRIVATE, TEAM, Driver
from tests.slack_workplace import CountingInbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import App

    from tests.slack_proxy import Answer, Proxy
    from tests.slack_workplace import Office, Workplace

NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"
STRANGERS: dict[str, Answer] = {
    "guest": user("U01NEW", team_id=TEAM, is_restricted=True),
    "guest of one channel": user("U01NEW", team_id=TEAM, is_ultra_restricted=True),
    "of another workspace": user("U01NEW", team_id="T0OTHER"),
    "stranger": user("U01NEW", is_stranger=True),
    "bot": user("U01NEW", team_id=TEAM, is_bot=True),
    "deactivated": user("U01NEW", team_id=TEAM, deleted=True),
    "not visible": fails("user_not_visible"),
}


@dataclass
class Door:
    """The app with a directory of its own, a clock that can be moved, and deliveries handed in."""

    work: Workplace
    proxy: Proxy
    app: App
    inbox: CountingInbox
    now: list[Any]

    def deliver(self, ts: str, **event: Any) -> int:
        told = {"type": "message", "user": "U01NEW", "text": NEWS, "ts": ts, **event}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": told}
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status


@pytest.fixture
def door(office: Office, work: Workplace) -> Iterator[Door]:
    with slack_proxy(work.server.api) as proxy:
        now, inbox = [NOW], CountingInbox(office.inbox)
        settings = work.settings.model_copy(update={"slack_api_url": proxy.api})
        app = build_app(work.application.coach, lambda: now[0], settings, inbox, work.application.sends)
        yield Door(work, proxy, app, inbox, now)


def nothing_kept(door: Door, conversation: str) -> bool:
    turns = door.work.application.desk.turns.recent(door.work.settings.organisation, conversation)
    return not (turns or door.inbox.arrived or door.work.ledger())


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_visitor_is_told_once_a_day_and_nothing_is_kept(door: Door, kind: str) -> None:
    door.proxy.answers["users.info"] = lambda _: STRANGERS[kind]
    visitor = Driver(door.work.server, "U01NEW")
    direct = visitor.dm_channel
    with capture_logs() as logs:
        assert [door.deliver(f"{number}.1", channel=direct) for number in (1, 2)] == [200, 200]
    assert [each["text"] for each in visitor.answers()] == [LINE]
    assert [each["log_level"] for each in logs] == ["warning", "info"]
    assert "12,000" not in str(logs)
    door.now[0] = NOW + timedelta(days=1)
    door.deliver("3.1", channel=direct)
    assert len(visitor.answers()) == 2
    assert nothing_kept(door, direct)


def test_a_visitor_whom_slack_names_only_later_is_not_read(door: Door) -> None:
    given = iter([fails("ratelimited", 429, Retry_After="1")])
    door.proxy.answers["users.info"] = lambda _: next(given, STRANGERS["guest"])
    visitor = Driver(door.work.server, "U01NEW")
    assert door.deliver("1.1", channel=visitor.dm_channel) == 200
    assert visitor.wait_for_reply()["text"] == STRANGER
    turns = door.work.application.desk.turns.recent(door.work.settings.organisation, visitor.dm_channel)
    assert (turns, door.work.ledger()) == ((), ())


def test_in_a_channel_the_visitor_alone_is_told(door: Door) -> None:
    door.proxy.answers["users.info"] = lambda _: STRANGERS["guest"]
    visitor = Driver(door.work.server, "U01NEW")
    door.deliver("1.1", type="app_mention", channel=CHANNEL, text=f"<@{BOT}> {NEWS}")
    (told,) = visitor.answers(CHANNEL)
    assert (told["text"], told["ephemeral_to"]) == (LINE, "U01NEW")
    assert door.work.ben.answers(CHANNEL) == []
    assert nothing_kept(door, f"{CHANNEL}:1.1:U01NEW")


def test_people_who_come_through_slack_connect_are_not_even_looked_up(door: Door) -> None:
    door.deliver("1.1", type="app_mention", channel=CHANNEL, user_team="T0OTHER")
    assert [each["text"] for each in Driver(door.work.server, "U01NEW").answers(CHANNEL)] == [LINE]
    assert door.proxy.times("users.info") == 0
    assert nothing_kept(door, f"{CHANNEL}:1.1:U01NEW")


def test_words_of_a_visitor_that_are_not_for_us_are_left_alone(door: Door) -> None:
    door.deliver("1.1", channel=CHANNEL, user_team="T0OTHER")
    door.deliver("1.2", channel=CHANNEL, thread_ts="1.1", user_team="T0OTHER")
    assert Driver(door.work.server, "U01NEW").answers(CHANNEL) == []


def test_a_visitors_press_counts_for_nothing(door: Door) -> None:
    door.proxy.answers["users.info"] = lambda _: STRANGERS["guest"]
    visitor = Driver(door.work.server, "U01NEW")
    press = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U01NEW", "team_id": TEAM},
        "container": {"channel_id": visitor.dm_channel, "message_ts": "1.1"},
        "actions": [{"action_id": "answer:happened", "block_id": "b", "value": '{"deal": "D1", "outcome": "x"}'}],
    }
    with capture_logs() as logs:
        assert door.app.dispatch(BoltRequest(mode="socket_mode", body=press)).status == 200
    assert [(each["event"], each["user"]) for each in logs] == [("a visitor was turned away", "U01NEW")]
    assert [each["text"] for each in visitor.answers()] == [LINE]
    assert door.work.ledger() == ()
    modal = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "U01NEW"},
        "view": {"type": "modal", "callback_id": "x"},
    }
    assert door.app.dispatch(BoltRequest(mode="socket_mode", body=modal)).status == 200


def test_a_member_of_the_grid_with_this_workspace_is_a_member(door: Door) -> None:
    door.proxy.answers["users.info"] = lambda _: user(
        "U01ANA", team_id="T0HOME", enterprise_user={"teams": ["T0HOME", TEAM]}
    )
    door.deliver("1.1", channel=door.work.ana.dm_channel, user="U01ANA", text="my deals")
    assert door.work.ana.wait_for_reply()["text"] != LINE


def test_users_are_looked_up_once_in_some_minutes(door: Door) -> None:
    for ts in ("1.1", "2.1", "3.1"):
        door.deliver(ts, channel=door.work.ana.dm_channel, user="U01ANA", text="my deals")
    door.work.ana.wait_for(3)
    assert door.proxy.times("users.info") == 1


def test_where_slack_does_not_say_who_it_is_the_delivery_comes_again(door: Door) -> None:
    door.proxy.answers["users.info"] = lambda _: fails("internal_error", 500)
    ana = door.work.ana
    assert door.deliver("1.1", channel=ana.dm_channel, user="U01ANA") == 500
    assert door.inbox.arrived == []
    door.proxy.answers.clear()
    assert door.deliver("1.1", channel=ana.dm_channel, user="U01ANA") == 200
    assert "Recorded" in ana.wait_for_reply()["text"]


def test_what_the_operator_must_mend_is_told_to_the_person(door: Door) -> None:
    door.proxy.answers["users.info"] = lambda _: fails("missing_scope")
    assert door.deliver("1.1", channel=door.work.ana.dm_channel, user="U01ANA") == 200
    assert "lacks the scope" in door.work.ana.wait_for(1)["text"]
    assert door.work.ledger() == ()


@pytest.mark.parametrize("channel", [CHANNEL, PRIVATE])
@pytest.mark.parametrize("in_thread", [False, True])
def test_others_in_a_channel_see_nothing_of_a_deal(work: Workplace, channel: str, in_thread: bool) -> None:
    ana, ben = work.ana, work.ben
    begun = ben.say(channel, "lunch?")["ts"] if in_thread else None
    root = begun or ana.mention(NEWS, channel=channel)["ts"]
    if in_thread:
        ana.mention(NEWS, begun, channel)
    reply = ana.wait_for_reply(channel, root)
    ana.say(channel, "why?", root)
    again = ana.wait_for_reply(channel, root)
    ana.press(reply, "Happened")
    pressed = ana.wait_for_reply(channel, root)
    assert {each["ephemeral_to"] for each in (reply, again, pressed)} == {"U01ANA"}
    seen = " ".join(each["text"] for each in ben.answers(channel))
    assert not [word for word in ("oven", "Old Mill", "owner", "12,000", "Recorded") if word in seen]
