"""`rightside playbook`: battle cards, templates and stories beside a process, found for advice and questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.deal import As

if TYPE_CHECKING:
    from assistant.bootstrap import Application
    from knowledge.playbook import Playbook
    from knowledge.process import Process

app = typer.Typer(help="Keep playbooks beside a buying process.", no_args_is_help=True)
Beside = Annotated[str, typer.Option("--process", help="The id of the published process that it stands beside.")]


@app.command(epilog="Example: `rightside playbook add battle-cards.md templates.docx --process general-purchase`")
def add(
    documents: Annotated[list[Path], typer.Argument(help="Documents (md, txt, html, docx, pptx, pdf).")],
    process: Beside,
    who: As = None,
) -> None:
    """Keep playbooks: each is cut at its headings into passages, which replies then name and questions find.

    A line `Serves: OUTCOME, STAGE` under a heading says what a passage is for; else the nearest outcome is taken. Add a
    changed document again under its name: only what changed is done anew.
    """
    from assistant.coaching.playbooks import keep
    from assistant.documents.formats import open_document
    from assistant.documents.sides import Us
    from assistant.terminal.session import opened, person
    from knowledge.drafting.draft import Source
    from knowledge.playbook import playbook

    read = [open_document(each, Us()) for each in documents]
    with opened() as application:
        found = _process(application, process)
        for each in read:
            cut = playbook(Source(each.name, each.text, each.place))
            by, at = person(application, who).id, application.clock()
            changed = keep(application.desk, application.settings.organisation, found, cut, by=by, at=at)
            typer.echo(
                f"{each.name}: {_count(cut)} beside {found.id}"
                f" ({changed.new} new, {changed.same} as before, {changed.gone} gone)."
            )
            if changed.strange:
                typer.echo(f"  {found.id} has no {', '.join(changed.strange)}: look at its 'Serves:' lines.", err=True)


@app.command("list", epilog="Example: `rightside playbook list`")
def list_() -> None:
    """List the playbooks of every process."""
    from assistant.terminal.session import opened

    with opened() as application:
        organisation = application.settings.organisation
        lines = [
            f"{process.id}  {each.name}  {_count(each)}"
            for process in application.desk.processes.newest(organisation)
            for each in application.desk.playbooks.of(organisation, process.id)
        ]
    typer.echo("\n".join(lines) or "There are no playbooks yet; add one with 'rightside playbook add FILE'.")


@app.command(epilog="Example: `rightside playbook remove battle-cards.md --process general-purchase`")
def remove(
    name: Annotated[str, typer.Argument(help="The playbook's name, as `playbook list` shows it.")], process: Beside
) -> None:
    """Take a playbook away; nothing of it stays in the store."""
    from assistant.coaching.playbooks import remove as take_away
    from assistant.terminal.session import opened

    with opened() as application:
        take_away(application.desk, application.settings.organisation, _process(application, process), name)
    typer.echo(f"{name} is gone.")


def _count(playbook: Playbook) -> str:
    many = len(playbook.passages)
    return f"{many} {'passage' if many == 1 else 'passages'}"


def _process(application: Application, name: str) -> Process:
    from assistant.errors import PersonError

    found = application.desk.processes.get(application.settings.organisation, name)
    if found is None:
        raise PersonError(f"There is no published process {name!r}; 'rightside process list' shows them.")
    return found
