"""docs/evidence.md, written from its template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from evals.evidence.measuring import RETURNED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.evidence.log import Case
    from evals.evidence.measuring import Evidence, Line
    from evals.evidence.replaying import Replayed

TEMPLATE = Path(__file__).parent / "page.md.j2"


def page(cases: Sequence[Case], replay: Replayed, evidence: Evidence) -> str:
    """The whole page as Markdown."""
    pages = Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)  # noqa: S701 - Markdown
    return pages.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        cases=f"{len(cases):,}",
        events=f"{sum(len(each.events) for each in cases):,}",
        offers=f"{evidence.offers:,}",
        undecided=f"{evidence.undecided:,}",
        returned=RETURNED,
        alt=described(evidence),
        evidence=evidence,
        table=table,
        replay={
            "cases": f"{replay.cases:,}",
            "observations": f"{replay.observations:,}",
            "moves": f"{replay.moves:,}",
            "equal": f"{replay.cases - len(replay.differ):,}",
            "equal_stored": f"{replay.cases - len(replay.differ_stored):,}",
        },
    )


def described(evidence: Evidence) -> str:
    """The picture in words."""
    stages = "; ".join(f"{name}: {figure.brief()}" for name, figure in evidence.by_stage if figure.of)
    touches = "; ".join(f"{name}: {figure.brief()}" for name, figure in evidence.by_touches)
    told = "; ".join(f"{name}: {figure.brief()}" for name, figure in evidence.predicting)
    return f"Share won by customer's stage: {stages}. By the seller's touches: {touches}. AUC: {told}."


def table(what: str, value: str, lines: Sequence[Line]) -> str:
    """Lines as a Markdown table: what, the value with its interval, and over how many."""
    rows = [f"| {name} | {figure.shown()} | {figure.of:,} |" for name, figure in lines if figure.of]
    return "\n".join([f"| {what} | {value} [95%] | of |", "|---|---|---|", *rows])
