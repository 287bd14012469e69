"""The two pipelines side by side: what customers have proved, and what the CRM says, stage by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from assistant.pictures.pen import Pen
from assistant.pictures.saving import save, styled
from assistant.pictures.theme import COLOURS, Theme
from assistant.pictures.writing import height, lines

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.deals.team import Pipeline, Sum
    from assistant.pictures.theme import Colours

MARGIN, LABEL, ROW, BAR = 0.35, 2.4, 0.62, 0.2
LONGEST, FIGURES = 4.2, 2.0  # of a bar; room for what stands behind it
TITLE, BODY, SMALL = 15, 9, 8
WIDE = 2 * MARGIN + LABEL + LONGEST + FIGURES


def draw(pipeline: Pipeline, out: Path, *, theme: Theme = Theme.LIGHT) -> None:
    """Write the two pipelines of one process and currency, as PNG or SVG by the file's ending."""
    with styled():
        save(_figure(pipeline, COLOURS[theme]), out, COLOURS[theme], described(pipeline))


def described(pipeline: Pipeline) -> str:
    """The picture in words, for those who cannot see it."""
    money = pipeline.currency
    rows = "; ".join(
        f"{row.stage}: {said(row.proved, money)} by customers, {said(row.crm, money)} by the CRM"
        for row in pipeline.stages
        if row.proved.deals or row.crm.deals
    )
    return f"The pipeline of {pipeline.process} as customers have proved it beside what the CRM says. {rows}."


def said(total: Sum, currency: str) -> str:
    """A sum in words, such as `3 deals, 12,000 EUR`."""
    worth = f", {total.amount:,.0f} {currency}".rstrip() if total.amount else ""
    return f"{total.deals} {'deal' if total.deals == 1 else 'deals'}{worth}"


def _figure(pipeline: Pipeline, colours: Colours) -> Figure:
    *stages, complete, unmapped = pipeline.stages
    rows = [*stages, *(row for row in (complete, unmapped) if row.proved.deals or row.crm.deals)]
    top = MARGIN + height(1, TITLE) + height(1, BODY) + 0.35
    high = top + len(rows) * ROW + MARGIN
    figure = Figure(figsize=(WIDE, high))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDE), ylim=(high, 0))
    axes.axis("off")
    pen = Pen(axes, colours)
    pen.text((MARGIN, MARGIN), pipeline.process, TITLE, colours.ink, weight="bold")
    _legend(pen, MARGIN + height(1, TITLE) + 0.1)
    worth = any(row.proved.amount or row.crm.amount for row in rows)
    sizes = [float(each.amount) if worth else each.deals for row in rows for each in (row.proved, row.crm)]
    most = max([*sizes, 1])
    for at, row in enumerate(rows):
        y = top + at * ROW
        name = lines(row.stage, BODY, LABEL - 0.15)[:2]
        pen.lines((MARGIN, y + (0.08 if len(name) > 1 else 0.15)), name, BODY, colours.ink)
        for down, total, crm in ((0.04, row.proved, False), (0.04 + BAR + 0.04, row.crm, True)):
            long = LONGEST * (float(total.amount) if worth else total.deals) / most
            if total.deals:
                _bar(pen, (MARGIN + LABEL, y + down), long, crm=crm)
            words = said(total, pipeline.currency) if total.deals else "none"
            behind = (MARGIN + LABEL + (max(long, 0.03) + 0.08) * bool(total.deals), y + down + BAR / 2)
            pen.text(behind, words, SMALL, colours.ink if total.deals else colours.faint, va="center")
    return figure


def _legend(pen: Pen, y: float) -> None:
    x = MARGIN
    for words, crm in (("proved by customers", False), ("said by the CRM", True)):
        _bar(pen, (x, y), 0.3, crm=crm)
        pen.text((x + 0.38, y + BAR / 2), words, SMALL, pen.colours.ink, va="center")
        x += 2.0


def _bar(pen: Pen, at: tuple[float, float], long: float, *, crm: bool) -> None:
    """Filled for what is proved, hatched for what is said."""
    edge = pen.colours.seller if crm else pen.colours.customer
    box = Rectangle(at, max(long, 0.03), BAR, linewidth=0.9, edgecolor=edge)
    box.set_facecolor("none" if crm else pen.colours.customer)
    if crm:
        box.set_hatch("////")
    pen.axes.add_patch(box)
