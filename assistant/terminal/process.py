"""`rightside process`: the organisation's buying processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.pictures.theme import Theme
from assistant.terminal.deal import As
from assistant.terminal.formats import Format, writing
from assistant.terminal.interview import interview
from assistant.terminal.process_draft import draft
from assistant.terminal.process_versions import register
from assistant.terminal.quiz import quiz
from assistant.terminal.stories import stories

if TYPE_CHECKING:
    from knowledge.process import Process

SIGNS = 20  # named at most

app = typer.Typer(help="Check, publish and look at buying processes.", no_args_is_help=True)
register(app)
app.command(epilog="Example: `rightside process draft playbook.docx --out my-process.yaml`")(draft)
app.command(epilog="Example: `rightside process interview --by Jo --out story-jo.yaml`")(interview)
app.command(epilog="Example: `rightside process stories --out stories`, then `process draft stories/*.yaml`")(stories)
app.command(epilog="Example: `rightside process quiz general-purchase --questions 5`")(quiz)


@app.command(epilog="Example: `rightside process check my-process.yaml`, `rightside process check crm-stages.txt`")
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Process files (.yaml), or lists of CRM stages: .txt with one a line, .csv.")
    ],
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
    rules: Annotated[bool, typer.Option("--rules", help="By rules alone, even where a model is set.")] = False,
) -> int:
    """Is it upside down? Faults and findings with their lines and a better wording, and a score.

    Several process files are also held against each other. What is found is the rules' alone; where a model is set, the
    better wordings are its own. Exit code 1 on faults and on findings of severity error.
    """
    from assistant.bootstrap.readers import build_chat, build_comparison
    from assistant.settings import read_settings
    from assistant.terminal.asking import asker
    from assistant.terminal.process_check import run

    chat = None if rules else build_chat(read_settings())
    return run(files, build_comparison(), format, asker(chat) if chat else None)


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
    from assistant.terminal.journey import journey
    from assistant.terminal.render import console

    found = named(process, version)
    if format is Format.JSON:
        typer.echo(found.model_dump_json(exclude_defaults=True))
    else:
        console().print(journey(found))


@app.command("map", epilog="Example: `rightside process map general-purchase --out map.png --theme dark`")
def map_(
    process: Annotated[str | None, typer.Argument(help="The id of a published process, or a process file.")] = None,
    out: Annotated[Path, typer.Option(help="The picture to write: .png or .svg.")] = Path("map.png"),
    deal: Annotated[str | None, typer.Option(help="Show where this deal's customer is, on the deal's process.")] = None,
    theme: Annotated[Theme, typer.Option(help="What it is drawn on.")] = Theme.LIGHT,
    who: As = None,
) -> None:
    """Draw a process: the customer's steps across the top, the seller's underneath, ways back as arrows."""
    from assistant.errors import PersonError
    from assistant.pictures.process_map import described, draw
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    if out.suffix.lower() not in {".png", ".svg"}:
        raise PersonError(f"{out} is neither .png nor .svg; name the picture with one of these endings.")
    standing = title = None
    if deal is not None:
        with opened() as application:
            found = find(application, person(application, who), deal, state=None)
            case = application.desk.case(application.settings.organisation, found, application.clock().date())
        if process is not None and process != case.process.id:
            raise PersonError(f"{case.deal.name} follows the process {case.process.id}; leave out {process!r}.")
        drawn, standing, title = case.process, case.standing, case.deal.name
    elif process is not None:
        drawn = named(process)
    else:
        raise PersonError("Name a process ('rightside process list' shows them) or a deal with --deal.")
    with writing(out):
        missing = draw(drawn, out, theme=theme, standing=standing, title=title)
    typer.echo(f"Wrote {out}. {described(drawn, standing)}")
    if missing:
        typer.echo(f"It cannot show {' '.join(missing[:SIGNS])}; an .svg can.")


@app.command(epilog='Example: `rightside process which "Old Mill Bakery"`')
def which(
    deal: Annotated[str, typer.Argument(help="The deal's name, account or id.")],
    who: As = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> int:
    """Say which process a deal follows, and why: what each process asks for, and what the deal has."""
    from assistant.coaching.choosing import choice
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    with opened() as application:
        found = find(application, person(application, who), deal, state=None)
        chosen = choice(application.desk, application.settings.organisation, found)
    if format is Format.JSON:
        process = chosen.process and {"id": chosen.process.id, "version": chosen.process.version}
        told = [{"process": c.process.id, "fits": c.fits, "reason": c.reason} for c in chosen.considered]
        answer = {"process": process, "pinned": chosen.pinned, "attributes": dict(chosen.attributes)}
        typer.echo(json.dumps(answer | {"trouble": chosen.trouble, "considered": told}, ensure_ascii=False))
        return 0 if process else 1
    if chosen.process:
        why = "it started with it" if chosen.pinned else "chosen by its attributes"
        typer.echo(f"{found.name} follows {chosen.process.name!r}, version {chosen.process.version}: {why}.")
    else:
        typer.echo(chosen.trouble)
    known = ", ".join(f"{key} {value}" for key, value in chosen.attributes.items()) or "no attributes"
    typer.echo(f"The deal has: {known}.")
    for each in chosen.considered:
        typer.echo(f"  {'fits' if each.fits else 'no  '}  {each.process.id}: {each.reason}")
    return 0 if chosen.process else 1


def named(process: str, version: int | None = None) -> Process:
    """The process in a file, or the published one of that id."""
    from assistant.errors import PersonError
    from assistant.terminal.files import load_process
    from assistant.terminal.session import opened

    if Path(process).is_file():
        return load_process(Path(process))
    with opened() as application:
        stored = application.desk.processes.get(application.settings.organisation, process, version)
    if stored is None:
        raise PersonError(f"There is no published process {process!r}; 'rightside process list' shows them.")
    return stored
