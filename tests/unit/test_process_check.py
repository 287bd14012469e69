"""Is it upside down? Every planted fault found at its line, and nothing held against processes that are right."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import stage_list
from knowledge.check.check import Report, check
from knowledge.check.finding import Kind, Severity
from knowledge.check.score import Part, Score, Side
from knowledge.check.stage_names import is_customers, is_sellers
from knowledge.check.statement import judge, second_act
from knowledge.check.turning import halves, reworded, turned
from knowledge.embedding import PackagedEmbedding
from knowledge.library import shipped
from knowledge.process_file import load, parse

if TYPE_CHECKING:
    from knowledge.process import Process

CASES = Path(__file__).parents[1] / "process_check"
RIGHT = Path(__file__).parents[2] / "evals" / "training" / "processes"
PLANTED = re.compile(r"# planted: ([\w-]+)")
MOST_WARNINGS = 2
EMBED = PackagedEmbedding()
CRM_STAGES = {  # the stages that each CRM comes with
    "Salesforce": "Prospecting|Qualification|Needs Analysis|Value Proposition|Id. Decision Makers|Perception Analysis"
    "|Proposal/Price Quote|Negotiation/Review|Closed Won|Closed Lost",
    "HubSpot": "Appointment Scheduled|Qualified To Buy|Presentation Scheduled|Decision Maker Bought-In|Contract Sent"
    "|Closed Won|Closed Lost",
    "Pipedrive": "Qualified|Contact Made|Demo Scheduled|Proposal Made|Negotiations Started",
    "Dynamics": "Qualify|Develop|Propose|Close",
    "Zoho": "Qualification|Needs Analysis|Value Proposition|Identify Decision Makers|Proposal/Price Quote"
    "|Negotiation/Review|Closed Won|Closed Lost|Closed-Lost to Competition",
    "Freshsales": "New|Qualification|Discovery|Demo|Negotiation|Won|Lost",
}
PROCESS = """
id: oven
name: Oven
version: 1
{applies}
stages:
  - id: plan
    name: Plan the bakehouse
    outcomes:
      - {{id: a, statement: The owner approves the bread, gate: true, evidence: [mail], ask: Did she?}}
    seller_actions:
      - {{id: act, action: Bake, purpose: facilitate, advances: [a]}}
    backward_signals:
      - {{id: back, signal: She sends it back, reverses: [a]}}
"""


@cache
def checked(path: Path) -> Report:
    text = path.read_text(encoding="utf-8")
    return check(parse(text, path.name), text, EMBED)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_planted_fault_is_found_and_nothing_else(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    planted = {(number, found[1]) for number, line in enumerate(lines, 1) if (found := PLANTED.search(line))}
    assert {(each.line, each.kind.value) for each in checked(path).findings} == planted


def test_most_is_found_in_files_of_another_hand() -> None:
    planted, found, beside = 0, 0, 0
    for path in (CASES / "others").glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").split("\n")
        marked = {number for number, line in enumerate(lines, 1) if PLANTED.search(line)}
        told = {each.line for each in checked(path).findings}
        planted, found, beside = planted + len(marked), found + len(marked & told), beside + len(told - marked)
    assert planted == 107
    assert found >= 101
    assert beside == 0


def test_the_cases_plant_every_kind_but_one() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CASES.glob("*.yaml"))
    assert set(PLANTED.findall(text)) == {kind.value for kind in Kind} - {Kind.OVERLAP.value}
    assert len(list(CASES.glob("*.yaml"))) == 12


@pytest.mark.parametrize(("process", "text"), shipped(), ids=[process.id for process, _ in shipped()])
def test_nothing_is_held_against_the_processes_that_ship(process: Process, text: str) -> None:
    report = check(process, text, EMBED, [each for each, _ in shipped()])
    assert [each for each in report.findings if each.severity is not Severity.NOTE] == []
    assert report.score.side is Side.RIGHT_SIDE_UP


@pytest.mark.parametrize("path", sorted(RIGHT.glob("*.yaml")), ids=lambda path: path.stem)
def test_little_is_held_against_processes_that_others_wrote_right(path: Path) -> None:
    assert checked(path).count(Severity.ERROR) == 0
    assert checked(path).count(Severity.WARNING) <= MOST_WARNINGS


@pytest.mark.parametrize("name", CRM_STAGES)
def test_the_stages_of_crms_are_upside_down(name: str) -> None:
    found = stage_list.check(CRM_STAGES[name].replace("|", "\n"), is_csv=False)
    assert found.side is Side.UPSIDE_DOWN
    assert found.value == 0
    for each in found.stages:
        assert each.proposal is not None
        assert not is_sellers(each.proposal.stage)


def test_what_is_proposed_is_right_side_up_itself() -> None:
    for words in [each for name in CRM_STAGES.values() for each in name.split("|")] + ["budget", "champion", "nothing"]:
        better = turned(words)
        assert not is_sellers(better.stage)
        assert [kind for kind, _ in judge(better.outcome)] == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("We have received the signed order", Kind.SELLERS_ACT),
        ("Our terms are with their lawyers and our engineers run the test", None),
        ("Our engineers are let into the plant", None),
        ("Our contact signs the access form", None),
        ("The customer says in writing that they like the design", None),
        ("The sales director agrees to a pilot with one team", None),
        ("The customer's sales team uses the new system", None),
        ("The organ committee presents its comparison of the tenders to the council", None),
        ("The works council is informed by management", None),
        ("Proposal accepted by the board", None),
        ("Quote sent", Kind.SELLERS_ACT),
        ("The customer is shown the demo", Kind.RECEIVED_ONLY),
        ("The customer's needs are written down by their planner", None),
        ("Customer needs identified", Kind.SELLERS_ACT),
        ("Contract signed", Kind.NO_ACTOR),
    ],
)
def test_whose_act_it_is(statement: str, kind: Kind | None) -> None:
    assert [each for each, _ in judge(statement) if each is not Kind.TWO_IN_ONE] == ([kind] if kind else [])


def test_two_acts_are_parted_with_their_doers() -> None:
    assert halves("The CFO approves the budget and the lawyer signs the contract") == (
        "The CFO approves the budget",
        "The lawyer signs the contract",
    )
    assert halves("The owner approves the price and signs the order")[1] == "The owner signs the order"
    assert "“The owner signs the order”" in reworded(
        Kind.TWO_IN_ONE, "The owner approves the price and signs the order"
    )
    assert second_act("The board decides on the line and the places of the stations") is None
    assert "signs the contract" in reworded(Kind.NO_ACTOR, "Contract signed")


@given(st.text(max_size=200))
def test_any_wording_gets_an_answer(text: str) -> None:
    for kind, reason in judge(text):
        assert reason
        assert reworded(kind, text)
    assert not (is_sellers(text) and is_customers(text))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 50)), min_size=1, max_size=6))
def test_mending_never_lowers_the_score(parts: list[tuple[int, int, int]]) -> None:
    some = [Part(str(n), min(right, of), of, points) for n, (right, of, points) in enumerate(parts)]
    before = Score(tuple(some)).value
    assert 0 <= before <= 100
    for place, part in enumerate(some):
        if part.right < part.of:
            mended = Part(part.question, part.right + 1, part.of, part.points)
            assert Score((*some[:place], mended, *some[place + 1 :])).value >= before


def process(applies: str, name: str = "oven") -> tuple[Process, str]:
    text = PROCESS.format(applies=applies).replace("id: oven", f"id: {name}", 1)
    return parse(text, name), text


@pytest.mark.parametrize(
    ("one", "other", "ties"),
    [
        ("applies_to: {segment: [small]}", "applies_to: {segment: [small, mid]}", True),
        ("applies_to: {segment: [small]}", "applies_to: {segment: [mid]}", False),
        ("applies_to: {segment: [small]}", "applies_to: {region: [EU]}", True),
        ("applies_to: {segment: [small]}", "applies_to: {segment: [small], region: [EU]}", False),
        ("applies_to: {amount: {min: 10, max: 20}}", "applies_to: {Amount: {min: 20}}", True),
        ("applies_to: {amount: {max: 20}}", "applies_to: {amount: {min: 21}}", False),
        ("applies_to: {amount: {max: 20}}", "applies_to: {amount: [15, 30]}", True),
        ("applies_to: {amount: {max: 20}}", "applies_to: {amount: [many, 30]}", False),
        ('applies_to: {region: "EU*"}', "applies_to: {region: [EU West]}", True),
        ('applies_to: {region: "EU*"}', 'applies_to: {region: "E*"}', True),
        ('applies_to: {region: ["EU*"]}', "applies_to: {region: [US]}", False),
        ("", "", True),
    ],
)
def test_processes_that_fit_the_same_deal(one: str, other: str, ties: bool) -> None:
    (first, text), (second, _) = process(one), process(other, "stove")
    found = check(first, text, EMBED, [first, second]).findings
    assert ([Kind.OVERLAP] if ties else []) == [each.kind for each in found]


def test_a_list_may_be_a_csv_of_deals_or_lines_with_bullets() -> None:
    found = stage_list.check("Id;Stage Name;Amount\n1;Demo;3\n2;Sign the contract;4\n3;demo;5\n", is_csv=True)
    assert [(each.line, each.name, each.named_for.value) for each in found.stages] == [
        (2, "Demo", "seller"),
        (3, "Sign the contract", "customer"),
    ]
    assert (found.value, found.side) == (50, Side.TILTED)
    plain = stage_list.check("1. Trial\n- Choose the supplier\n\n", is_csv=False)
    assert [each.named_for.value for each in plain.stages] == ["unclear", "customer"]
    assert stage_list.check("Choose\nof,which\n", is_csv=True).stages[0].line == 1


@pytest.mark.parametrize("text", ["", "\n \n", "12\n13", "\n".join(f"stage {n}" for n in range(99)), "x" * 500])
def test_what_is_no_list_of_stages_is_refused(text: str) -> None:
    for is_csv in (True, False):
        with pytest.raises(ValueError, match="stage"):
            stage_list.check(text, is_csv=is_csv)


@given(st.text(max_size=300))
def test_any_list_gets_an_answer_or_a_sentence(text: str) -> None:
    for is_csv in (True, False):
        try:
            assert 0 <= stage_list.check(text, is_csv=is_csv).value <= 100
        except ValueError as error:
            assert "stage" in str(error)  # noqa: PT017


def test_a_process_with_everything_wrong_is_upside_down() -> None:
    report = checked(CASES / "copier-leasing.yaml")
    assert report.score.side is Side.UPSIDE_DOWN
    first = report.score.first_to_mend
    assert first is not None
    assert "customer" in first.question
    assert load(CASES / "copier-leasing.yaml").outcomes
