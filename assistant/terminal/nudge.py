"""`rightside nudge`: what the weekly digest would say, and how somebody wants to be nudged."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PersonError
from assistant.terminal.formats import parse_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from assistant.bootstrap import Application
    from assistant.coaching.nudging import Digest
    from assistant.deals.deal import Person
    from assistant.deals.nudge_preferences import Hours

app = typer.Typer(help="The weekly nudges: what a digest would say; snooze, mute, working hours.", no_args_is_help=True)
SHOWN = 20  # digests
As = Annotated[str | None, typer.Option("--as", help="Whose: a person's name, e-mail or id.")]
Rule = Annotated[str | None, typer.Argument(help="A rule, such as silence-warn; everything without one.")]


@app.command(epilog="Example: `rightside nudge preview --for ana@example.com --on 2026-03-09`")
def preview(
    on: Annotated[str | None, typer.Option(help="As of this day (YYYY-MM-DD); today by default.")] = None,
    who: Annotated[
        str | None, typer.Option("--for", help="A person's name, e-mail or id; everybody without it.")
    ] = None,
) -> None:
    """Show what the digest would say on a day, and what it holds back and why. Nothing is sent or written."""
    from assistant.coaching.nudging import digest, receivers
    from assistant.terminal.session import opened, person

    day = parse_day(on) if on else None
    with opened() as application:
        desk, organisation = application.desk, application.settings.organisation
        people = desk.deals.people(organisation)
        some, nobodys = ([person(application, who)], 0) if who else receivers(desk, organisation, people)
        quiet: list[str] = []
        for at, each in enumerate(some):
            zone = _zone(application, each)
            today = day or application.clock().astimezone(zone).date()
            seen = digest(desk, organisation, each, people, today)
            if not _show(seen, zone, always=who is not None):
                quiet.append(each.name)
            if at + 1 - len(quiet) >= SHOWN and at + 1 < len(some):
                typer.echo(f"… and {len(some) - at - 1} more people; name one with --for.")
                break
    if not some:
        typer.echo("Nobody owns an open deal or manages somebody: there is nobody to write to.")
    if quiet and not who:
        typer.echo(f"Nothing for {len(quiet)} {'person' if len(quiet) == 1 else 'people'}: {', '.join(quiet)}.")
    if nobodys:
        typer.echo(f"{nobodys} open {'deal has' if nobodys == 1 else 'deals have'} no owner who is still here.")


@app.command(epilog='Example: `rightside nudge snooze "Acme" --until 2026-04-01 --reason "their audit" --as ana`')
def snooze(
    deal: Annotated[str, typer.Argument(help="The deal's name, account or id.")],
    until: Annotated[str, typer.Option(help="The last quiet day, as YYYY-MM-DD.")],
    reason: Annotated[str, typer.Option(help="Why; shown where it is held back.")] = "",
    who: As = None,
) -> None:
    """Leave a deal out of your digest through a day; a step back of the customer still tells you."""
    from assistant.deals.nudge_preferences import Snooze
    from assistant.deals.nudges import Response
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    end = parse_day(until)
    with opened() as application:
        asker = person(application, who)
        today = application.clock().astimezone(_zone(application, asker)).date()
        if end < today:
            raise PersonError(f"{end} has passed; name today or a later day.")
        found = find(application, asker, deal)
        nudges, organisation = application.desk.nudges, application.settings.organisation
        nudges.snooze(organisation, asker.id, Snooze(found.id, today, end, reason.strip()))
        nudges.respond(organisation, asker.id, found.id, Response.SNOOZED, today)
    typer.echo(f"{found.name} is quiet for {asker.name} until {end}.")


@app.command(epilog="Example: `rightside nudge mute silence-warn --as ana@example.com`")
def mute(rule: Rule = None, who: As = None) -> None:
    """Mute a rule, or all nudges, until you unmute it."""
    from assistant.terminal.session import opened, person

    name = _rule(rule)
    with opened() as application:
        asker = person(application, who)
        application.desk.nudges.mute(application.settings.organisation, asker.id, name)
    typer.echo(f"Muted for {asker.name}: {name}.")


@app.command(epilog="Example: `rightside nudge unmute silence-warn --as ana@example.com`")
def unmute(rule: Rule = None, who: As = None) -> None:
    """Take a mute back."""
    from assistant.terminal.session import opened, person

    name = _rule(rule)
    with opened() as application:
        asker = person(application, who)
        was = application.desk.nudges.unmute(application.settings.organisation, asker.id, name)
    typer.echo(f"{'Unmuted' if was else 'Was not muted'} for {asker.name}: {name}.")


@app.command(epilog="Example: `rightside nudge hours --days Mon,Tue,Thu --from 10:00 --to 16:00 --as ana@example.com`")
def hours(
    days: Annotated[str, typer.Option(help="Working days: Mon,Tue,Wed,Thu,Fri,Sat,Sun.")] = "Mon,Tue,Wed,Thu,Fri",
    begins: Annotated[str, typer.Option("--from", help="When work begins, as HH:MM.")] = "09:00",
    ends: Annotated[str, typer.Option("--to", help="When it ends.")] = "18:00",
    who: As = None,
) -> None:
    """Say when you work: the digest comes on your first working day of the week, inside these hours."""
    from assistant.deals.nudge_preferences import next_digest
    from assistant.terminal.session import opened, person

    worked = _hours(days, begins, ends)
    with opened() as application:
        asker = person(application, who)
        zone = _zone(application, asker)
        application.desk.nudges.work(application.settings.organisation, asker.id, worked)
        typer.echo(
            f"{asker.name}'s next digest falls on {_moment(next_digest(application.clock(), worked, zone), zone)}."
        )


def _show(seen: Digest, zone: ZoneInfo, *, always: bool) -> bool:
    """Whether there was anything to show."""
    from assistant.coaching.nudge_digest import held_back, told
    from assistant.deals.nudge_preferences import next_digest
    from assistant.terminal.render import console, render

    reply = told(seen)
    if reply is None and not always:
        return False
    day = datetime.combine(seen.on, time(), zone)
    falls = next_digest(day, seen.preferences.hours, zone)
    typer.echo(f"{seen.person.name}, as of {seen.on}; the next digest falls on {_moment(falls, zone)}.")
    out = console()
    if reply is None:
        typer.echo("Nothing is worth a message: nothing would be sent.")
    else:
        out.print(render(reply))
    out.print(render(held_back(seen)))
    return True


def _moment(falls: datetime, zone: ZoneInfo) -> str:
    return f"{falls:%a %Y-%m-%d %H:%M} ({zone.key})"


def _zone(application: Application, who: Person) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    from assistant.terminal.session import own_timezone

    return ZoneInfo(own_timezone(application, who))


def _rule(name: str | None) -> str:
    from assistant.deals.nudge_preferences import EVERYTHING, RULES

    if name is None:
        return EVERYTHING
    if name not in {*RULES, EVERYTHING}:
        raise PersonError(f"There is no rule {name!r}; there are {', '.join(RULES)}.")
    return name


def _hours(days: str, begins: str, ends: str) -> Hours:
    from assistant.deals.nudge_preferences import DAYS, Hours

    try:
        numbers = frozenset(DAYS.index(each.strip()[:3].title()) for each in days.split(","))
        worked = Hours(numbers, time.fromisoformat(begins), time.fromisoformat(ends))
    except ValueError as error:
        raise PersonError("Write days as Mon,Tue and times as 09:00.") from error
    if worked.begins >= worked.ends:
        raise PersonError("Work has to begin before it ends.")
    return worked
