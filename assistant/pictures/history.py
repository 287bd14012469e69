"""One deal's history as a line over time: the customer's stage, and where they moved back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from assistant.deals.history import line
from assistant.pictures.pen import Pen
from assistant.pictures.saving import save, styled
from assistant.pictures.theme import COLOURS, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from assistant.deals.history import Point
    from assistant.deals.observation import Observation
    from assistant.deals.replay import BackwardMove
    from assistant.deals.standing import Standing
    from assistant.pictures.theme import Colours
    from knowledge.process import Process

WIDE, LEFT, ROW = 9.0, 2.6, 0.42
TITLE, BODY, SMALL = 14, 8.5, 8
_EPOCH = date(1970, 1, 1)
BACKS, LISTED = 12, 0.2  # backward moves listed; the height of a line


def draw(
    process: Process,
    ledger: Sequence[Observation],
    standing: Standing,
    out: Path,
    *,
    theme: Theme = Theme.LIGHT,
    title: str = "",
) -> None:
    """Write the picture as PNG or SVG by the file's ending."""
    with styled():
        figure = _figure(process, ledger, standing, COLOURS[theme], title or process.name)
        save(figure, out, COLOURS[theme], described(process, ledger, standing))


def described(process: Process, ledger: Sequence[Observation], standing: Standing) -> str:
    """The picture in words, for those who cannot see it."""
    points = line(process, ledger, standing.on)
    told = "; ".join(f"from {point.on} at {_name(process, point.stage)}" for point in points) or "nothing is known yet"
    backs = "; ".join(f"{move.on}: {process.outcomes[move.outcome].statement}" for move in standing.backward_moves)
    return f"The customer's stage over time: {told}." + (f" Moved back on {backs}." if backs else "")


def _name(process: Process, at: int) -> str:
    return process.stages[at].name if at < len(process.stages) else "Journey complete"


def _figure(
    process: Process, ledger: Sequence[Observation], standing: Standing, colours: Colours, title: str
) -> Figure:
    names = [*(stage.name for stage in process.stages), "Journey complete"]
    moves = standing.backward_moves[-BACKS:]
    key = 0.7 + LISTED * len(moves)
    high = 0.9 + ROW * len(names) + key
    figure = Figure(figsize=(WIDE, high))
    axes = figure.add_axes((LEFT / WIDE, key / high, 1 - (LEFT + 0.4) / WIDE, ROW * len(names) / high))
    axes.set_facecolor(colours.ground)
    axes.set_ylim(-0.5, len(names) - 0.5)
    axes.set_yticks(range(len(names)), [_short(name) for name in names])
    axes.tick_params(colors=colours.ink, labelsize=BODY, length=0)
    axes.grid(axis="y", color=colours.card, linewidth=1.2)
    for side in axes.spines.values():
        side.set_visible(False)
    _line(axes, line(process, ledger, standing.on), standing.on, colours)
    for number, move in enumerate(moves, 1):
        _back(axes, process, number, move, colours)
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.xaxis.get_offset_text().set_color(colours.faint)
    pen = Pen(figure.add_axes((0, 0, 1, 1), zorder=-1), colours)
    pen.axes.set(xlim=(0, WIDE), ylim=(high, 0))
    pen.axes.axis("off")
    pen.text((0.3, 0.25), title, TITLE, colours.ink, weight="bold")
    pen.text((0.3, 0.6), f"the customer's stage until {standing.on}", SMALL, colours.faint)
    for number, move in enumerate(moves, 1):
        told = f"{number}  {move.on}  ↩  {process.outcomes[move.outcome].statement}"
        pen.text((0.3, high - key + 0.28 + LISTED * number), told, SMALL, colours.back)
    return figure


def _day(on: date) -> int:
    """A day as matplotlib counts them, from the beginning of 1970."""
    return on.toordinal() - _EPOCH.toordinal()


def _short(name: str) -> str:
    return name if len(name) <= 34 else f"{name[:33].rstrip()}…"  # noqa: PLR2004 - what the left side has room for


def _line(axes: Axes, points: Sequence[Point], until: date, colours: Colours) -> None:
    if not points:
        return
    days = [_day(each.on) for each in points]
    stages = [each.stage for each in points]
    end = max(_day(until), days[-1] + 1)
    axes.step([*days, end], [*stages, stages[-1]], where="post", color=colours.customer, linewidth=2.2)
    axes.plot(days, stages, "o", color=colours.customer, markersize=6)
    room = max(end - days[0], 7) * 0.04
    axes.set_xlim(days[0] - room, end + room)


def _back(axes: Axes, process: Process, number: int, move: BackwardMove, colours: Colours) -> None:
    ids = [*(stage.id for stage in process.stages), "complete"]
    at = (_day(move.on), ids.index(move.to_stage))
    axes.plot(*([each] for each in at), "v", color=colours.back, markersize=9)
    axes.annotate(str(number), at, (0, 6), textcoords="offset points", size=SMALL, color=colours.back, ha="center")
