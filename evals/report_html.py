"""The report as one HTML file that needs nothing else: no script, no font, no picture from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from evals import charts
from evals.report_text import about
from evals.results import State

if TYPE_CHECKING:
    from evals.results import Report, SetResult

TEMPLATE = Path(__file__).parent / "report.html.j2"
MOST_WRONG = 300  # cases that a page lists for a set


def page(report: Report) -> str:
    """The page; every text in it is escaped."""
    pages = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return pages.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        report=report, about=about(report.about), pictures=_pictures, scored=State.SCORED, most=MOST_WRONG
    )


def _pictures(result: SetResult) -> list[tuple[str, Markup]]:
    """The pictures of the set that has them; matplotlib escapes the texts in them."""
    if not any(each.claims for each in result.bins):
        return []
    return [
        ("F1 by verdict, with 95% intervals", Markup(charts.f1_by_verdict(result))),  # noqa: S704 - drawn here
        ("How reliable the confidence is", Markup(charts.reliability(result.bins))),  # noqa: S704
    ]
