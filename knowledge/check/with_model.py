"""Better wordings from a chat model, each held to the rules of the check; else the proposal of the rules stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, StringConstraints

from knowledge.check.finding import Kind
from knowledge.check.stage_names import is_sellers
from knowledge.check.statement import judge
from knowledge.model import between
from prompts import render

if TYPE_CHECKING:
    from knowledge.check.check import Report
    from knowledge.check.finding import Finding
    from knowledge.model import Model

MOST = 40  # findings that are put to a model at once
OUTCOMES = (Kind.SELLERS_ACT, Kind.RECEIVED_ONLY, Kind.FEELING, Kind.NOT_VERIFIABLE, Kind.NO_ACTOR)


class Rewording(BaseModel):
    """A wording for the finding of that number."""

    number: int
    text: Annotated[str, StringConstraints(max_length=200)]


class Rewordings(BaseModel):
    """What a model must answer."""

    rewordings: Annotated[list[Rewording], Field(max_length=MOST)] = []


def reworded(report: Report, model: Model) -> Report:
    """The report with the model's wordings as proposals, where they are right side up themselves."""
    asked = [each for each in report.findings if each.kind in (*OUTCOMES, Kind.SELLERS_STAGE)][:MOST]
    if not asked:
        return report
    lines = [f"{number}. {each.place}: {each.reason}" for number, each in enumerate(asked, 1)]
    mark, text = between("\n".join(lines))
    answer = model(render("reword_findings", delimiter=mark).text, text, Rewordings)
    said = {each.number: " ".join(each.text.split()).rstrip(".") for each in answer.rewordings} if answer else {}
    better = {
        each: replace(each, proposal=_proposal(each, said[number]))
        for number, each in enumerate(asked, 1)
        if said.get(number) and _right_side_up(each, said[number])
    }
    return replace(report, findings=tuple(better.get(each, each) for each in report.findings))


def _right_side_up(finding: Finding, text: str) -> bool:
    if finding.kind is Kind.SELLERS_STAGE:
        return not is_sellers(text) and text not in finding.reason
    return text not in finding.reason and next(judge(text), None) is None


def _proposal(finding: Finding, text: str) -> str:
    if finding.kind is Kind.SELLERS_STAGE:
        return f"Name it for the customer's step, such as “{text}”."
    return f"Write what shows it, such as “{text}”."
