"""Documents in the DM: what they prove is shown, and recorded as far as somebody says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from assistant.documents.limits import MOST_BYTES
from assistant.slack.visitors import LINE
from tests.document_files import docx, pdf
from tests.slack_server import BOT, CHANNEL, TEAM, labels

if TYPE_CHECKING:
    from typing import Any

    from tests.slack_workplace import Workplace

MAIL = b"""From: Olga <olga@oldmill.example>
To: Ana <ana@example.com>
Date: Mon, 2 Mar 2026 09:00:00 +0100
Subject: The oven
Content-Type: text/plain; charset=utf-8

The owner wrote: 12,000 is there for the oven. The bakers maybe baked a batch.

They count spoiled loaves every night.
"""
CALL = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ana>We showed them the oven.</v>

00:00:05.000 --> 00:00:09.000
<v Olga>The owner wrote: 12,000 is there for the oven.</v>
"""
NOTES = "Notes from the call: the owner wrote: 12,000 is there for the oven."


def test_a_mail_is_put_for_confirmation_and_recorded_on_a_word(work: Workplace) -> None:
    ana = work.ana
    ana.upload(("oven.eml", MAIL), text="Old Mill oven")
    offer = ana.wait_for_reply()
    for part in (
        "I found 2 things in oven.eml that the customer did. Nothing is recorded until you say so.",
        "something they made or sent, on 2026-03-02",
        "“They count spoiled loaves”".replace("They count ", ""),
        "Has this happened: The bakers bake a test batch?",
        "Read by keywords.",
    ):
        assert part in offer["text"]
    assert labels(offer)[:3] == ["Record", "Record", "Record all 2"]
    assert work.ledger() == ()
    ana.press(offer, "Record")
    assert "Recorded" in ana.wait_for_reply()["text"]
    (entry,) = work.ledger()
    assert (entry.grade, str(entry.occurred_on), entry.read_by) == ("artefact", "2026-03-02", "keywords")
    assert entry.source.startswith("document:oven.eml#")
    ana.press(offer, "Record all 2")
    assert "Recorded" in ana.wait_for_reply()["text"]
    assert {each.outcome for each in work.ledger()} == {"budget-opened", "problem-stated"}
    ana.press(offer, "Record all 2")
    assert len(work.ledger()) == 2


@pytest.mark.parametrize(
    ("name", "data", "grade"),
    [
        ("call.vtt", CALL, "quoted"),
        ("notes.md", NOTES.encode(), "quoted"),
        ("notes.txt", NOTES.encode(), "quoted"),
        ("notes.docx", docx(NOTES), "quoted"),
        ("call.srt", CALL.replace(b"WEBVTT\n\n", b"1\n").replace(b"\n\n00", b"\n\n2\n00"), "quoted"),
        ("notes.pdf", pdf(NOTES), "quoted"),
    ],
)
def test_each_kind_of_document_is_read(work: Workplace, name: str, data: bytes, grade: str) -> None:
    ana = work.ana
    ana.dm("where is Old Mill oven?")
    ana.wait_for_reply()
    ana.upload((name, data))
    ana.press(ana.wait_for_reply(), "Record")
    ana.wait_for_reply()
    assert [(each.outcome, each.grade) for each in work.ledger()] == [("budget-opened", grade)]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "is empty; choose a file with text"),
        ("large.txt", b"a" * (MOST_BYTES + 1), "at most 10 MB"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "photo.png"),
        ("old.doc", b"\xd0\xcf\x11\xe0 old", "save it as docx"),
        ("broken.pdf", b"%PDF-1.7 broken", "broken.pdf"),
        ("chat.txt", b"The weather was fine all day.", "I found nothing in chat.txt that the customer did."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(work: Workplace, name: str, data: bytes, says: str) -> None:
    work.ana.upload((name, data), text="Old Mill oven")
    assert says in work.ana.wait_for_reply()["text"]
    assert work.ledger() == ()


def test_a_long_document_is_announced(work: Workplace) -> None:
    long = NOTES + "\n\n" + "The weather was fine all day. " * 1000
    ana = work.ana
    ana.upload(("long.txt", long.encode()), text="Old Mill oven")
    assert ana.wait_for_reply()["text"] == "Reading long.txt …"
    assert "I found one thing in long.txt" in ana.wait_for_reply()["text"]


def test_without_a_deal_the_person_is_asked_which(work: Workplace) -> None:
    ana = work.ana
    ana.upload(("oven.eml", MAIL), ("call.vtt", CALL))
    question = ana.wait_for_reply()
    assert "Which deal is this about? oven.eml, call.vtt" in question["text"]
    block = question["blocks"][-1]
    answer = work.dispatch({"type": "block_suggestion", "action_id": "deal_of_files", "block_id": "b", "value": "old"})
    (option,) = json.loads(answer.body)["options"]
    work.server.post(
        "/_control/interact",
        channel=question["channel"],
        messageTs=question["ts"],
        user="U01ANA",
        action=block["elements"][0] | {"block_id": block["block_id"], "selected_option": option},
    )
    mail, call = (ana.wait_for_reply() for _ in range(2))
    assert "in oven.eml" in mail["text"]
    assert "in call.vtt" in call["text"]
    settled = next(each for each in ana.messages() if each["ts"] == question["ts"])
    assert settled["text"] == "About Old Mill oven · Old Mill Bakery."


def test_at_most_five_files_are_read_at_a_time(work: Workplace) -> None:
    ana = work.ana
    ana.upload(*((f"notes-{n}.txt", NOTES.encode()) for n in range(6)), text="Old Mill oven")
    told = [ana.wait_for_reply()["text"] for _ in range(6)]
    assert told[-1] == "I read 5 files at a time; upload the others again."
    assert "in notes-4.txt" in told[-2]


def test_a_file_chosen_a_deal_for_that_is_gone_is_told(work: Workplace) -> None:
    channel = work.ana.dm_channel
    action = {"type": "external_select", "action_id": "deal_of_files", "block_id": "files:1.1:F404", "action_ts": "1.1"}
    action["selected_option"] = {"text": {"type": "plain_text", "text": "Old Mill"}, "value": "D1"}
    body = {"type": "block_actions", "trigger_id": "1.1", "container": {"channel_id": channel, "message_ts": "1.2"}}
    with capture_logs():
        assert work.dispatch(body | {"actions": [action]}).status == 200
        assert "file_not_found" in work.ana.wait_for_reply()["text"]


def test_a_file_of_somebody_whom_slack_does_not_know_is_not_kept(work: Workplace) -> None:
    event = {"type": "message", "subtype": "file_share", "channel": work.ana.dm_channel, "user": "U404", "ts": "1.1"}
    event |= {"text": "", "files": [{"id": "F1", "name": "a.txt", "size": 5}]}
    work.dispatch({"type": "event_callback", "team_id": TEAM, "event_id": "Ev7", "event": event})
    assert work.ana.wait_for_reply()["text"] == LINE
    assert work.inbox.arrived == []


def test_a_thread_in_the_dm_keeps_its_documents(work: Workplace) -> None:
    ana = work.ana
    root = ana.dm("where is Old Mill oven?")
    ana.wait_for_reply()
    ana.upload(("oven.eml", MAIL), text="Old Mill oven", thread=root["ts"])
    offer = ana.wait_for_reply(thread=root["ts"])
    assert offer["thread_ts"] == root["ts"]
    ana.press(offer, "Record all 2")
    assert ana.wait_for_reply(thread=root["ts"])["thread_ts"] == root["ts"]


def shared(work: Workplace, **file: Any) -> None:
    """Tell the app of a file that the server cannot have."""
    event = {"type": "message", "subtype": "file_share", "channel": work.ana.dm_channel, "user": "U01ANA", "ts": "1.1"}
    event |= {"text": "Old Mill oven", "files": [{"id": "F1", "name": "a.txt", "size": 5, **file}]}
    work.dispatch({"type": "event_callback", "team_id": TEAM, "event_id": "Ev9", "event": event})


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ({"url_private": "https://evil.example/a.txt"}, "is not kept in Slack"),
        ({"url_private": "http://127.0.0.1.evil.example/a.txt"}, "is not kept in Slack"),
        ({"is_external": True, "url_private": "http://127.0.0.1/a.txt"}, "is not kept in Slack"),
        ({}, "is not kept in Slack"),
    ],
    ids=str,
)
def test_the_token_goes_to_no_other_host(work: Workplace, file: dict[str, Any], says: str) -> None:
    shared(work, **file)
    assert says in work.ana.wait_for_reply()["text"]


def test_a_file_that_is_gone_is_told(work: Workplace) -> None:
    shared(work, url_private=f"{work.server.address}/files-pri/{TEAM}-F404/a.txt")
    assert "a.txt" in work.ana.wait_for_reply()["text"]


def test_others_files_are_left_alone(work: Workplace) -> None:
    event = {"type": "message", "subtype": "file_share", "ts": "1.1", "text": "Old Mill oven"}
    event |= {"files": [{"id": "F1", "name": "a.txt", "size": 5}]}
    for where in ({"channel": CHANNEL, "user": "U01ANA"}, {"channel": work.ana.dm_channel, "user": BOT}):
        body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev8", "event": event | where}
        assert work.dispatch(body).status == 200
    assert work.inbox.arrived == []


def test_an_offer_that_is_no_longer_kept_says_so(work: Workplace) -> None:
    ana = work.ana
    ana.upload(("oven.eml", MAIL), text="Old Mill oven")
    offer = ana.wait_for_reply()
    for block in offer["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else ():
            if element["action_id"].startswith("record:"):
                element["value"] = json.dumps({"d": "D1", "f": "gone", "n": [0]})
    with capture_logs():
        ana.press(offer, "Record")
        assert "no longer kept; upload the file again" in ana.wait_for_reply()["text"]
    assert work.ledger() == ()
