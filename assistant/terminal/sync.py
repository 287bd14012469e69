"""`rightside sync`: deals from a CRM."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

if TYPE_CHECKING:
    from assistant.crm.csv_export import Export, Table

app = typer.Typer(help="Bring deals in from a CRM.", no_args_is_help=True)
ROWS_SHOWN = 20


@app.callback()
def sync() -> None:
    """Bring deals in from a CRM."""


@app.command("csv", epilog='Example: `rightside sync csv opportunities.csv accounts.csv --column stage="Sales Phase"`')
def csv_(
    files: Annotated[
        list[Path], typer.Argument(help="CSV exports: deals, and if you have them accounts, products, people.")
    ],
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=HEADER where a column is guessed wrongly; repeat it.")
    ] = None,
    currency: Annotated[str, typer.Option(help="Currency of amounts that name none, such as EUR.")] = "",
) -> int:
    """Import deals from CSV exports as your CRM gives them. Exit code 1 where rows were left out."""
    from assistant.coaching.syncing import sync as save
    from assistant.crm.csv_export import read_export
    from assistant.terminal.session import opened

    columns = dict(_pair(each) for each in column or [])
    with opened() as application, _Bar() as bar:
        export = read_export(files, columns=columns, default_currency=currency, progress=bar.move)
        for table in export.tables:
            _show(table)
        done = save(application.desk, application.settings.organisation, export.deals, lambda: export.people)
    typer.echo(
        f"Deals: {done.deals_added} added, {done.deals_changed} changed. "
        f"People: {done.people_added} added, {done.people_changed} changed."
    )
    return _bad_rows(export)


@app.command(
    epilog="Example: `rightside sync salesforce`, and to read everything again: `rightside sync salesforce --full`"
)
def salesforce(
    full: Annotated[bool, typer.Option("--full", help="Read everything again, not only what changed.")] = False,
    currency: Annotated[
        str, typer.Option(help="Currency of amounts, where Salesforce has only one; such as EUR.")
    ] = "",
) -> int:
    """Take over what changed in Salesforce since the last run. Exit code 1 where something was left out."""
    from assistant.bootstrap import build_clock, build_salesforce, opened_records
    from assistant.coaching.syncing import follow
    from assistant.settings import read_settings
    from assistant.terminal.progress import progress

    settings = read_settings()
    crm = build_salesforce(settings, currency.strip().upper())
    with opened_records(settings) as records, progress("Reading Salesforce") as tell:
        now = build_clock(settings)()
        done = follow(records.deals, records.crm_marks, settings.organisation, crm, now=now, full=full, tell=tell)
    typer.echo(
        f"Deals: {done.deals_read} read, {done.deals_added} added, {done.deals_changed} changed, "
        f"{done.deals_removed} removed. People: {done.people_added} added, {done.people_changed} changed."
    )
    for note in crm.notes:
        typer.echo(note)
    for sentence in crm.left_out[:ROWS_SHOWN]:
        typer.echo(sentence, err=True)
    if len(crm.left_out) > ROWS_SHOWN:
        typer.echo(f"and {len(crm.left_out) - ROWS_SHOWN} more", err=True)
    return 1 if crm.left_out else 0


def _bad_rows(export: Export) -> int:
    if not export.bad_rows:
        return 0
    count = len(export.bad_rows)
    typer.echo(f"{count} {'row was' if count == 1 else 'rows were'} left out:", err=True)
    for row in export.bad_rows[:ROWS_SHOWN]:
        typer.echo(f"  {row.file.name}, line {row.line}: {row.reason}", err=True)
    if count > ROWS_SHOWN:
        typer.echo(f"  and {count - ROWS_SHOWN} more", err=True)
    return 1


def _show(table: Table) -> None:
    typer.echo(f"{table.file.name}: {table.role.value}")
    typer.echo("  " + "; ".join(f"{column.field} ← {column.header}" for column in table.columns))
    for note in table.notes:
        typer.echo(f"  {note}")


def _pair(text: str) -> tuple[str, str]:
    field, sign, header = text.partition("=")
    if not sign or not field.strip() or not header.strip():
        raise typer.BadParameter(f"{text!r} is not FIELD=HEADER", param_hint="--column")
    return field.strip(), header.strip()


class _Bar:
    """A progress bar on standard error, where there is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._progress = Progress(console=Console(file=sys.stderr), disable=not sys.stderr.isatty(), transient=True)
        self._task = self._progress.add_task("Importing")

    def move(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
