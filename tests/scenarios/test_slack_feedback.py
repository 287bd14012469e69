"""*Useful* and *Not useful* under a reply, and what `rightside eval` says of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from assistant.terminal.main import run
from tests.slack_server import CHANNEL, Driver, waited

if TYPE_CHECKING:
    from tests.slack_workplace import Workplace

NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"


def buttons(reply: dict[str, Any]) -> dict[str, Any]:
    """The element with the two buttons; nothing where the reply has none."""
    blocks = [block for block in reply["blocks"] if block["type"] == "context_actions"]
    return blocks[0]["elements"][0] if blocks else {}


def rate(who: Driver, reply: dict[str, Any], side: str) -> None:
    """Press one of the two as Slack tells of it."""
    element = buttons(reply)
    action = {"type": "feedback_buttons", "action_id": element["action_id"], "block_id": "feedback"}
    pressed(who, reply, {**action, "value": element[f"{side}_button"]["value"]})


def pressed(who: Driver, reply: dict[str, Any], action: dict[str, Any]) -> None:
    who.server.post("/_control/interact", channel=reply["channel"], messageTs=reply["ts"], user=who.user, action=action)


def said(work: Workplace) -> list[tuple[str, str | None, str, str]]:
    kept = work.application.desk.feedback.all(work.settings.organisation)
    return [(each.person, each.deal, each.value.value, each.reader) for each in kept]


def test_a_press_is_kept_with_the_deal_and_the_reader(work: Workplace) -> None:
    work.ana.dm(NEWS)
    rate(work.ana, work.ana.wait_for_reply(), "positive")
    waited(lambda: said(work), "the feedback")
    assert said(work) == [("ana", "D1", "useful", "keywords")]
    assert len(work.ana.answers()) == 1


def test_a_second_press_changes_it_and_doubles_nothing(work: Workplace) -> None:
    work.ana.dm("what counts as proof of the budget?")
    reply = work.ana.wait_for_reply()
    for side in ("positive", "negative", "negative"):
        rate(work.ana, reply, side)
    waited(lambda: said(work) == [("ana", None, "not_useful", "")], "the change")


def test_under_an_answer_to_one_person_too(work: Workplace) -> None:
    work.ana.command("show Old Mill oven", CHANNEL)
    rate(work.ana, work.ana.wait_for_reply(CHANNEL), "negative")
    waited(lambda: said(work) == [("ana", "D1", "not_useful", "")], "the feedback")


def test_what_coaches_nobody_asks_for_none(work: Workplace) -> None:
    work.ana.dm("help")
    assert buttons(work.ana.wait_for_reply()) == {}


@pytest.mark.parametrize("value", ["useful:D9:9.9", "splendid:D1:1.1", "useful:", ""])
def test_a_press_on_nothing_that_is_known_changes_nothing(work: Workplace, value: str) -> None:
    work.ana.dm(NEWS)
    reply = work.ana.wait_for_reply()
    with capture_logs() as logs:
        pressed(work.ana, reply, {"type": "feedback_buttons", "action_id": "feedback", "block_id": "b", "value": value})
        waited(lambda: logs, "the log")
    assert logs[0]["event"] == "feedback not kept"
    assert said(work) == []


def test_nobody_has_a_say_on_an_answer_that_they_may_not_see(work: Workplace) -> None:
    ana = work.ana
    for text in (NEWS, "what counts as proof of the budget?"):
        ana.dm(text)
        element = buttons(ana.wait_for_reply())
        body = {"type": "block_actions", "container": {"channel_id": CHANNEL, "message_ts": "1.1"}}
        action = {"action_id": "feedback", "block_id": "b", "value": element["positive_button"]["value"]}
        assert work.dispatch({**body, "actions": [action]}, "U01BEN").status == 200
    assert said(work) == []


def test_the_evaluation_counts_them_by_reader(
    work: Workplace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = work.ana
    for text, side in ((NEWS, "positive"), ("where is Old Mill Bakery?", "negative")):
        ana.dm(text)
        rate(ana, ana.wait_for_reply(), side)
    waited(lambda: len(said(work)) == 2, "both")
    monkeypatch.setenv("RIGHTSIDE_HOME", str(work.settings.home))
    monkeypatch.setenv("RIGHTSIDE_ORGANISATION", work.settings.organisation)
    assert run(["eval", "feedback", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["sets"]
    assert found["figures"]["useful"]["value"] == 0.5
    assert found["figures"]["useful"]["of"] == 2
    assert found["figures"]["useful"]["low"] < 0.5 < found["figures"]["useful"]["high"]
    assert {part: each["useful"]["value"] for part, each in found["parts"].items()} == {
        "keywords": 1.0,
        "nothing was read": 0.0,
    }
    assert run(["eval", "feedback", "--floor", "--show"]) == 0
    assert "a reply about D1" in capsys.readouterr().out


def test_no_feedback_is_no_failure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["eval", "feedback", "--floor"]) == 0
    assert "no feedback yet" in capsys.readouterr().out
    monkeypatch.setenv("RIGHTSIDE_DATABASE_URL", "mysql://nowhere")
    assert run(["eval", "feedback"]) == 0
    assert "skipped: RIGHTSIDE_DATABASE_URL" in capsys.readouterr().out
