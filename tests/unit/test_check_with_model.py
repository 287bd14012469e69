"""A model's rewordings in `process check`: shown where they are right side up themselves, and only there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.language_model.chat import ChatModel
from assistant.terminal.asking import asker
from knowledge.check.check import check
from knowledge.check.finding import Kind
from knowledge.check.with_model import reworded
from knowledge.embedding import PackagedEmbedding
from knowledge.process_file import parse
from tests.openai_server import malformed, says, scripted_openai, status

if TYPE_CHECKING:
    from knowledge.check.check import Report
    from tests.openai_server import Behaviour

TEXT = """id: upside
name: Upside
version: 1
stages:
  - id: present
    name: Present our solution
    outcomes:
      - {id: demo, statement: We give the demo, gate: true, evidence: [minutes]}
      - {id: keen, statement: The customer is interested, gate: true, evidence: [a mail]}
"""
REPORT = check(parse(TEXT, "x.yaml"), TEXT, PackagedEmbedding())
STAGE, DEMO, KEEN = Kind.SELLERS_STAGE, Kind.SELLERS_ACT, Kind.FEELING


def asked(behaviour: Behaviour) -> tuple[Report, str]:
    with scripted_openai([behaviour]) as server:
        found = reworded(REPORT, asker(ChatModel("scripted", base_url=server.url, api_key="k", timeout=10)))
        return found, server.requests[0].user


def proposal(report: Report, kind: Kind) -> str:
    return next(each.proposal for each in report.findings if each.kind is kind)


def answer(*said: str) -> Behaviour:
    return says(json.dumps({"rewordings": [{"number": number, "text": text} for number, text in enumerate(said, 1)]}))


def test_wordings_that_are_right_side_up_are_proposed() -> None:
    found, seen = asked(
        answer("Try it out", "The head of operations tests the machine on own parts.", "The buyer names an owner")
    )
    assert "“Try it out”" in proposal(found, STAGE)
    assert "“The head of operations tests the machine on own parts”" in proposal(found, DEMO)
    assert "“The buyer names an owner”" in proposal(found, KEEN)
    assert "1. stage present: “Present our solution”" in seen
    assert [(each.line, each.kind) for each in found.findings] == [(each.line, each.kind) for each in REPORT.findings]
    assert found.score == REPORT.score


@pytest.mark.parametrize(
    "behaviour",
    [
        answer("Close the deal", "We show the demo again", "The customer is excited"),
        answer("", "", ""),
        says(json.dumps({"rewordings": [{"number": 99, "text": "The buyer names an owner"}]})),
        malformed(),
        status(500),
    ],
)
def test_otherwise_the_rules_proposal_stays(behaviour: Behaviour) -> None:
    assert asked(behaviour)[0] == REPORT


def test_a_process_that_is_fine_asks_no_model() -> None:
    source = (Path(__file__).parents[2] / "knowledge/processes/general-purchase.yaml").read_text(encoding="utf-8")
    report = check(parse(source, "g.yaml"), source, PackagedEmbedding())

    def model(*_: object) -> None:
        raise AssertionError

    assert reworded(report, model) is report
