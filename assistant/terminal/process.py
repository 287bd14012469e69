"""`rightside process`: the organisation's buying processes."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal.formats import Format, read_text

app = typer.Typer(help="Check, publish and look at buying processes.", no_args_is_help=True)


@app.command(epilog="Example: `rightside process check my-process.yaml`, `rightside process check crm-stages.txt`")
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Process files (.yaml), or lists of CRM stages: .txt with one a line, .csv.")
    ],
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> int:
    """Is it upside down? Faults and findings with their lines and a better wording, and a score.

    Several process files are also held against each other. Exit code 1 on faults and on findings of severity error.
    """
    from assistant.bootstrap import build_embedding
    from assistant.settings import Settings
    from assistant.terminal.process_check import run

    return run(files, build_embedding(Settings()), format)


@app.command(epilog="Example: `rightside process publish my-process.yaml`")
def publish(
    file: Annotated[Path, typer.Argument(help="The process file (YAML).")],
    by: Annotated[str | None, typer.Option(help="Who publishes it; your user name by default.")] = None,
) -> None:
    """Publish a process file: a changed file makes a new version, an unchanged one makes none."""
    from assistant.coaching.publishing import publish as publish_process
    from assistant.terminal.files import load_process
    from assistant.terminal.session import opened

    process, source = load_process(file), read_text(file)
    with opened() as application:
        organisation = application.settings.organisation
        before = application.desk.processes.get(organisation, process.id)
        published = publish_process(
            application.desk, organisation, process, source, by=by or getpass.getuser(), at=application.clock()
        )
        if before is not None and before.version == published.version:
            typer.echo(f"{published.id} is unchanged; version {published.version} stays the newest.")
        else:
            typer.echo(
                f"Published {published.id}, version {published.version}. Deals stay on the version they started with."
            )


@app.command("list", epilog="Example: `rightside process list`")
def list_(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List the published processes, newest version of each."""
    from assistant.terminal.session import opened

    with opened() as application:
        processes = application.desk.processes.newest(application.settings.organisation)
    if format is Format.JSON:
        typer.echo(
            json.dumps([{"id": p.id, "name": p.name, "version": p.version} for p in processes], ensure_ascii=False)
        )
        return
    for each in processes:
        applies = "any deal" if not each.applies_to else ", ".join(each.applies_to)
        typer.echo(f"{each.id}  version {each.version}  {each.name}  (chosen by: {applies})")
    if not processes:
        typer.echo("No process is published yet; publish one with 'rightside process publish FILE'.")


@app.command(epilog="Example: `rightside process show general-purchase`")
def show(
    process: Annotated[str, typer.Argument(help="The id of a published process, or a process file.")],
    version: Annotated[int | None, typer.Option(help="The newest by default.")] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show a process: the customer's steps with their outcomes, the seller's steps underneath."""
    from assistant.errors import PersonError
    from assistant.terminal.files import load_process
    from assistant.terminal.journey import journey
    from assistant.terminal.render import console
    from assistant.terminal.session import opened

    if Path(process).is_file():
        found = load_process(Path(process))
    else:
        with opened() as application:
            stored = application.desk.processes.get(application.settings.organisation, process, version)
        if stored is None:
            raise PersonError(f"There is no published process {process!r}; 'rightside process list' shows them.")
        found = stored
    if format is Format.JSON:
        typer.echo(found.model_dump_json(exclude_defaults=True))
    else:
        console().print(journey(found))
