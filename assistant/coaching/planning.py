"""The joint plan for a customer: their open steps in their words, with names on both sides and the days agreed."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.coaching.discretion import discreet, discretion
from assistant.coaching.paper import Heading, Paper, Paragraph, Table
from assistant.coaching.quoting import in_their_name
from assistant.coaching.reply import Cited, Reply
from assistant.deals.agreed import AgreedStep, Side
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from assistant.coaching.desk import Case, Desk
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
    blocks = tuple(_blocks(case, steps_ahead(desk, organisation, case), named(case.deal, people)))
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


def agree(
    desk: Desk, organisation: str, case: Case, outcome: str, due: date, who: str, *, by: str, at: datetime
) -> AgreedStep:
    """Keep the day by which the customer takes a step, in place of the one kept before. Raises `PersonError`."""
    if outcome not in case.process.outcomes:
        ids = ", ".join(case.standing.open_gates) or "none is open"
        raise PersonError(f"{case.process.id} has no outcome {outcome!r}; open now: {ids}.")
    if case.standing.journey.state(outcome).proved:
        raise PersonError(f"{outcome} is proved already; there is nothing to agree on.")
    digest = blake2b(f"{case.deal.id}/{outcome}".encode(), digest_size=8).hexdigest()
    step = AgreedStep(
        id=f"plan-{digest}",
        text=case.process.outcomes[outcome].statement[:500],
        who=who.strip()[:200],
        side=Side.CUSTOMER,
        outcome=outcome,
        due=due,
        agreed_by=by,
        agreed_at=at,
    )
    desk.agreed.save(organisation, case.deal.id, step)
    return step


def agreed(desk: Desk, organisation: str, deal: Deal) -> tuple[AgreedStep, ...]:
    """What was agreed about a deal, the first due first."""
    return desk.agreed.of(organisation, [deal.id]).get(deal.id, ())


def steps_ahead(desk: Desk, organisation: str, case: Case) -> list[AgreedStep]:
    """What was agreed for the customer's side and is neither done nor proved."""
    proved = {name for name in case.process.outcomes if case.standing.journey.state(name).proved}
    return [
        each
        for each in agreed(desk, organisation, case.deal)
        if each.side is Side.CUSTOMER and each.done_on is None and each.outcome not in proved
    ]


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
        (text, step.who if step else "", owner, day(step.due) if step and step.due else OPEN_DAY)
        for text, step in shown
    )
    return Table(head=HEAD, rows=tuple(rows), widths=WIDTHS)


def _told(case: Case, paper: Paper, left_out: Sequence[str]) -> Iterator[Cited]:
    days = [row[-1] for block in paper.blocks if isinstance(block, Table) for row in block.rows]
    without = days.count(OPEN_DAY)
    yield Cited(text=f"The joint plan has {len(days)} {'step' if len(days) == 1 else 'steps'} of the customer's.")
    if without:
        first = next(iter(case.standing.open_gates), "OUTCOME")
        have = "has" if without == 1 else "have"
        set_it = f"'rightside plan {case.deal.id} --set {first}=YYYY-MM-DD:NAME'"
        yield Cited(text=f"{without} {have} no day yet: agree on it with the customer, then set it with {set_it}.")
    if left_out:
        texts = "; ".join(f"“{each}”" for each in left_out)
        yield Cited(text=f"Left out, since it holds words that are ours alone: {texts}.")
