"""`rightside people`: who manages whom, and who sees every deal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.formats import Format

if TYPE_CHECKING:
    from assistant.coaching.roles import Change
    from assistant.deals.deal import Person

app = typer.Typer(help="The organisation's people: managers and administrators.", no_args_is_help=True)
FAULTS_SHOWN = 50


@app.command("list", epilog="Example: `rightside people list`")
def list_(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List everybody with their manager, and who is an administrator."""
    from assistant.bootstrap import opened_records
    from assistant.settings import read_settings

    settings = read_settings()
    with opened_records(settings) as records:
        people = records.deals.people(settings.organisation)
    if format is Format.JSON:
        typer.echo(json.dumps([each.model_dump(mode="json") for each in people], ensure_ascii=False))
    else:
        _print(people)


@app.command("import", epilog="Example: `rightside people import people.csv --dry-run`")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or YAML: id, name, email, manager (an e-mail), administrator.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Give people their managers and administrators their rights, all of a file or nothing of it."""
    from assistant.bootstrap import opened_records
    from assistant.coaching.roles import changed
    from assistant.crm.role_file import read_roles
    from assistant.errors import PersonError
    from assistant.settings import read_settings

    settings = read_settings()
    roles, bad = read_roles(file)
    with opened_records(settings) as records:
        change = changed(roles, records.deals.people(settings.organisation))
        faults = sorted([*((row.line, row.reason) for row in bad), *change.faults])
        if faults:
            more = [f"and {len(faults) - FAULTS_SHOWN} more"] if len(faults) > FAULTS_SHOWN else []
            lines = [f"{file.name}, line {line}: {reason}" for line, reason in faults[:FAULTS_SHOWN]]
            raise PersonError("\n".join(["Nothing was changed:", *lines, *more]))
        if not dry_run:
            records.deals.save_people(settings.organisation, change.people)
    typer.echo(_told(change, dry_run=dry_run))


def _told(change: Change, *, dry_run: bool) -> str:
    added = len(change.added)
    summary = f"{added} added, {len(change.people) - added} changed."
    if not dry_run:
        return f"People: {summary}"
    lines = [
        f"{'new' if each.id in change.added else 'changed'}: {each.name} ({each.id}), manager {each.manager or 'none'}"
        f"{', administrator' if each.sees_all else ''}"
        for each in change.people
    ]
    return "\n".join([f"Would be: {summary} Nothing was changed.", *lines])


def _print(people: tuple[Person, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from assistant.terminal.render import console

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Id", "Name", "E-mail", "Manager", "Administrator"):
        table.add_column(heading, overflow="fold")
    for each in people:
        cells = (each.id, each.name, each.email, each.manager or "", "yes" if each.sees_all else "")
        table.add_row(*(Text(cell) for cell in cells))
    console().print(table)
