"""Two pictures as SVG that takes its colours from the page: how reliable the confidence is, and F1 by verdict."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure as Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from evals.calibration import Bin
    from evals.results import Figures, SetResult

# Stand-ins that matplotlib draws with; the page's colours take their places, so that light and dark both read well.
INK, FAINT, ACCENT, OTHERS = "#010203", "#040506", "#070809", ("#101112", "#131415", "#161718", "#191a1b")
PAGE = {INK: "ink", FAINT: "faint", ACCENT: "accent", **{each: f"other{at}" for at, each in enumerate(OTHERS)}}
SHAPES = "sD^v"
F1S = {"f1": "all", "f1_happened": "happened", "f1_not_yet": "not yet", "f1_reversed": "reversed"}
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rightside",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def reliability(bins: Sequence[Bin]) -> str:
    """The share right over the confidence, with the number of claims in each bin underneath."""
    with mpl.rc_context(STYLE):
        picture = Picture(figsize=(5.6, 4.8), layout="constrained")
        above, below = picture.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        filled = [each for each in bins if each.claims]
        above.plot([0, 1], [0, 1], color=FAINT, linestyle="--", linewidth=1)
        above.plot(
            [each.confidence for each in filled], [each.right for each in filled], color=ACCENT, marker="o", linewidth=2
        )
        above.set(ylabel="share right", ylim=(-0.03, 1.03), xlim=(0, 1))
        width = bins[0].high - bins[0].low if bins else 1
        below.bar([each.low for each in bins], [each.claims for each in bins], width * 0.9, align="edge", color=ACCENT)
        below.set(xlabel="confidence", ylabel="claims")
        return _svg(picture, "Share of claims that are right, by confidence")


def f1_by_verdict(result: SetResult) -> str:
    """F1 in all and by verdict with 95% intervals: this reader beside the baselines."""
    rows: list[tuple[str, Figures]] = [
        ("this reader", result.figures),
        *((b.name, b.figures) for b in result.baselines),
    ]
    with mpl.rc_context(STYLE):
        picture = Picture(figsize=(5.6, 4.8), layout="constrained")
        axes = picture.subplots()
        for place, (label, figures) in enumerate(rows):
            _dots(axes, place, len(rows), label, figures)
        axes.set_xticks(range(len(F1S)), list(F1S.values()))
        axes.set(ylabel="F1", ylim=(-0.03, 1.03), xlim=(-0.5, len(F1S) - 0.5))
        axes.grid(axis="y", color=FAINT, alpha=0.35, linewidth=0.6)
        if len(rows) > 1:
            picture.legend(loc="outside upper left", ncols=3, frameon=False)
        return _svg(picture, "F1 by verdict with 95% intervals")


def _dots(axes: Axes, place: int, places: int, label: str, figures: Figures) -> None:
    shift = (place - (places - 1) / 2) * 0.14
    for at, name in enumerate(F1S):
        figure = figures.get(name)
        if figure is None or figure.value is None or figure.low is None or figure.high is None:
            continue
        reach = [[max(0.0, figure.value - figure.low)], [max(0.0, figure.high - figure.value)]]
        axes.errorbar(
            at + shift,
            figure.value,
            yerr=reach,
            color=OTHERS[(place - 1) % len(OTHERS)] if place else ACCENT,
            marker=SHAPES[(place - 1) % len(SHAPES)] if place else "o",
            markersize=5 if place else 8,
            capsize=2,
            linewidth=1 if place else 2,
            label=label if at == 0 else None,
        )


def _svg(picture: Picture, title: str) -> str:
    drawn = io.StringIO()
    picture.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Title": title})
    svg = drawn.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    for colour, name in PAGE.items():
        svg = svg.replace(colour, f"var(--{name})")
    # Names inside a picture are made unique, because several stand in one page.
    mark = re.sub(r"\W+", "-", title.lower())
    return re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{mark}-", svg)
