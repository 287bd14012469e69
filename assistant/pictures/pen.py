"""The few shapes that a map is drawn with, in the colours of one theme. Lengths in inches, y downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon

from assistant.pictures.writing import height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from assistant.pictures.theme import Colours

Point = tuple[float, float]
TIP = 0.16  # of an arrow that a stage's name stands in


class Pen:
    """Draws on one pair of axes."""

    def __init__(self, axes: Axes, colours: Colours) -> None:
        self.axes, self.colours = axes, colours

    def text(self, at: Point, words: str, size: float, colour: str, **how: Any) -> None:  # noqa: ANN401 - matplotlib's
        """One line, its top at the place; what looks like mathematics is text."""
        self.axes.text(*at, words, size=size, color=colour, parse_math=False, **({"va": "top"} | how))

    def lines(self, at: Point, some: Sequence[str], size: float, colour: str, *, bold: bool = False) -> Point:
        """Lines from a place downwards; the place below them."""
        x, y = at
        for line in some:
            self.text((x, y), line, size, colour, weight="bold" if bold else "normal")
            y += height(1, size)
        return x, y

    def card(self, at: Point, size: Point, edge: str | None = None) -> None:
        """A rounded box; without an edge a plain one."""
        box = FancyBboxPatch(at, *size, boxstyle="round,pad=0,rounding_size=0.05", linewidth=0.8)
        box.set(facecolor=self.colours.card, edgecolor=edge or self.colours.card)
        self.axes.add_patch(box)

    def step(self, at: Point, size: Point, *, here: bool) -> None:
        """A box with a point to the right, for a stage; strong where the customer is."""
        (x, y), (wide, high) = at, size
        corners = [(x, y), (x + wide, y), (x + wide + TIP, y + high / 2), (x + wide, y + high), (x, y + high)]
        arrow = Polygon(corners, linewidth=2.4 if here else 1.2, edgecolor=self.colours.customer)
        arrow.set_facecolor(self.colours.here if here else self.colours.card)
        self.axes.add_patch(arrow)

    def marker(self, at: Point, sign: str, *, gate: bool, filled: bool) -> None:
        """A diamond for a gate, a ring for another outcome, with the sign of its status inside."""
        colour = self.colours.customer
        face = colour if filled else "none"
        size = 8.5 if sign else 6.5
        shape = "D" if gate else "o"
        self.axes.plot(*([each] for each in at), shape, ms=size, color=colour, markerfacecolor=face, mew=1.2)
        ink = self.colours.ground if filled else self.colours.ink
        self.text(at, sign, 6.5, ink, weight="bold", ha="center", va="center")

    def way_back(self, start: Point, to: Point, lane: float) -> None:
        """An arrow from a signal up the gutter on its left to the outcome that it takes back."""
        (x, y), (to_x, to_y), colour = start, to, self.colours.back
        corners = [(x, y), (x - lane, y)]
        if to_x < x:  # an outcome of an earlier stage: over to its gutter between the rows
            corners += [(x - lane, (y + to_y) / 2), (to_x - lane, (y + to_y) / 2)]
        corners.append((corners[-1][0], to_y))
        self.axes.plot(*zip(*corners, strict=True), color=colour, linewidth=0.9, alpha=0.75)
        end = FancyArrowPatch(corners[-1], (to_x + 0.01, to_y), arrowstyle="-|>", mutation_scale=7, color=colour)
        end.set(linewidth=0.9)
        self.axes.add_patch(end)
