"""The joint plan for a customer: their open steps in their words, with names on both sides and the days agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.agreeing import THEM, open_steps
from assistant.coaching.discretion import discreet, discretion
from assistant.coaching.paper import Heading, Paper, Paragraph, Table
from assistant.coaching.quoting import in_their_name
from assistant.coaching.reply import Cited, Reply
from assistant.deals.agreed import AgreedStep, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.paper import Block
    from assistant.deals.deal import Deal, Person

TITLE = "Joint plan"
INTRODUCTION = (
    "These are the steps still ahead of you. Please correct what is not right, and add the days that are missing."
)
HEAD = ("Your step", "On your side", "On our side", "By")
WIDTHS = (0.46, 0.19, 0.19, 0.16)
OTHER, OPEN_DAY = "Also agreed", "to be agreed"
FILES = ("docx", "pdf", "md")
DONE = "Every gate of the process is proved: there is no step left to plan."


def planned(desk: Desk, organisation: str, case: Case) -> Reply:
    """The plan as a paper, with what the seller should know of it; nothing in the paper is ours alone.

    Steps are the open gates from the customer's stage on, and what was agreed for the customer's side.
    """
    people = desk.deals.people(organisation)
    blocks = tuple(_blocks(case, steps_ahead(case), named(case.deal, people)))
    if not blocks:
        return Reply(deal=case.name, sentences=(Cited(text=DONE),))
    title = f"{TITLE}: {case.deal.account}" if case.deal.account else TITLE
    whole = Paper(title=title, on=case.standing.on, blocks=(Paragraph(text=INTRODUCTION), *blocks))
    playbooks = (
        passage.whole for each in desk.playbooks.of(organisation, case.process.id) for passage in each.passages
    )
    check = discretion(case, people, playbooks, (TITLE, INTRODUCTION, *HEAD, OTHER, OPEN_DAY))
    paper, left_out = discreet(whole, check, title=TITLE)
    return Reply(deal=case.name, sentences=tuple(_told(case, paper, left_out)), paper=paper, files=FILES)


def steps_ahead(case: Case) -> list[AgreedStep]:
    """What was agreed for the customer's side and is neither done nor proved."""
    proved = {name for name in case.process.outcomes if case.standing.journey.state(name).proved}
    return [each for each in open_steps(case) if each.side is Side.CUSTOMER and each.outcome not in proved]


def day(on: date) -> str:
    """A day as one writes it to a customer."""
    return f"{on.day} {on:%b %Y}"


def named(deal: Deal, people: Sequence[Person]) -> str:
    """The name of whoever owns a deal; empty where it is not known."""
    return next((each.name for each in people if each.id == deal.owner), "")


def _blocks(case: Case, steps: Sequence[AgreedStep], owner: str) -> Iterator[Block]:
    of_outcome = {each.outcome: each for each in reversed(steps) if each.outcome}
    for stage in case.process.stages:
        ahead = [each for each in stage.outcomes if not case.standing.journey.state(each.id).proved]
        shown = [
            (in_their_name(each.statement, case.deal.account), of_outcome.get(each.id))
            for each in ahead
            if each.gate or each.id in of_outcome
        ]
        if shown:
            yield Heading(text=stage.name)
            yield _table(shown, owner)
    if other := [(each.text, each) for each in steps if each.outcome not in case.process.outcomes]:
        yield Heading(text=OTHER)
        yield _table(other, owner)


def _table(shown: Sequence[tuple[str, AgreedStep | None]], owner: str) -> Table:
    rows = (
        (text, step.who if step and step.who != THEM else "", owner, day(step.due) if step and step.due else OPEN_DAY)
        for text, step in shown
    )
    return Table(head=HEAD, rows=tuple(rows), widths=WIDTHS)


def _told(case: Case, paper: Paper, left_out: Sequence[str]) -> Iterator[Cited]:
    days = [row[-1] for block in paper.blocks if isinstance(block, Table) for row in block.rows]
    without = days.count(OPEN_DAY)
    yield Cited(text=f"Steps of the customer's in the joint plan: {len(days)}.")
    if without:
        first = next(iter(case.standing.open_gates), "OUTCOME")
        example = f"“agreed step for {case.deal.id}: {first}, NAME by 3 May”"
        yield Cited(text=f"Without a day yet: {without}. Agree on it with the customer, then say {example}.")
    if left_out:
        texts = "; ".join(f"“{each}”" for each in left_out)
        yield Cited(text=f"Left out, since it holds words that are ours alone: {texts}.")
