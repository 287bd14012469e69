"""`rightside process stories`: purchases that were told in Slack ("interview me"), to draft from or to erase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def stories(
    out: Annotated[
        Path | None, typer.Option(help="A folder to write each as a file into, for `process draft`.")
    ] = None,
    forget: Annotated[str | None, typer.Option(help="Erase the story of this id.")] = None,
) -> None:
    """List what was told in interviews in a chat, write it to files, or erase it."""
    from assistant.errors import PersonError
    from assistant.terminal.interview import write
    from assistant.terminal.session import opened

    with opened() as application:
        organisation, kept = application.settings.organisation, application.desk.stories
        if forget is not None and not kept.forget(organisation, forget):
            raise PersonError(f"There is no story {forget!r}; 'rightside process stories' lists them.")
        told = kept.all(organisation)
    if forget is not None:
        typer.echo(f"{forget} is erased.")
        return
    if out is not None and not out.is_dir():
        raise PersonError(f"{out} is no folder; make it first.")
    for name, story in told:
        typer.echo(f"{name}  {story.told_by}, {story.on}: {story.purchase or 'a purchase'} ({story.size})")
        if out is not None:
            write(out / f"story-{name}.yaml", story)
    if not told:
        typer.echo("No story is kept; in Slack, “interview me” asks for one.")
