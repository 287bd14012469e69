"""The report in the terminal: a table a set, the comparison with the baselines, what could not be scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from evals.results import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from evals.results import About, Report, SetResult

MOST_SHOWN = 3  # cases without a score that are named


def show(report: Report, out: Console, *, wrong: bool = False) -> None:
    """Print a report; with `wrong` also every wrong case and why, worst first."""
    out.print(Text(about(report.about), style="dim"))
    for result in report.sets:
        out.print()
        for part in _set(result, wrong=wrong):
            out.print(part)
    if report.below:
        out.print()
    for each in report.below:
        value = "could not be had" if each.value is None else f"is {each.value:.3f}"
        out.print(Text(f"Below the floor: {each.name}, {each.figure} {value}, and should be {each.floor}.", "bold red"))


def about(run: About) -> str:
    """What was measured, in one line."""
    model = f", model {run.model}" if run.model else ""
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    return (
        f"Reader: {run.reader}{model}; prompt {run.prompt}; splits: {', '.join(run.splits)}; commit {run.commit}; "
        f"{run.date}; seed {run.seed}; {versions}"
    )


def _set(result: SetResult, *, wrong: bool) -> Iterator[RenderableType]:
    yield Text.assemble((result.name, "bold"), f"  {result.about}")
    if result.state is not State.SCORED:
        yield Text(f"  {result.state.value}: {result.reason}", "yellow")
        return
    yield _figures(result)
    if result.parts:
        yield _parts(result)
    if result.baselines:
        yield _comparison(result)
    judged = sum(each.passed is not None for each in result.cases)
    yield Text(f"  {judged - len(result.wrong)} of {judged} cases right, {len(result.unscored)} could not be scored")
    for missing in result.unscored[:MOST_SHOWN]:
        yield Text(f"  could not score {missing.case}: {missing.reason}", "yellow")
    for each in result.wrong if wrong else ():
        yield Text(f"  {each.case}: {each.text!r}\n    {each.reason}")


def _table(*headings: str) -> Table:
    table = Table(*headings, box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.columns[0].no_wrap = True
    return table


def _figures(result: SetResult) -> Table:
    table = _table("  figure", "value [95%]", "of")
    for name, figure in result.figures.items():
        table.add_row(f"  {name}", figure.shown(), str(figure.of))
    return table


def _parts(result: SetResult) -> Table:
    names = [name for name in next(iter(result.parts.values())) if not name.startswith(("time", "f1_"))][:6]
    table = _table("  part", *(name.replace("_", " ") for name in names))
    for part, figures in result.parts.items():
        table.add_row(f"  {part}", *(figures[name].brief() if name in figures else "–" for name in names))
    return table


def _comparison(result: SetResult) -> Table:
    names = list(dict.fromkeys(name for each in result.baselines for name in each.figures))
    names = [name for name in names if not name.startswith(("time", "calibration"))][:7]
    table = _table("  compared with", *(name.replace("_", " ") for name in names))
    for label, figures in [("this reader", result.figures), *((each.name, each.figures) for each in result.baselines)]:
        table.add_row(f"  {label}", *(figures[name].brief() if name in figures else "–" for name in names))
    return table
