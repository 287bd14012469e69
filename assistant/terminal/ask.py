"""`rightside ask`: a question on the process, answered with citations."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from assistant.terminal.formats import Format


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog='Example: `rightside ask "What counts as proof of budget?"`')(ask)


def ask(
    question: Annotated[str, typer.Argument(help="The question, in plain words.")],
    process: Annotated[str | None, typer.Option(help="Only this process, by its id.")] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Answer a question about the buying process from its definitions, with citations."""
    from assistant.coaching.ask import ask as answer
    from assistant.coaching.coach import check_text
    from assistant.errors import PersonError
    from assistant.terminal.render import console, render
    from assistant.terminal.session import opened

    check_text(question)
    with opened() as application:
        organisation = application.settings.organisation
        chosen = application.desk.processes.get(organisation, process) if process else None
        if process and chosen is None:
            raise PersonError(f"There is no published process {process!r}; 'rightside process list' shows them.")
        reply = answer(application.desk, organisation, question, chosen)
    if format is Format.JSON:
        typer.echo(json.dumps({"answer": [each.model_dump() for each in reply.sentences]}, ensure_ascii=False))
    else:
        console().print(render(reply))
