"""`rightside eval`: the evaluation sets, which come with the source."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evals.evaluate import Options

NO_SETS = "The evaluation sets come with the source: run this in a checkout of Rightside, as .venv/bin/rightside eval."
NO_PACKAGES = "The evaluations need {name}; install what they need with: pip install 'rightside[eval]'"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "eval", epilog="Example: `rightside eval reading --baselines --html report.html`, or `rightside eval` for all"
    )(evaluate)


def evaluate(
    sets: Annotated[list[str] | None, typer.Argument(metavar="[SET]...", help="The sets; all without any.")] = None,
    reader: Annotated[str | None, typer.Option(help="local or model; by default the model where a key is set.")] = None,
    split: Annotated[
        list[str] | None, typer.Option(help="Only this split, any number of times; by default all but final and blind.")
    ] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="Score simpler readers beside it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write the report as one HTML file.")] = None,
    show: Annotated[bool, typer.Option("--show", help="List the wrong cases and why, worst first.")] = False,
    floor: Annotated[bool, typer.Option("--floor", help="Exit with 1 where a figure is below its floor.")] = False,
    floors: Annotated[Path | None, typer.Option(help="Other floors than those of the source.")] = None,
    answers: Annotated[
        Path | None, typer.Option(help='Score these answers: {"case": id, "claims": […]} a line.')
    ] = None,
    export: Annotated[bool, typer.Option("--export", help="Print the cases as JSON lines, to be answered.")] = False,
    cases: Annotated[Path | None, typer.Option(help="Other cases than those of the source.")] = None,
    data: Annotated[Path | None, typer.Option(help="Where the outside sets are.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the intervals.")] = None,
) -> int:
    """Score the reader, the deal finder and the advice on the evaluation sets."""
    _importable()
    from evals.evaluate import Options
    from evals.floors import FLOORS

    if reader not in {None, "local", "model"}:
        raise typer.BadParameter("it is local or model", param_hint="--reader")
    given = {"cases": cases, "seed": seed}
    options = Options(
        sets=sets or (),
        reader=reader,
        splits=split or (),
        baselines=baselines,
        answers=answers,
        data=data,
        floors=(floors or FLOORS) if floor or floors else None,
        **{name: each for name, each in given.items() if each is not None},  # type: ignore[arg-type]
    )
    return _exported(options) if export else _run(options, as_json=as_json, html=html, show=show)


def _importable() -> None:
    """Refuse with a sentence where the sets, or what they need, are not here."""
    from assistant.errors import OperatorError

    try:
        import evals.evaluate
    except ModuleNotFoundError as error:
        name = (error.name or "").split(".")[0]
        raise OperatorError(NO_SETS if name == "evals" else NO_PACKAGES.format(name=name)) from error
    del evals


def _exported(options: Options) -> int:
    from evals.evaluate import export

    for line in export(options):
        typer.echo(json.dumps(line, ensure_ascii=False))
    return 0


def _run(options: Options, *, as_json: bool, html: Path | None, show: bool) -> int:
    from assistant.bootstrap import build_clock
    from assistant.settings import read_settings
    from assistant.terminal.formats import writing
    from assistant.terminal.render import console
    from evals.evaluate import evaluate as score
    from evals.report_html import page
    from evals.report_text import show as print_report

    settings = read_settings()
    with _progress() as tell:
        report = score(options, settings, build_clock(settings)().date(), tell)
    if html is not None:
        with writing(html):
            html.write_text(page(report), encoding="utf-8")
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        print_report(report, console(), wrong=show)
    return 1 if report.below else 0


@contextmanager
def _progress() -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """A bar for each set on standard error, and none where that is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    out = Console(stderr=True)
    with Progress(console=out, transient=True, disable=not out.is_terminal) as progress:

        def tell(what: str, cases: int) -> Callable[[], None]:
            task = progress.add_task(what, total=cases)
            return lambda: progress.advance(task)

        yield tell
