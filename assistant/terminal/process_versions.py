"""`rightside process publish|history|rollback|move`: versions, what a new one changes, and the deals on it."""

from __future__ import annotations

import getpass
import json
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.deal import As
from assistant.terminal.formats import Format, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.moving import Move, Plan

MOST_SHOWN = 20  # deals

By = Annotated[str | None, typer.Option(help="Who does it; your user name by default.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog='Example: `rightside process publish my-process.yaml --note "references matter"`')(publish)
    app.command(epilog="Example: `rightside process history my-process`")(history)
    app.command(epilog="Example: `rightside process rollback my-process 2`")(rollback)
    app.command(epilog='Example: `rightside process move my-process --deal "Old Mill Bakery"`')(move)


def publish(
    file: Annotated[Path, typer.Argument(help="The process file (YAML).")],
    by: By = None,
    note: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    dry_run: Dry = False,
) -> None:
    """Publish a process file: a changed file makes a new version, an unchanged one makes none.

    Says what changed, and which open deals would stand elsewhere if they were moved to the new version.
    """
    from assistant.coaching.moving import plan
    from assistant.coaching.publishing import publish as publish_process
    from assistant.coaching.publishing import ties
    from assistant.terminal.files import load_process
    from assistant.terminal.session import opened

    process, source = load_process(file), read_text(file)
    with opened() as application:
        desk, organisation = application.desk, application.settings.organisation
        planned = plan(desk, organisation, process)
        if planned.newest is not None and not planned.changes:
            typer.echo(f"{process.id} is unchanged; version {planned.newest.version} stays the newest.")
            return
        _show_plan(planned)
        if dry_run:
            for tied in ties(desk, organisation, process):
                typer.echo(f"It could not be published: {tied}.")
            typer.echo("Nothing is published (--dry-run).")
            return
        published = publish_process(
            desk, organisation, process, source, by=by or getpass.getuser(), at=application.clock(), note=note
        )
    typer.echo(f"Published {published.id}, version {published.version}. Deals stay on the version they started with.")
    if planned.moves:
        typer.echo(f"Move them with 'rightside process move {published.id}'.")


def history(
    process: Annotated[str, typer.Argument(help="The id of a published process.")],
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List the versions of a process, the newest first: who published it, when, why, and what changed."""
    from assistant.errors import PersonError
    from assistant.terminal.session import opened
    from knowledge.versions import differences

    with opened() as application:
        processes, organisation = application.desk.processes, application.settings.organisation
        versions = processes.versions(organisation, process)
        content = {each.version: processes.get(organisation, process, each.version) for each in versions}
    if not versions:
        raise PersonError(f"There is no published process {process!r}; 'rightside process list' shows them.")
    told = []
    for each, before in zip_longest(versions, versions[1:]):
        now, was = content[each.version], content[before.version] if before else None
        changes = differences(was, now) if was and now else []
        facts = {"version": each.version, "published_by": each.published_by, "note": each.note, "changes": changes}
        told.append(facts | {"published_at": each.published_at.isoformat()})
        if format is Format.TEXT:
            note = f": {each.note}" if each.note else ""
            typer.echo(f"version {each.version}  {each.published_at:%Y-%m-%d %H:%M}  {each.published_by}{note}")
            for change in changes:
                typer.echo(f"  {change}")
    if format is Format.JSON:
        typer.echo(json.dumps(told, ensure_ascii=False))


def rollback(
    process: Annotated[str, typer.Argument(help="The id of a published process.")],
    version: Annotated[int, typer.Argument(help="The version to go back to.")],
    by: By = None,
) -> None:
    """Publish an old version again, as the newest. Deals stay on the version they follow."""
    from assistant.coaching.publishing import roll_back
    from assistant.terminal.session import opened

    with opened() as application:
        published = roll_back(
            application.desk,
            application.settings.organisation,
            process,
            version,
            by=by or getpass.getuser(),
            at=application.clock(),
        )
    typer.echo(f"The newest version of {process} is {published.version}, with the content of version {version}.")


def move(
    process: Annotated[str, typer.Argument(help="The id of a published process.")],
    deal: Annotated[list[str] | None, typer.Option(help="Only this deal, by name, account or id; repeat it.")] = None,
    version: Annotated[int | None, typer.Option(help="The version to follow; the newest by default.")] = None,
    dry_run: Dry = False,
    who: As = None,
) -> None:
    """Let open deals follow another version of their process. Their ledgers stay as they are."""
    from assistant.coaching.moving import move as move_deals
    from assistant.coaching.moving import moves
    from assistant.errors import PersonError
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    with opened() as application:
        desk, organisation = application.desk, application.settings.organisation
        target = desk.processes.get(organisation, process, version)
        if target is None:
            raise PersonError(f"There is no such version of {process!r}; 'rightside process history' shows them.")
        asker = person(application, who)
        chosen = [find(application, asker, each) for each in deal] if deal else desk.visible(organisation, asker.id)
        done = (moves if dry_run else move_deals)(desk, organisation, target, chosen)
    what = "would follow" if dry_run else "now follow" if len(done) != 1 else "now follows"
    typer.echo(f"{len(done)} open {'deal' if len(done) == 1 else 'deals'} {what} version {target.version}.")
    _show_moves([each for each in done if each.changes_stage])


def _show_plan(planned: Plan) -> None:
    for change in planned.changes:
        typer.echo(change)
    if planned.moves:
        count = len(planned.moves)
        typer.echo(f"{count} open {'deal follows' if count == 1 else 'deals follow'} an earlier version.")
        if planned.elsewhere:
            back = sum(each.back for each in planned.elsewhere)
            typer.echo(f"Moved to this one, {len(planned.elsewhere)} would stand elsewhere, {back} further back:")
        _show_moves(planned.elsewhere)


def _show_moves(some: Sequence[Move]) -> None:
    for each in some[:MOST_SHOWN]:
        sign = "↩" if each.back else "→"
        typer.echo(f"  {sign} {each.deal.name} [{each.deal.id}], version {each.version}: {each.before} → {each.after}")
    if len(some) > MOST_SHOWN:
        typer.echo(f"  and {len(some) - MOST_SHOWN} others")
