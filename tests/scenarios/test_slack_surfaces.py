"""The coach beyond its conversations: `/deal`, shortcuts and their modals."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from tests.slack_proxy import fails, slack_proxy
from tests.slack_server import CHANNEL, Driver, waited

if TYPE_CHECKING:
    from typing import Any

    from tests.slack_workplace import Workplace


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("show Old Mill Bakery", ("Old Mill oven", "Customer", "step 1 of 3", "Next for you:")),
        ("prepare Old Mill oven", ("On their side", "Nobody is named yet", "Learn", "Ask for one agreement")),
        ("recap Old Mill oven", ("nothing to confirm",)),
        ("plan", ("Name the deal, for example: /deal plan Acme.",)),
        ("list", ("3 open deals", "Crust & Co mixer")),
        ("", ("/deal show NAME",)),
        ("help", ("/deal inspect NAME",)),
        (
            "inspect Old Mill oven",
            ("First inspection: 0 entries stand.", "Missing", "The customer's next step", "Ask Ana"),
        ),
        ("inspect team", ("3 open deals, in order of risk.", "Look at", "Crust & Co mixer")),
        ("inspect team ben@example.com", ("You may inspect your own team",)),
        ("Old Mill oven: the owner wrote: 12,000 for the oven", ("Recorded", "12,000 for the oven")),
        ("show Crust & Co", ("2 deals fit 'Crust & Co'", "D2", "D3")),
        ("show", ("Name the deal, for example: /deal show Acme.",)),
        ("map Harbour Foods line", ("no deal 'Harbour Foods line' that you may see",)),
        ("map", ("Name one of your deals",)),
    ],
)
def test_a_command_is_answered_to_the_asker_alone(work: Workplace, text: str, parts: tuple[str, ...]) -> None:
    work.ana.command(text, CHANNEL)
    reply = work.ana.wait_for_reply(CHANNEL)
    assert reply["ephemeral_to"] == "U01ANA"
    assert work.ben.answers(CHANNEL) == []
    for part in parts:
        assert part.replace("&", "&amp;") in reply["text"]


def test_a_command_in_the_dm_goes_on_with_its_conversation(work: Workplace) -> None:
    ana = work.ana
    ana.command("show Old Mill oven")
    assert "ephemeral_to" not in ana.wait_for_reply()
    ana.dm("why?")
    assert "Old Mill oven" in ana.wait_for_reply()["text"]
    ana.command("map")
    assert "The map is here." in ana.wait_for_reply()["text"]


def test_a_map_is_a_picture_in_the_askers_dm_with_words_for_who_cannot_see_it(work: Workplace) -> None:
    ana = work.ana
    ana.command("map Old Mill oven", CHANNEL)
    told = ana.wait_for_reply(CHANNEL)
    assert "The map is in your messages with me" in told["text"]
    assert work.ben.messages(CHANNEL) == []
    (shared,) = [each for each in ana.messages() if each.get("files")]
    (picture,) = shared["files"]
    assert (picture["name"], picture["title"], picture["mimetype"]) == (
        "Old-Mill-oven.png",
        "Old Mill oven",
        "image/png",
    )
    assert "The customer is here: See the need. 0 of 4 gates are proved." in picture["alt_txt"]
    ana.command("show", CHANNEL)
    assert "Name the deal" in ana.wait_for_reply(CHANNEL)["text"]


def test_a_joint_plan_is_shared_as_files_where_only_the_asker_sees_them(work: Workplace) -> None:
    ana = work.ana
    ana.command("plan Old Mill oven", CHANNEL)
    told = ana.wait_for_reply(CHANNEL)["text"]
    assert "Joint plan: Old Mill Bakery is in your messages with me, where only you see it, as docx, pdf, md." in told
    assert "Without a day yet: 4." in told
    assert "The owner opens a budget" not in told
    assert work.ben.messages(CHANNEL) == []
    names = [file["name"] for each in ana.messages() for file in each.get("files", ())]
    assert sorted(names) == [f"Joint-plan-Old-Mill-Bakery.{ending}" for ending in ("docx", "md", "pdf")]


def test_a_recap_and_a_plan_in_a_dm_thread(work: Workplace) -> None:
    ana = work.ana
    begun = ana.dm("Old Mill oven: the owner wrote: 12,000 for the oven")
    ana.wait_for_reply()
    ana.dm("draft the recap mail")
    mail = ana.wait_for_reply()["text"]
    assert "What I heard from you: is it right?" in mail
    assert "- The owner opens a budget for the oven" in mail
    ana.dm("joint plan for Old Mill Bakery", thread=begun["ts"])
    assert "Joint plan: Old Mill Bakery is here" in ana.wait_for_reply(thread=begun["ts"])["text"]
    thread = ana.messages(thread=begun["ts"])
    assert len([file for each in thread for file in each.get("files", ())]) == 3


@pytest.mark.parametrize(
    ("text", "name", "described"),
    [
        ("inspect Old Mill oven pdf", "Deal-inspection-Old-Mill-oven.pdf", ""),
        ("inspect team as a picture", "Team-inspection-Ana.png", "Heat map of 3 deals by the gates of"),
        ("inspect all csv", "Inspection-all-deals.csv", ""),
    ],
)
def test_an_inspection_comes_as_a_file_to_the_askers_dm(work: Workplace, text: str, name: str, described: str) -> None:
    work.ana.command(text, CHANNEL)
    assert "The file is in your messages with me" in work.ana.wait_for_reply(CHANNEL)["text"]
    assert work.ben.messages(CHANNEL) == []
    (shared,) = [each for each in work.ana.messages() if each.get("files")]
    (file,) = shared["files"]
    assert file["name"] == name
    assert described in (file.get("alt_txt") or "")


def filled(**inputs: str | None) -> dict[str, Any]:
    """What somebody fills in, by input."""
    kinds = {"day": "selected_date", "deal": "selected_option", "kind": "selected_option"}
    return {
        name: {name: {kinds.get(name, "value"): {"value": value} if "option" in kinds.get(name, "") else value}}
        for name, value in inputs.items()
    }


def opened_modal(work: Workplace) -> dict[str, Any]:
    return waited(work.server.open_modal, "the modal")


def test_a_message_becomes_evidence_with_its_address_and_its_day(work: Workplace) -> None:
    ana, ben = work.ana, work.ben
    said = ben.say(CHANNEL, "Old Mill Bakery: their owner wrote: 12,000 for the &lt;oven&gt;. undo")
    assert work.shortcut("record_evidence", message=said) == 200
    modal = opened_modal(work)
    elements = {block["block_id"]: block["element"] for block in modal["blocks"]}
    assert elements["deal"]["initial_option"]["value"] == "D1"
    assert elements["text"]["initial_value"] == "Old Mill Bakery: their owner wrote: 12,000 for the <oven>. undo"
    day = elements["day"]["initial_date"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)

    values = {"deal": "D1", "kind": "artefact", "text": "The owner wrote: 12,000 for the oven. undo"}
    assert work.server.submit_modal("U01ANA", filled(**values | {"text": "  "}, day="2026-03-09")) == {
        "text": "Your message is empty; say in a sentence what the customer did."
    }
    assert "lies ahead" in work.server.submit_modal("U01ANA", filled(**values, day="2026-03-11"))["day"]
    assert work.server.submit_modal("U01ANA", filled(**values, day="2026-03-09")) == {}
    reply = ana.wait_for_reply()
    assert "something they made or sent, on 2026-03-09" in reply["text"]
    (entry,) = work.ledger()
    assert (entry.outcome, entry.grade, str(entry.occurred_on)) == ("budget-opened", "artefact", "2026-03-09")
    assert entry.source.endswith(f"/archives/{CHANNEL}/p{said['ts'].replace('.', '')}")
    assert ben.answers(CHANNEL) == []
    ana.dm("why is Old Mill oven there?")
    assert entry.source in ana.wait_for_reply()["text"]


def test_words_of_a_message_that_is_out_of_reach_are_kept_with_its_place(work: Workplace) -> None:
    work.shortcut("record_evidence", message={"ts": "1772000000.000100", "channel": "C0FAR", "text": ""})
    modal = opened_modal(work)
    elements = {block["block_id"]: block["element"] for block in modal["blocks"]}
    assert elements["day"]["initial_date"] == "2026-02-25"
    assert "initial_value" not in elements["text"]
    assert "initial_option" not in elements["deal"]
    work.server.submit_modal(
        "U01ANA", filled(deal="D1", kind="quoted", text="the owner wrote: yes, the oven", day=None)
    )
    work.ana.wait_for_reply()
    (entry,) = work.ledger()
    assert (entry.grade, entry.occurred_on, entry.source) == ("quoted", None, "slack:C0FAR:1772000000.000100")


def test_a_deal_is_updated_in_a_form(work: Workplace) -> None:
    assert work.shortcut("update_deal") == 200
    opened_modal(work)
    wrong = work.server.submit_modal("U01ANA", filled(deal=None, text="the owner wrote: yes to the oven"))
    assert wrong == {"deal": "Choose a deal."}
    assert work.server.submit_modal("U01ANA", filled(deal="D1", text="the owner wrote: yes to the oven")) == {}
    assert "Recorded" in work.ana.wait_for_reply()["text"]
    assert [each.source for each in work.ledger()] == ["message"]


def test_who_has_no_deals_is_told_how_to_begin(work: Workplace) -> None:
    newcomer = Driver(work.server, "U01NEW")
    work.shortcut("update_deal", "U01NEW")
    assert "create deal NAME" in newcomer.wait_for_reply()["text"]
    assert work.server.open_modal() is None


@pytest.mark.parametrize(("typed", "ids"), [("", ["D2", "D3", "D1"]), ("crust", ["D2", "D3"]), ("D4", [])])
def test_deals_are_looked_up_as_somebody_types(work: Workplace, typed: str, ids: list[str]) -> None:
    answer = work.dispatch({"type": "block_suggestion", "action_id": "deal", "block_id": "deal", "value": typed})
    options = json.loads(answer.body)["options"]
    assert sorted(each["value"] for each in options) == sorted(ids)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": "old"}},
        {"type": "shortcut", "callback_id": "old", "trigger_id": "1"},
        {"type": "block_suggestion", "action_id": "old", "block_id": "b", "value": ""},
        {"type": "block_actions", "actions": [{"action_id": "answer:perhaps", "block_id": "b", "value": "{}"}]},
        {"command": "/old", "trigger_id": "1", "user_id": "U01ANA", "channel_id": CHANNEL, "text": ""},
    ],
    ids=str,
)
def test_what_is_of_another_version_is_acknowledged_and_logged(work: Workplace, body: dict[str, Any]) -> None:
    with capture_logs() as logs:
        assert work.dispatch(body).status == 200
        waited(lambda: logs, "the log")
    assert [each["event"] for each in logs] == ["nobody takes this"]
    assert (work.ledger(), work.inbox.arrived) == ((), [])


def test_a_command_in_a_conversation_of_others_stays_with_who_asked(work: Workplace) -> None:
    hook = f"{work.server.address}/_hooks/response/gone"
    body = {"command": "/deal", "trigger_id": "1.1", "team_id": "T01TEST", "user_id": "U01ANA", "text": "list"}
    assert work.dispatch(body | {"channel_id": "D0OTHERS", "response_url": hook}).status == 200
    calls = waited(
        lambda: [each for each in work.server.log("web_api") if "postEphemeral" in each["summary"]], "the call"
    )
    assert all(part in str(calls[0]["detail"]) for part in ("D0OTHERS", "U01ANA", "3 open deals"))
    assert work.ana.answers() == []


def test_an_answer_whose_hook_is_over_goes_to_the_asker_in_the_channel(work: Workplace) -> None:
    hook = f"{work.server.address}/_hooks/response/gone"
    body = {"command": "/deal", "trigger_id": "1.1", "team_id": "T01TEST", "user_id": "U01ANA", "text": "list"}
    with capture_logs() as logs:
        assert work.dispatch(body | {"channel_id": CHANNEL, "response_url": hook}).status == 200
        reply = work.ana.wait_for_reply(CHANNEL)
    assert reply["ephemeral_to"] == "U01ANA"
    assert hook not in str(logs)


def test_a_button_under_an_answer_to_one_person_is_answered_through_its_hook(work: Workplace) -> None:
    ana = work.ana
    ana.command("show Old Mill oven", CHANNEL)
    reply = ana.wait_for_reply(CHANNEL)
    ana.command("help", CHANNEL)
    ana.wait_for_reply(CHANNEL)
    hook = work.server.log("slash_commands", "to_bot")[-1]["detail"]["response_url"]
    block = next(each for each in reply["blocks"] if each["type"] == "actions")
    body = {
        "type": "block_actions",
        "trigger_id": "1.1",
        "container": {"channel_id": CHANNEL, "message_ts": reply["ts"], "is_ephemeral": True},
        "response_url": hook,
        "actions": [block["elements"][0] | {"block_id": block["block_id"]}],
    }
    assert work.dispatch(body).status == 200
    answer = ana.wait_for_reply(CHANNEL)
    assert "Recorded" in answer["text"]
    assert answer["ephemeral_to"] == "U01ANA"
    assert not [each for each in work.server.log("web_api") if "postEphemeral" in each["summary"]]


def test_a_form_that_is_submitted_twice_counts_once(work: Workplace) -> None:
    view = {"id": "V7", "type": "modal", "callback_id": "update_deal", "private_metadata": ""}
    view["state"] = {"values": filled(deal="D1", text="the owner wrote: yes to the oven")}
    body = {"type": "view_submission", "trigger_id": "1.1", "view": view}
    with capture_logs() as logs:
        assert [work.dispatch(body).status for _ in range(2)] == [200, 200]
    assert [each["delivery"] for each in logs if each["event"].startswith("delivered again")] == ["form:V7"]
    ana = work.ana
    assert "Recorded" in ana.wait_for_reply()["text"]
    ana.dm("my deals")
    ana.wait_for_reply()
    assert len(ana.answers()) == 2
    assert len(work.ledger()) == 1


def test_a_form_that_cannot_be_answered_stays_open(work: Workplace) -> None:
    body = {
        "type": "view_submission",
        "trigger_id": "1.1",
        "view": {"id": "V1", "type": "modal", "callback_id": "update_deal", "private_metadata": ""},
    }
    body["view"]["state"] = {"values": filled(deal="D1", text="the owner wrote: yes to the oven")}
    with slack_proxy(work.server.api) as proxy:
        proxy.answers["conversations.open"] = lambda _: fails("internal_error")
        work.behind(proxy.api)
        answer = json.loads(work.dispatch(body).body)
    assert answer["response_action"] == "errors"
    assert "internal_error" in answer["errors"]["text"]
    assert work.ledger() == ()


def test_a_shortcut_that_comes_too_late_says_so_in_the_dm(work: Workplace) -> None:
    assert work.dispatch({"type": "shortcut", "callback_id": "update_deal", "trigger_id": "too.late"}).status == 200
    assert "Slack did not answer (invalid_trigger_id)" in work.ana.wait_for_reply()["text"]
