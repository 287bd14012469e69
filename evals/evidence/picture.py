"""The picture of docs/evidence.md: win rates by what the customer and the seller did, and what each predicts."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure as Picture

from assistant.pictures.theme import COLOURS, STYLE, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from assistant.pictures.theme import Colours
    from evals.evidence.measuring import Evidence, Line

DOTS = 130  # an inch, of a PNG
ROOM = 30  # signs of a label, before it is broken


def draw(evidence: Evidence, out: Path, theme: Theme) -> None:
    """Write the picture to `out`, as PNG or SVG by its ending."""
    colours = COLOURS[theme]
    with mpl.rc_context(STYLE | {"font.size": 9}):
        picture = Picture(figsize=(9.6, 6.6), facecolor=colours.ground, layout="constrained")
        panels = picture.subplots(2, 2, width_ratios=[1, 1.1], height_ratios=[3, 5])
        grid = panels[0, 0].get_gridspec()
        for each in panels[:, 1]:
            each.remove()
        told = (
            ("Won, by the customer's stage on day 14", evidence.by_stage, panels[0, 0], colours.customer, "D"),
            ("Won, by how much the seller had done", evidence.by_touches, panels[1, 0], colours.seller, "o"),
        )
        for title, lines, axes, colour, shape in told:
            counted = [(f"{name} ({figure.of:,})", figure, colour, shape) for name, figure in lines if figure.of]
            _dots(axes, counted, colours, title)
            axes.set(xlim=(0, 1), xlabel="share won, with 95% interval")
        axes = picture.add_subplot(grid[:, 1])
        predicting = [
            (name, figure, *((colours.seller, "o") if name.startswith("touches") else (colours.customer, "D")))
            for name, figure in evidence.predicting
        ]
        _dots(axes, predicting, colours, "What tells a later win on day 14")
        axes.set(xlim=(0.4, 0.8), xticks=(0.4, 0.5, 0.6, 0.7, 0.8), xlabel="AUC, with 95% interval; 0.5 tells nothing")
        axes.axvline(0.5, color=colours.faint, linestyle="--", linewidth=1)
        picture.savefig(out, dpi=DOTS, facecolor=colours.ground, metadata=_metadata(out))


def _dots(axes: Axes, lines: Sequence[tuple[*Line, str, str]], colours: Colours, title: str) -> None:
    axes.set_facecolor(colours.ground)
    axes.set_title(title, color=colours.ink, fontsize=10, loc="left", weight="bold")
    for at, (_, figure, colour, shape) in enumerate(lines):
        if figure.value is None or figure.low is None or figure.high is None:
            continue
        reach = [[figure.value - figure.low], [figure.high - figure.value]]
        axes.errorbar(figure.value, at, xerr=reach, color=colour, marker=shape, markersize=6, capsize=3, linewidth=1.4)
        axes.text(figure.value, at - 0.16, figure.brief(), color=colours.ink, ha="center", va="bottom", fontsize=9)
    axes.set_yticks(range(len(lines)), [fill(name, ROOM) for name, *_ in lines])
    axes.set_ylim(len(lines) - 0.5, -0.7)
    axes.tick_params(colors=colours.ink)
    axes.xaxis.label.set_color(colours.ink)
    axes.grid(axis="x", color=colours.faint, alpha=0.3, linewidth=0.6)
    for name, spine in axes.spines.items():
        spine.set_visible(name in {"left", "bottom"})
        spine.set_color(colours.faint)


def _metadata(out: Path) -> dict[str, str | None]:
    title = "Win rates and what predicts them, by the customer's stage and by the seller's touches"
    return {"Title": title, "Date": None} if out.suffix == ".svg" else {"Title": title}
