"""A rep talks with the coach in Slack: over Socket Mode, against an independent server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from slack_bolt import BoltRequest
from structlog.testing import capture_logs

from assistant.slack.app import connected
from tests.slack_server import BOT, CHANNEL, TEAM, labels, waited

if TYPE_CHECKING:
    from typing import Any

    from tests.slack_workplace import Workplace

NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"


def test_an_update_in_a_dm_is_recorded_and_answered(work: Workplace) -> None:
    ana = work.ana
    ana.dm(NEWS)
    reply = ana.wait_for_reply()
    for part in (
        "Old Mill oven",
        "Recorded",
        "owner wrote: 12,000 is set aside for the oven",
        "their own words",
        "Customer",
        "step 1 of 3",
        "The CRM says Proposal",
        "Next for you:",
        "Read by keywords.",
    ):
        assert part in reply["text"]
    assert labels(reply)[:5] == ["Undo", "Happened", "Not yet", "Went backward", "Don't know"]
    assert "thread_ts" not in reply
    (entry,) = work.ledger()
    assert (entry.outcome, entry.verdict, entry.reported_by) == ("budget-opened", "happened", "ana")


@pytest.mark.parametrize(
    ("label", "verdict"),
    [("Happened", "happened"), ("Not yet", "not_yet"), ("Went backward", "reversed"), ("Don't know", None)],
)
def test_each_button_answers_its_question(work: Workplace, label: str, verdict: str | None) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    asked = ana.wait_for_reply()
    ana.press(asked, label)
    reply = ana.wait_for_reply()
    entries = work.ledger()
    assert [(each.outcome, each.verdict, each.grade, each.source, each.quote) for each in entries] == (
        [("problem-stated", verdict, "asserted", "button", None)] if verdict else []
    )
    assert ("Add proof" in labels(reply)) == (verdict == "happened")
    before = waited(
        lambda: next((each for each in ana.messages() if each["ts"] == asked["ts"] and "edited" in each), None),
        "the buttons to go",
    )
    assert f"You answered: {label}" in before["text"]
    assert len(labels(before)) == len(labels(asked)) - 4


def test_undo_takes_back_what_the_reply_recorded(work: Workplace) -> None:
    ana = work.ana
    ana.dm(NEWS)
    ana.press(ana.wait_for_reply(), "Undo")
    reply = ana.wait_for_reply()
    assert "Taken back: The owner opens a budget for the oven" in reply["text"]
    first, second = work.ledger()
    assert (second.verdict, second.supersedes) == ("withdrawn", first.id)


def test_a_backward_move_is_told_with_the_words_and_the_way_back(work: Workplace) -> None:
    ana = work.ana
    ana.dm(NEWS)
    ana.wait_for_reply()
    ana.dm("Old Mill Bakery: the money went elsewhere")
    reply = ana.wait_for_reply()
    assert "Recorded: The owner opens a budget for the oven — went back" in reply["text"]
    assert "The customer went back a step: still at See the need, since 2026-03-10." in reply["text"]
    assert "The way forward again: Fill in a cost sheet with the owner" in reply["text"]


def test_proof_is_added_in_a_modal(work: Workplace) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    ana.press(ana.wait_for_reply(), "Happened")
    ana.press(ana.wait_for_reply(), "Add proof")
    modal = waited(work.server.open_modal, "the modal")
    assert "The head baker says what the old oven costs them" in json.dumps(modal["blocks"])
    work.server.submit_modal(
        "U01ANA",
        {
            "kind": {"kind": {"type": "static_select", "selected_option": {"value": "quoted"}}},
            "quote": {"quote": {"type": "plain_text_input", "value": "Baker: we lose 40 loaves a night"}},
            "day": {"day": {"type": "datepicker", "selected_date": "2026-03-02"}},
        },
    )
    reply = ana.wait_for_reply()
    assert "Baker: we lose 40 loaves a night" in reply["text"]
    assert [(each.grade, str(each.occurred_on)) for each in work.ledger()] == [
        ("asserted", "None"),
        ("quoted", "2026-03-02"),
    ]


def test_a_choice_among_deals_is_one_press(work: Workplace) -> None:
    ana = work.ana
    ana.dm("Crust & Co: they count spoiled loaves")
    asked = ana.wait_for_reply()
    assert [label[:2] for label in labels(asked)] == ["1.", "2."]
    ana.press(asked, labels(asked)[1])
    reply = ana.wait_for_reply()
    assert "Recorded" in reply["text"]
    assert [each.outcome for each in work.ledger("D3")] == ["problem-stated"]
    assert work.ledger("D2") == ()


def test_a_mention_is_answered_in_its_thread_to_the_asker_alone(work: Workplace) -> None:
    ana = work.ana
    root = ana.mention(NEWS)
    reply = ana.wait_for_reply(CHANNEL, root["ts"])
    assert (reply["thread_ts"], reply["ephemeral_to"]) == (root["ts"], "U01ANA")
    public = work.ben.answers(CHANNEL)
    assert [each["text"] for each in public] == ["<@U01ANA> I answer you in this thread; only you can see it."]
    assert public[0]["thread_ts"] == root["ts"]

    ana.say(CHANNEL, "why?", root["ts"])
    again = ana.wait_for_reply(CHANNEL, root["ts"])
    assert "Old Mill oven" in again["text"]
    ana.press(reply, "Not yet")
    pressed = ana.wait_for_reply(CHANNEL, root["ts"])
    assert (pressed["thread_ts"], pressed["ephemeral_to"]) == (root["ts"], "U01ANA")
    assert len(work.ledger()) == 2


def test_others_in_the_thread_are_left_alone_until_they_ask(work: Workplace) -> None:
    ana, ben = work.ana, work.ben
    root = ana.mention(NEWS)
    ana.wait_for_reply(CHANNEL, root["ts"])
    ben.say(CHANNEL, "nice, they count spoiled loaves", root["ts"])
    ana.say(CHANNEL, "<@U01BEN> thanks, spoiled loaves", root["ts"])
    ben.mention("where is Old Mill Bakery?", root["ts"])
    reply = ben.wait_for_reply(CHANNEL, root["ts"])
    assert "no open deal" in reply["text"] or "There is no deal" in reply["text"]
    assert reply["ephemeral_to"] == "U01BEN"
    assert len(work.ledger()) == 1
    assert len(ben.answers(CHANNEL)) == 2


def test_a_delivery_that_comes_twice_is_answered_once(work: Workplace) -> None:
    with connected(work.app, work.settings):  # the server sends every event to every connection
        work.server.wait_connected()
        ana = work.ana
        ana.dm(NEWS)
        ana.wait_for_reply()
        ana.dm("where is Old Mill Bakery?")
        ana.wait_for_reply()
        waited(lambda: len(work.inbox.arrived) == 4, "both connections to deliver both events")
    assert len(ana.answers()) == 2
    assert len(work.ledger()) == 1


def test_a_double_press_is_recorded_once(work: Workplace) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    asked = ana.wait_for_reply()
    ana.press(asked, "Happened")
    ana.press(asked, "Happened")
    ana.wait_for(3)
    assert len(work.ledger()) == 1


def dispatched(work: Workplace, **event: Any) -> int:
    """Hand the app an event that the server cannot send; the status it is answered with."""
    team = event.pop("team_id", TEAM)
    body = {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A01APP",
        "event_id": f"Ev{event['ts']}",
        "event": {"type": "message", "channel": work.ana.dm_channel, "user": "U01ANA", "text": NEWS, **event},
    }
    return work.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER"},
        {"user": BOT},
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"team_id": "T0OTHER"},
        {"edited": {"user": "U01ANA"}},
    ],
    ids=str,
)
def test_what_is_not_a_persons_new_message_of_our_team_is_ignored(work: Workplace, event: dict[str, Any]) -> None:
    assert dispatched(work, ts="1.1", **event) == 200
    assert dispatched(work, ts="2.2", text="where is Old Mill Bakery?") == 200
    reply = work.ana.wait_for_reply()
    assert "Customer" in reply["text"]
    assert len(work.ana.answers()) == 1
    assert work.ledger() == ()


def test_an_edit_and_a_deletion_change_nothing(work: Workplace) -> None:
    ana = work.ana
    first = ana.dm(NEWS)
    ana.wait_for_reply()
    where = {"channel": ana.dm_channel, "ts": first["ts"], "user": "U01ANA"}
    work.server.post("/_control/edit-message", **where, text="Old Mill Bakery: the money went elsewhere")
    work.server.post("/_control/delete-message", **where)
    ana.dm("where is Old Mill Bakery?")
    ana.wait_for_reply()
    assert len(ana.answers()) == 2
    assert len(work.ledger()) == 1


def test_markup_in_a_message_stays_text(work: Workplace) -> None:
    ana = work.ana
    ana.dm(
        "Old Mill Bakery: the owner wrote: &lt;!channel&gt; *now* "
        "&lt;https://evil.example|click&gt; the oven &amp; more"
    )
    reply = ana.wait_for_reply()
    (entry,) = work.ledger()
    assert entry.quote == "owner wrote: <!channel> *now* <https://evil.example|click> the oven"
    assert "&lt;!channel&gt;" in reply["text"]
    assert "<!" not in reply["text"]
    assert {"type": "plain_text", "text": f"“{entry.quote}”", "emoji": False} in [
        element for block in reply["blocks"] if block["type"] == "context" for element in block["elements"]
    ]


def test_a_persons_mistake_is_one_sentence(work: Workplace) -> None:
    ana = work.ana
    ana.dm("close Old Mill oven as lost")
    reply = ana.wait_for_reply()
    assert reply["text"].startswith("Say why it was lost")


def test_a_bug_is_shown_with_the_id_the_log_knows(work: Workplace) -> None:
    with capture_logs() as logs:
        work.ana.dm("Old Mill Bakery: a bug")
        said = work.ana.wait_for_reply()["text"]
    (entry,) = [each for each in logs if each["event"] == "a bug in a turn"]
    assert said == f"Something is wrong in Rightside itself; whoever runs it finds it in the log as {entry['bug']}."


def test_what_is_away_is_told_in_its_own_sentence(work: Workplace) -> None:
    work.ana.dm("Old Mill Bakery: away")
    assert work.ana.wait_for_reply()["text"] == "The model did not answer; try again in a minute."
    assert work.ledger() == ()


def test_where_slack_refuses_the_answer_the_log_says_why(work: Workplace) -> None:
    with capture_logs() as logs:
        assert dispatched(work, ts="1.1", channel="D404", text="where is Old Mill Bakery?") == 200
        waited(lambda: logs, "the log")
    assert (logs[0]["event"], logs[0]["turn"]) == ("not posted", "D404:1.1")
    assert "channel_not_found" in logs[0]["reason"]


def test_a_thread_that_cannot_begin_is_in_the_log(work: Workplace) -> None:
    with capture_logs() as logs:
        assert dispatched(work, ts="3.3", type="app_mention", channel="C404") == 200
        begun = waited(lambda: [each for each in logs if each["event"] == "no thread begun"], "the log")
    assert begun[0]["turn"] == "C404:3.3"


def test_a_button_of_an_older_version_says_so(work: Workplace) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    asked = ana.wait_for_reply()
    for block in asked["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else ():
            element["value"] = "{}"
    ana.press(asked, "Happened")
    assert "older version" in ana.wait_for_reply()["text"]


def test_a_proof_button_of_an_older_version_says_so(work: Workplace) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    ana.press(ana.wait_for_reply(), "Happened")
    claimed = ana.wait_for_reply()
    under = next(each for each in claimed["blocks"] if each.get("block_id") == "afterwards")
    under["elements"][-1]["value"] = "{}"
    ana.press(claimed, "Add proof")
    assert "older version" in ana.wait_for_reply()["text"]
    assert work.server.open_modal() is None


def test_people_are_known_by_their_mail_address(work: Workplace) -> None:
    work.ben.dm("my deals")
    assert "Harbour Foods line" in work.ben.wait_for_reply()["text"]
    newcomer = type(work.ana)(work.server, "U01NEW")
    newcomer.dm("create deal Corner Shop oven for Corner Shop")
    newcomer.wait_for_reply()
    assert [
        each.owner
        for each in work.application.desk.deals.deals(work.settings.organisation)
        if each.name == "Corner Shop oven"
    ] == ["slack:U01NEW"]
