"""A reply as the terminal shows it, in the order of its fields. Text from outside is never taken for markup."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.coaching.messages import LABELS
from assistant.coaching.wording import GRADES, OPEN, PARTLY, PROVED, SIGNS, VERDICTS, aim
from assistant.deals.observation import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from assistant.coaching.reply import Cited, DealLine, Place, Question, Recorded, Reply, WentBack

STYLES = {Verdict.HAPPENED: "green", Verdict.NOT_YET: "yellow", Verdict.REVERSED: "magenta", Verdict.WITHDRAWN: "dim"}

COLUMNS = ("Deal", "Id", "Owner", "Customer is at", "CRM says", "Amount", "Why look at it", "New since")


def console() -> Console:
    """The terminal's console; colour where there is one."""
    return Console(highlight=False, soft_wrap=False)


def render(reply: Reply) -> Group:
    """The whole reply."""
    return Group(*_parts(reply))


def _parts(reply: Reply) -> Iterator[RenderableType]:
    yield from _heard(reply)
    if reply.place:
        yield from _place(reply.place)
    for section in reply.sections:
        yield _heading(section.title)
        for line in section.lines:
            yield _indented(Text.assemble(line.text, (f" {line.citation}" if line.citation else "", "dim")))
    if reply.action:
        yield Text.assemble((f"Next for {reply.action.who or 'you'}  ", "bold"), reply.action.action)
        yield _indented(Text(f"{aim(reply.action.purpose)}: {reply.action.serves}", style="dim"))
        if passage := reply.action.playbook:
            yield _indented(Text(f"see “{passage.text}” {passage.citation}", style="dim"))
    for number, question in enumerate(reply.questions, 1):
        yield from _question(number, question)
    yield from (_indented(Text(f"{at}. {choice.label}")) for at, choice in enumerate(reply.choices, 1))
    if reply.deals:
        yield _deals(reply.deals)
    if footer := _footer(reply):
        yield Text(footer, style="dim")


def _heard(reply: Reply) -> Iterator[RenderableType]:
    """What the message led to: what was recorded, what went back, what was said about it."""
    if reply.notice:
        yield Text(reply.notice, style="yellow")
    if reply.deal:
        account = f" · {reply.deal.account}" if reply.deal.account not in {"", reply.deal.name} else ""
        yield Text.assemble((reply.deal.name, "bold"), account, (f"  [{reply.deal.id}]", "dim"))
    if reply.recorded:
        yield _heading("Recorded")
        yield from (_recorded(each) for each in reply.recorded)
    for move in reply.backward_moves:
        yield from _went_back(move)
    for each, after in zip_longest(reply.sentences, reply.sentences[1:]):
        yield _sentence(each, cite=after is None or after.citation != each.citation)
    if reply.paper:
        yield _indented(Text(f"\n{reply.paper.plain()}\n"))
    if reply.seller_activity:
        words = "; ".join(f"“{words}”" for words in reply.seller_activity)
        yield _indented(Text(f"Your side's activity, noted but moving nobody: {words}", style="dim"))


def _heading(text: str, style: str = "bold") -> Text:
    return Text(text, style=style)


def _indented(part: RenderableType, left: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, left))


def _recorded(each: Recorded) -> Padding:
    style = STYLES[each.verdict]
    day = f", on {each.occurred_on}" if each.occurred_on else ""
    lines = Text.assemble(
        (f"{SIGNS[each.verdict]} ", style),
        each.statement,
        (f"  {VERDICTS[each.verdict]}", style),
        (f" ({GRADES[each.grade]}{day})", "dim"),
    )
    if each.quote:
        lines.append(f"\n  “{each.quote}”", style="italic")
    return _indented(lines)


def _went_back(move: WentBack) -> Iterator[RenderableType]:
    yield _heading("The customer went back a step", "bold magenta")
    stages = (
        f"still at {move.to_stage}"
        if move.from_stage == move.to_stage
        else f"from {move.from_stage} to {move.to_stage}"
    )
    text = Text(f"{move.statement}: no longer so since {move.on}; {stages}. This is a normal part of buying.")
    if move.way_back:
        text.append(f"\nThe way forward again: {move.way_back}")
    yield _indented(text)


def _sentence(cited: Cited, *, cite: bool) -> Text:
    """A sentence; a citation that several in a row share stands once, behind the last."""
    return Text.assemble(cited.text, (f" {cited.citation}" if cited.citation and cite else "", "dim"))


def _place(place: Place) -> Iterator[RenderableType]:
    bar = Text()
    for at, stage in enumerate(place.stages):
        done = at < place.at
        sign = PROVED if done else PARTLY if stage.proved else OPEN
        bar.append(sign, style="green" if done else "bold cyan" if at == place.at else "dim")
        bar.append("─" if at < len(place.stages) - 1 else " ", style="dim")
    count = len(place.stages)
    where = "journey complete" if place.at >= count else f"step {place.at + 1} of {count}"
    yield Text.assemble(("Customer  ", "bold"), bar, (place.stage, "bold cyan"), f"  ({where})")
    facts = []
    if place.crm_stage and place.crm_at != place.at:
        gap = (
            ""
            if place.crm_at is None
            else (", ahead of the customer" if place.crm_at > place.at else ", behind the customer")
        )
        facts.append(f"CRM says {place.crm_stage}{gap}")
    if place.last_customer_action:
        days = place.days_of_silence
        ago = "today" if not days else "yesterday" if days == 1 else f"{days} days ago"
        facts.append(f"last customer action {place.last_customer_action} ({ago})")
    if facts:
        yield _indented(Text("; ".join(facts), style="dim"), 10)


def _question(number: int, question: Question) -> Iterator[RenderableType]:
    yield Text.assemble((f"{number}. ", "bold"), (question.ask, "bold"), (f"  ({question.why})", "dim"))
    if question.quote:
        yield _indented(Text(f"“{question.quote}”", style="italic"), 3)
    yield _indented(Text(" · ".join(LABELS.values()), style="cyan"), 3)


def _deals(lines: tuple[DealLine, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    shown = {"Owner": len({line.owner for line in lines}) > 1, "New since": any(line.changed for line in lines)}
    columns = [name for name in COLUMNS if shown.get(name, True)]
    for name in columns:
        table.add_column(name, justify="right" if name == "Amount" else "left", overflow="fold")
    for line in lines:
        cells = (line.name, line.deal, line.owner, line.stage, line.crm_stage, line.worth, line.reason, line.changed)
        told = dict(zip(COLUMNS, cells, strict=True))
        table.add_row(*(Text(told[name]) for name in columns))
    return table


def _footer(reply: Reply) -> str:
    parts = [
        f"Read by the {reply.reader} reader."
        if reply.reader == "local"
        else f"Read by {reply.reader}."
        if reply.reader
        else ""
    ]
    if reply.undo:
        parts.append("Say “undo” to take it back.")
    if reply.proof:
        parts.append("To add proof, tell me who said it and their words, or paste what they sent.")
    return " ".join(part for part in parts if part)
