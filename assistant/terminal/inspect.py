"""`rightside inspect`: one deal, a team, a segment or everything, as a manager looks at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PersonError
from assistant.terminal.formats import Format, parse_day, writing

if TYPE_CHECKING:
    from assistant.bootstrap import Application
    from assistant.coaching.inspecting import DealInspection
    from assistant.coaching.inspecting_team import Scope, TeamInspection

KINDS = ".pdf, .docx, .md, .csv, .json, .png or .svg"
NOTHING = "name a deal, or give --team, --segment or --all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog='Example: `rightside inspect "Acme"`, `rightside inspect --team ana@example.com --since 2026-03-02`'
    )(inspect)


def inspect(
    deal: Annotated[str | None, typer.Argument(help="The deal's name, account or id.")] = None,
    team: Annotated[str | None, typer.Option(help="A person's own deals and those of the reports below.")] = None,
    segment: Annotated[str | None, typer.Option(help="The deals of one segment.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every deal that you may see.")] = False,
    since: Annotated[str | None, typer.Option(help="What changed since this day; by default your last look.")] = None,
    page: Annotated[int, typer.Option(min=1, help="The page of many deals.")] = 1,
    who: Annotated[str | None, typer.Option("--as", help="Who inspects: a person's name, e-mail or id.")] = None,
    log: Annotated[bool, typer.Option("--log", help="Who inspected what: for an administrator.")] = False,
    out: Annotated[Path | None, typer.Option(help=f"Write it to this file: {KINDS}.")] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Inspect a deal, or many in order of risk: what changed, what the customers proved, what to ask."""
    if log:
        _log(who)
        return
    from assistant.coaching.desk import local_time
    from assistant.coaching.inspecting import inspected
    from assistant.coaching.inspecting_team import inspected_team, told
    from assistant.terminal.deal import find
    from assistant.terminal.render import console, render
    from assistant.terminal.session import message, opened, person

    if sum(each is not None for each in (deal, team, segment)) + everything != 1:
        raise typer.BadParameter(NOTHING)
    day = parse_day(since) if since else None
    seen: DealInspection | TeamInspection
    if out is not None:
        _check(out)
    with opened() as application:
        asker = person(application, who)
        asking = message(application, asker)
        if deal is not None:
            found = find(application, asker, deal, state=None)
            case = application.desk.case(asking.organisation, found, local_time(asking).date())
            seen = one = inspected(application.desk, asking, case, day)
            reply = one.reply
        else:
            seen = many = inspected_team(application.desk, asking, _scope(application, team, segment), day)
            reply = told(many, page).model_copy(update={"choices": ()})
    if out is not None:
        _write(seen, out)
    elif format is Format.JSON:
        typer.echo(_json(seen))
    else:
        console().print(render(reply))


def _log(who: str | None) -> None:
    from assistant.terminal.session import opened, person

    with opened() as application:
        organisation = application.settings.organisation
        if not person(application, who).sees_all:
            raise PersonError("Only an administrator may read who inspected what.")
        names = {each.id: each.name for each in application.desk.deals.people(organisation)}
        for each in application.desk.inspections.all(organisation):
            shown = f"{each.deals} {'deal' if each.deals == 1 else 'deals'}"
            typer.echo(f"{each.at:%Y-%m-%d %H:%M}  {names.get(each.person, each.person)}  {each.scope}  {shown}")


def _check(out: Path) -> None:
    from assistant.papers.inspections import ENDINGS
    from assistant.papers.writing import check_ending

    check_ending(out.suffix, ENDINGS)


def _json(seen: DealInspection | TeamInspection) -> str:
    from assistant.papers.inspections import file

    return file(seen, "json").data.decode()


def _write(seen: DealInspection | TeamInspection, out: Path) -> None:
    from assistant.papers.inspections import file

    data = file(seen, out.suffix).data
    with writing(out):
        out.write_bytes(data)
    typer.echo(f"Written to {out}.")


def _scope(application: Application, team: str | None, segment: str | None) -> Scope:
    from assistant.coaching.inspecting_team import Scope
    from assistant.terminal.session import person

    if team is not None:
        return Scope("team", person(application, team).id)
    return Scope("segment", segment) if segment is not None else Scope("all")
