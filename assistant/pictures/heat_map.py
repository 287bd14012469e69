"""Many deals at a glance: a row a deal, a column a gate, and in each cell what is known of it.

Nothing is said by colour alone: every kind of cell has a sign of its own. Lengths are in inches, y grows downwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from assistant.deals.standing import Status
from assistant.pictures.pen import Pen
from assistant.pictures.saving import save, styled
from assistant.pictures.theme import COLOURS, Theme
from assistant.pictures.writing import height, lines, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.deals.standing import Standing
    from assistant.pictures.pen import Point
    from assistant.pictures.theme import Colours
    from knowledge.process import Outcome, Process

MARGIN, ROW, CELL, GAP = 0.35, 0.24, 0.34, 0.14  # GAP stands between stages
LABEL, KEY = 3.0, 3.6  # the deals' names; a column of the key
TITLE, BODY, SMALL, SIGN = 15, 8.5, 7.5, 8
SIGNS = {
    Status.MET: ("●", "proved"),
    Status.EXPIRED: ("◔", "due for reconfirmation"),
    Status.LIKELY: ("◐", "a sign of it"),
    Status.CLAIMED: ("?", "claimed by the rep"),
    Status.DISPUTED: ("≠", "disputed"),
    Status.REVERSED: ("↩", "gone back"),
    Status.NOT_YET: ("–", "not yet"),
    Status.UNKNOWN: ("", "nothing known"),
}


class Row(NamedTuple):
    """A deal's name and its standing."""

    name: str
    standing: Standing


def draw(process: Process, rows: Sequence[Row], out: Path, *, theme: Theme = Theme.LIGHT, title: str = "") -> None:
    """Write the heat map of deals that follow one process, as PNG or SVG by the file's ending."""
    with styled():
        figure = _HeatMap(process, rows, COLOURS[theme], title or process.name).picture()
        save(figure, out, COLOURS[theme], described(process, rows))


def described(process: Process, rows: Sequence[Row]) -> str:
    """The picture in words, for those who cannot see it."""
    told = []
    for stage in process.stages:
        for gate in stage.gates:
            proved = sum(row.standing.journey.state(gate.id).proved for row in rows)
            told.append(f"{gate.statement}: {proved} of {len(rows)}")
    return f"Heat map of {len(rows)} deals by the gates of {process.name}. Proved: {'; '.join(told)}."


class _HeatMap:
    def __init__(self, process: Process, rows: Sequence[Row], colours: Colours, title: str) -> None:
        self._process, self._rows, self._colours, self._title = process, rows, colours, title
        self._columns: list[tuple[float, Outcome, str]] = []  # left edge, gate, its number
        x = MARGIN + LABEL
        for number, stage in enumerate(process.stages, 1):
            for at, gate in enumerate(stage.gates):
                self._columns.append((x, gate, f"{number}{chr(ord('a') + at % 26)}"))
                x += CELL
            x += GAP
        keys = max(1, int((x - MARGIN) // KEY))
        self._wide = max(x + MARGIN, 2 * MARGIN + 2 * KEY)
        self._keys = max(keys, 2)

    def picture(self) -> Figure:
        """The whole picture."""
        key = [lines(f"{number}  {gate.statement}", SMALL, KEY - 0.2) for _, gate, number in self._columns]
        per_column = -(-len(key) // self._keys)
        columns = [key[at : at + per_column] for at in range(0, len(key), per_column)]
        key_height = max(sum(height(len(each), SMALL) + 0.05 for each in column) for column in columns)
        top = MARGIN + height(1, TITLE) + 0.4
        grid_end = top + len(self._rows) * ROW
        high = grid_end + 0.65 + key_height + MARGIN
        figure = Figure(figsize=(self._wide, high))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, self._wide), ylim=(high, 0))
        axes.axis("off")
        pen = Pen(axes, self._colours)
        pen.text((MARGIN, MARGIN), self._title, TITLE, self._colours.ink, weight="bold")
        self._heads(pen, top)
        for at, row in enumerate(self._rows):
            self._row(pen, top + at * ROW, row)
        self._legend(pen, grid_end + 0.2)
        for at, column in enumerate(columns):
            y = grid_end + 0.6
            for each in column:
                _, y = pen.lines((MARGIN + at * KEY, y), each, SMALL, self._colours.faint)
                y += 0.05
        return figure

    def _heads(self, pen: Pen, top: float) -> None:
        for x, _, number in self._columns:
            pen.text((x + CELL / 2, top - 0.2), number, SMALL, self._colours.faint, ha="center")

    def _row(self, pen: Pen, y: float, row: Row) -> None:
        name = lines(row.name, BODY, LABEL - 0.15)
        shown = name[0] if len(name) == 1 else f"{name[0][:-1]}…"
        pen.text((MARGIN, y + ROW / 2), shown, BODY, self._colours.ink, va="center")
        for x, gate, _ in self._columns:
            status = row.standing.statuses[gate.id]
            self._cell(pen, (x + 0.015, y + 0.015), (CELL - 0.03, ROW - 0.03), status)

    def _cell(self, pen: Pen, at: Point, size: Point, status: Status) -> None:
        face, ink = self._shade(status)
        (x, y), (wide, high) = at, size
        box = Rectangle(at, wide, high, facecolor=face, edgecolor=ink, linewidth=0.9 * (status is Status.EXPIRED))
        pen.axes.add_patch(box)
        middle = (x + wide / 2, y + high / 2)
        pen.text(middle, SIGNS[status][0], SIGN, ink, ha="center", va="center", weight="bold")

    def _shade(self, status: Status) -> tuple[str, str]:
        """The ground of a cell and the ink on it."""
        colours = self._colours
        if status is Status.MET:
            return colours.customer, colours.ground
        if status is Status.EXPIRED:
            return colours.card, colours.customer
        if status in {Status.LIKELY, Status.CLAIMED}:
            return colours.here, colours.ink
        if status in {Status.REVERSED, Status.DISPUTED}:
            return colours.back, colours.ground
        return colours.card, colours.faint

    def _legend(self, pen: Pen, y: float) -> None:
        x = MARGIN
        for status, (_, words) in SIGNS.items():
            self._cell(pen, (x, y), (CELL - 0.08, ROW - 0.06), status)
            pen.text((x + CELL, y + 0.09), words, SMALL, self._colours.ink, va="center")
            x += CELL + width(words, SMALL) + 0.25
