"""`rightside prepare`, `recap` and `plan`: what a rep needs before, after and beside a call."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from assistant.terminal.formats import Format, parse_day, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Application
    from assistant.coaching.case import Case
    from assistant.coaching.reply import Reply
    from assistant.deals.deal import Person

Named = Annotated[str, typer.Argument(metavar="DEAL", help="The deal's name, account or id.")]
As = Annotated[str | None, typer.Option("--as", help="Whose deals: a person's name, e-mail or id.")]
Printed = Annotated[Format, typer.Option(help="How to print it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog='Example: `rightside prepare "Acme"`')(prepare)
    app.command(epilog='Example: `rightside recap "Acme" --since 2026-03-02`')(recap)
    app.command(epilog='Example: `rightside plan "Acme" --set budget-opened=2026-04-01:"Ana Berg" --out plan.docx`')(
        plan
    )


def prepare(deal: Named, who: As = None, format: Printed = Format.TEXT) -> None:  # noqa: A002 - the option's name
    """Prepare a call: who is on it, what is proved, three things to learn, the one agreement to ask for."""
    from assistant.coaching.preparing import prepared
    from assistant.terminal.render import console, render

    with _opened(deal, who) as at:
        reply = prepared(at.application.desk, at.organisation, at.case)
    if format is Format.JSON:
        typer.echo(json.dumps(reply.model_dump(mode="json", include={"sections", "action"}), ensure_ascii=False))
    else:
        console().print(render(reply))


def recap(
    deal: Named,
    since: Annotated[
        str | None, typer.Option(help="From this day on (YYYY-MM-DD); without it the last week of news.")
    ] = None,
    who: As = None,
) -> None:
    """Draft the mail that lists in the customer's words what they said, and asks them to confirm it."""
    from assistant.coaching.recapping import recapped

    day = parse_day(since) if since else None
    with _opened(deal, who) as at:
        reply = recapped(at.application.desk, at.organisation, at.case, day)
    _print(reply, reply.paper.plain() if reply.paper else "")


def plan(
    deal: Named,
    out: Annotated[Path | None, typer.Option(help="Write it to this file: .md, .docx or .pdf.")] = None,
    agreed: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="OUTCOME=DAY[:NAME]", help="A day agreed with the customer; repeat it."),
    ] = None,
    who: As = None,
) -> None:
    """Write the joint plan for the customer: their open steps, with names on both sides and the days agreed."""
    from assistant.coaching.agreeing import agree_on
    from assistant.coaching.planning import planned
    from assistant.papers.writing import check_ending, written

    steps = [_step(each) for each in agreed or ()]
    if out is not None:
        check_ending(out.suffix)
    with _opened(deal, who) as at:
        desk = at.application.desk
        for outcome, due, name in steps:
            agree_on(desk, at.organisation, at.case, outcome, due, name, by=at.asker.id, at=at.application.clock())
        case = desk.case(at.organisation, at.case.deal, at.case.standing.on)
        reply = planned(desk, at.organisation, case)
    if out is None or reply.paper is None:
        _print(reply, written(reply.paper, "md").decode() if reply.paper else "")
        return
    with writing(out):
        out.write_bytes(written(reply.paper, out.suffix))
    _print(reply, f"Written to {out}.")


class _At(NamedTuple):
    application: Application
    organisation: str
    asker: Person
    case: Case


@contextmanager
def _opened(deal: str, who: str | None) -> Iterator[_At]:
    """The application with the deal of that name open."""
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    with opened() as application:
        asker, organisation = person(application, who), application.settings.organisation
        found = find(application, asker, deal)
        yield _At(
            application, organisation, asker, application.desk.case(organisation, found, application.clock().date())
        )


def _step(text: str) -> tuple[str, date, str]:
    outcome, sign, rest = text.partition("=")
    day, _, name = rest.partition(":")
    if not sign:
        raise typer.BadParameter(f"{text!r} is not OUTCOME=DAY or OUTCOME=DAY:NAME", param_hint="--set")
    return outcome.strip(), parse_day(day.strip()), name.strip()


def _print(reply: Reply, text: str) -> None:
    """The text alone on stdout, so that it can be passed on; what is said beside it on stderr."""
    if text:
        typer.echo(text.rstrip())
    for sentence in reply.sentences:
        typer.echo(sentence.text, err=bool(text))
