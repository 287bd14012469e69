"""The picture of a buying process: the customer's steps across the top, the seller's underneath, ways back as arrows.

With a standing it also shows where a customer is. Every length is in inches, y grows downwards from the top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from assistant.pictures import map_layout as layout
from assistant.pictures.map_layout import BODY, COLUMN, GAP, HEAD, INDENT, INSIDE, PAD, SMALL
from assistant.pictures.pen import Pen
from assistant.pictures.saving import save, styled
from assistant.pictures.theme import COLOURS, Theme
from assistant.pictures.writing import height, lines, missing

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.deals.standing import Standing
    from assistant.pictures.pen import Point
    from assistant.pictures.theme import Colours
    from knowledge.process import Process, Stage

GUTTER, MARGIN = 0.34, 0.35  # between stages, where the arrows run; around the picture
LANE, LANES = 0.055, 5  # between the arrows of a gutter
TITLE, STEP = 17, HEAD - 1  # points
LEGEND = "◆ gate: the stage does not end without it     ○ other outcome     ↩ takes back what its arrow points to"


def draw(
    process: Process,
    out: Path,
    *,
    theme: Theme = Theme.LIGHT,
    standing: Standing | None = None,
    title: str | None = None,
) -> str:
    """Write the picture to `out`, as PNG or SVG by its ending. `title` is the process's name where none is given.

    Returns the signs that a PNG cannot show, for want of a shape in the font; an SVG shows them all.
    """
    with styled():
        picture = _Map(process, COLOURS[theme], standing, title or process.name).picture()
        save(picture, out, COLOURS[theme], described(process, standing))
    return "" if out.suffix.lower() == ".svg" else missing(f"{title}{process.model_dump_json()}")


def described(process: Process, standing: Standing | None = None) -> str:
    """The picture in words, for those who cannot see it."""
    stages = "; ".join(f"{number}. {stage.name}" for number, stage in enumerate(process.stages, 1))
    told = f"Map of the buying process {process.name}, version {process.version}: {stages}."
    if standing is None:
        return told
    gates = [gate for stage in process.stages for gate in stage.gates]
    proved = sum(standing.journey.state(gate.id).proved for gate in gates)
    where = process.stage_name(standing.customer_stage)
    return f"{told} The customer is here: {where}. {proved} of {len(gates)} gates are proved."


class _Map:
    """One picture, laid out before it is drawn."""

    def __init__(self, process: Process, colours: Colours, standing: Standing | None, title: str) -> None:
        self._process, self._colours, self._standing, self._title = process, colours, standing, title
        self._heads = [_head(stage) for stage in process.stages]
        highest = max(height(len(name), HEAD) + height(len(goal), SMALL) for name, goal in self._heads)
        self._head_height = highest + 2 * PAD
        self._steps = [lines(stage.seller_step or "", STEP, INSIDE, bold=True) for stage in process.stages]
        self._step_height = max(height(len(step), STEP) for step in self._steps) + PAD
        self._outcomes = layout.outcomes(process, standing)
        self._signals, self._actions = layout.signals(process), layout.actions(process)
        self._wide = 2 * MARGIN + 1.2 * GUTTER + len(process.stages) * (COLUMN + GUTTER)
        self._places: dict[str, Point] = {}  # the left edge of an outcome's card, half way down

    def picture(self) -> Figure:
        """The whole picture."""
        bands = (
            ("the customer", self._customer, self._head_height + self._outcomes.height + 0.5),
            ("ways back", self._back, self._signals.height + 0.7),
            ("the seller, underneath", self._seller, self._step_height + self._actions.height + 0.5),
        )
        top = MARGIN + height(1, TITLE) + height(1, BODY) + 0.3
        high = top + sum(tall for *_, tall in bands) + 0.5
        figure = Figure(figsize=(self._wide, high))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, self._wide), ylim=(high, 0))
        axes.axis("off")
        pen, y = Pen(axes, self._colours), top
        self._titles(pen)
        for name, part, tall in bands:
            pen.text((self._left(0), y + 0.02), name.upper(), SMALL, self._colours.faint, weight="bold")
            part(pen, y + 0.22)
            y += tall
        pen.text((self._left(0), y + 0.1), LEGEND, SMALL, self._colours.faint)
        return figure

    @staticmethod
    def _left(number: int) -> float:
        return MARGIN + GUTTER + number * (COLUMN + GUTTER)

    def _titles(self, pen: Pen) -> None:
        told = f"{self._process.name}, version {self._process.version}"
        if self._standing:
            where = self._process.stage_name(self._standing.customer_stage)
            told += f"; on {self._standing.on} the customer is here: {where}"
        pen.text((self._left(0), MARGIN), self._title, TITLE, self._colours.ink, weight="bold")
        pen.text((self._left(0), MARGIN + height(1, TITLE) + 0.05), told, BODY, self._colours.faint)

    def _customer(self, pen: Pen, y: float) -> None:
        colours = self._colours
        for number, (stage, (name, goal)) in enumerate(zip(self._process.stages, self._heads, strict=True)):
            x, here = self._left(number), self._standing is not None and self._standing.customer_stage == stage.id
            pen.step((x, y), (COLUMN, self._head_height), here=here)
            pen.lines(pen.lines((x + PAD, y + PAD), name, HEAD, colours.ink, bold=True), goal, SMALL, colours.faint)
            if here:
                how = {"weight": "bold", "ha": "right", "va": "bottom"}
                pen.text((x + COLUMN, y - 0.05), "the customer is here", SMALL, colours.customer, **how)
            below = y + self._head_height + 0.1
            for card in self._outcomes.cards[number]:
                self._outcome(pen, (x, below), card)
                self._places[card.id] = (x, below + card.height / 2)
                below += card.height + GAP

    def _outcome(self, pen: Pen, at: Point, card: layout.Card) -> None:
        (x, y), colours = at, self._colours
        pen.card(at, (COLUMN, card.height))
        filled = card.sign == "✓" or (card.gate and self._standing is None)
        pen.marker((x + PAD + 0.05, y + (PAD + height(1, BODY)) / 2), card.sign, gate=card.gate, filled=filled)
        below = pen.lines((x + PAD + INDENT, y + PAD / 2), card.text, BODY, colours.ink)
        pen.lines(below, card.tag, SMALL, colours.back if card.sign in {"↩", "!"} else colours.customer)

    def _back(self, pen: Pen, y: float) -> None:
        for number, cards in enumerate(self._signals.cards):
            x, below = self._left(number), y
            for place, card in enumerate(cards):
                self._signed(pen, (x, below), card, "↩", self._colours.back)
                for outcome in card.points_to:
                    lane = 0.07 + LANE * (place % LANES)
                    pen.way_back((x, below + card.height / 2), self._places[outcome], lane)
                below += card.height + GAP

    def _seller(self, pen: Pen, y: float) -> None:
        for number, (step, cards) in enumerate(zip(self._steps, self._actions.cards, strict=True)):
            x, below = self._left(number), y + self._step_height
            pen.lines((x, y), step, STEP, self._colours.seller, bold=True)
            for card in cards:
                self._signed(pen, (x, below), card, "→", self._colours.seller)
                below += card.height + GAP

    def _signed(self, pen: Pen, at: Point, card: layout.Card, sign: str, colour: str) -> None:
        x, y = at
        pen.card(at, (COLUMN, card.height), colour)
        pen.text((x + PAD, y + PAD / 2), sign, BODY, colour)
        below = pen.lines((x + PAD + INDENT, y + PAD / 2), card.text, BODY, self._colours.ink)
        pen.lines(below, card.tag, SMALL, self._colours.faint)


def _head(stage: Stage) -> tuple[list[str], list[str]]:
    """A stage's name and its customer's goal, beside the point of the arrow that they stand in."""
    room = INSIDE - 0.2
    return lines(stage.name, HEAD, room, bold=True), lines(stage.customer_goal or "", SMALL, room)
