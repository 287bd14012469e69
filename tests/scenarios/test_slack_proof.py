"""*Add proof*: words, a link or a file, filled in as far as it is known, corrected where it is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from assistant.deals.observation import Grade, Observation, Verdict
from assistant.slack.views.values import Carried
from tests.builders import bakery
from tests.scenarios.test_slack_surfaces import filled, opened_modal
from tests.slack_server import Driver, labels, waited

if TYPE_CHECKING:
    from typing import Any

    from tests.slack_workplace import Workplace


def proving(work: Workplace, said: str) -> dict[str, dict[str, Any]]:
    """The inputs of the form for what somebody said on their bare word, by name."""
    ana = work.ana
    ana.dm(said)
    reply = ana.wait_for_reply()
    if "Add proof" not in labels(reply):
        ana.press(reply, "Happened")
        reply = ana.wait_for_reply()
    ana.press(reply, "Add proof")
    blocks = opened_modal(work)["blocks"]
    return {block["block_id"]: block for block in blocks if block["type"] == "input"}


def test_proof_begins_with_the_day_of_the_press(work: Workplace) -> None:
    inputs = proving(work, "where is Old Mill Bakery?")
    assert inputs["day"]["element"]["initial_date"] == "2026-03-10"
    assert "This is the day of your press" in inputs["day"]["hint"]["text"]
    assert "initial_value" not in inputs["quote"]["element"]


def test_proof_begins_with_the_day_that_was_told(work: Workplace) -> None:
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    told = Observation(
        id="told", outcome="problem-stated", verdict=Verdict.HAPPENED, grade=Grade.ASSERTED, recorded_at=at,
        occurred_on=at.date(), quote="they told us", reported_by="ana", source="message",
    )  # fmt: skip
    ledger = work.application.desk.ledger
    ledger.append(work.settings.organisation, "D1", [told], process=bakery())
    value = Carried(deal="D1", outcome="problem-stated").packed()
    body = {
        "type": "block_actions",
        "trigger_id": work.server.trigger("U01ANA"),
        "container": {"channel_id": work.ana.dm_channel, "message_ts": "1.1"},
        "actions": [{"action_id": "prove:1", "block_id": "b", "value": value}],
    }
    assert work.dispatch(body).status == 200
    inputs = {block["block_id"]: block for block in opened_modal(work)["blocks"]}
    assert inputs["day"]["element"]["initial_date"] == "2026-03-03"
    assert "hint" not in inputs["day"]
    assert work.dispatch(body, "U01BEN").status == 200
    assert "no deal 'D1' that you may see" in Driver(work.server, "U01BEN").wait_for_reply(work.ana.dm_channel)["text"]


@pytest.mark.parametrize(
    ("given", "source", "quote"),
    [
        ({"link": "https://slack.example/archives/C1/p1 "}, "https://slack.example/archives/C1/p1", None),
        ({"file": "https://slack.example/files/F1"}, "https://slack.example/files/F1", None),
        (
            {"link": "https://a.example/1", "file": "https://slack.example/files/F1", "quote": "Order 7"},
            "https://a.example/1 https://slack.example/files/F1",
            "Order 7",
        ),
    ],
)
def test_a_link_or_a_file_is_proof_too(work: Workplace, given: dict[str, str], source: str, quote: str | None) -> None:
    proving(work, "where is Old Mill Bakery?")
    values = filled(kind="artefact", quote=given.get("quote"), link=given.get("link"), day="2026-03-09")
    files = [{"id": "F1", "name": "order.pdf", "permalink": given["file"]}] if "file" in given else []
    values["file"] = {"file": {"type": "file_input", "files": files}}
    assert work.server.submit_modal("U01ANA", values) == {}
    waited(lambda: len(work.ledger()) == 2, "the proof")
    entry = work.ledger()[-1]
    assert (entry.grade, entry.source, entry.quote, str(entry.occurred_on)) == ("artefact", source, quote, "2026-03-09")
    work.ana.dm("why is Old Mill oven there?")
    waited(lambda: [each for each in work.ana.answers() if source in each["text"]], "the source")


def test_proof_that_cannot_be_taken_is_corrected_in_its_form(work: Workplace) -> None:
    ana = work.ana
    ana.dm("where is Old Mill Bakery?")
    ana.press(ana.wait_for_reply(), "Happened")
    ana.press(ana.wait_for_reply(), "Add proof")
    opened_modal(work)
    values = {"kind": "quoted", "quote": "Baker: we lose 40 loaves"}
    assert "lies ahead" in work.server.submit_modal("U01ANA", filled(**values, day="2027-01-01"))["day"]
    assert (
        "a third person" in work.server.submit_modal("U01ANA", filled(**values | {"quote": " \n"}, day=None))["quote"]
    )
    wrong = work.server.submit_modal("U01ANA", filled(**values, link="oldmill.example", day=None))
    assert wrong == {"link": "Give the whole address, beginning with https://."}
    assert work.server.submit_modal("U01ANA", filled(**values, day="2026-03-01")) == {}
    assert "Baker: we lose 40 loaves" in ana.wait_for_reply()["text"]


def test_a_proof_form_of_an_older_version_says_so(work: Workplace) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "proof", "private_metadata": "{}"}
    view["state"] = {"values": filled(kind="quoted", quote="PO 7 came", day=None)}
    answer = json.loads(work.dispatch({"type": "view_submission", "trigger_id": "1.1", "view": view}).body)
    assert "older version" in answer["errors"]["quote"]
