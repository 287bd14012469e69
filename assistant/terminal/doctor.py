"""`rightside doctor`: what is set up, what is missing, and how to mend it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.settings import Settings

OK, MISSING, BROKEN = "ok", "not set", "broken"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `rightside doctor`, and after a restored backup: `rightside doctor --rebuild`")(doctor)


def doctor(
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Recompute the stored standings and the vector store from the ledger, and report differences.",
        ),
    ] = False,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> int:
    """Check settings, database, vector store, readers, Slack and Salesforce; say what is missing and how to fix it."""
    from assistant.settings import read_settings

    settings = read_settings()
    findings = [*_checks(settings), *(_rebuilt(settings) if rebuild else [])]
    values = list(_values(settings))
    if format is Format.JSON:
        typer.echo(
            json.dumps(
                {
                    "checks": [{"what": what, "state": state, "detail": detail} for what, state, detail in findings],
                    "settings": [{"name": name, "value": value, "from": origin} for name, value, origin in values],
                },
                ensure_ascii=False,
            )
        )
    else:
        _print(findings, values)
    return 1 if any(state == BROKEN for _, state, _ in findings) else 0


def _checks(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for what, check in (
        ("database", _database),
        ("vector store", _store),
        ("local reader", _local_reader),
        ("model", _model),
        ("Slack", _slack),
        ("Salesforce", _salesforce),
    ):
        yield (what, *_tried(settings, check))


def _tried(settings: Settings, check: Callable[[Settings], tuple[str, str]]) -> tuple[str, str]:
    from assistant.errors import RightsideError

    try:
        return check(settings)
    except RightsideError as error:
        return BROKEN, str(error)


def _database(settings: Settings) -> tuple[str, str]:
    from assistant.ledger.database import Database

    database = Database.open(settings.database)
    database.close()
    return OK, str(database.url)


def _store(settings: Settings) -> tuple[str, str]:
    from assistant.bootstrap import build
    from assistant.coaching.publishing import prepare

    with build(settings) as application:
        prepare(application.desk, settings.organisation, application.clock())
        newest = application.desk.processes.newest(settings.organisation)
        embedded = sum(application.desk.search.index(settings.organisation, each) for each in newest)
        where = settings.chroma_url or str(settings.home / "chroma")
        repaired = f"; {embedded} missing entries were added" if embedded else ""
        return OK, f"{where}: {len(newest)} processes indexed{repaired}"


def _local_reader(settings: Settings) -> tuple[str, str]:
    from datetime import date

    from assistant.bootstrap.readers import build_reader
    from assistant.deals.claims import ToRead
    from knowledge.library import shipped

    process, _ = shipped()[0]
    reading = build_reader(settings, "local").read(
        ToRead(text="They have not signed yet.", on=date(2026, 1, 5), definitions=tuple(process.definitions.values()))
    )
    return OK, f"answers as {reading.reader!r}"


def _model(settings: Settings) -> tuple[str, str]:
    if settings.openai_api_key is None:
        return MISSING, "no OPENAI_API_KEY: the local reader reads every message"
    from datetime import date

    from assistant.bootstrap.readers import build_reader
    from assistant.deals.claims import ToRead
    from knowledge.library import shipped

    process, _ = shipped()[0]
    reading = build_reader(settings, "model").read(
        ToRead(text="They have not signed yet.", on=date(2026, 1, 5), definitions=tuple(process.definitions.values()))
    )
    return (BROKEN, reading.notice) if reading.notice else (OK, f"{reading.reader} answers")


def _slack(settings: Settings) -> tuple[str, str]:
    from contextlib import nullcontext

    from assistant.bootstrap import opened_records
    from assistant.slack.checkup import checked
    from assistant.slack.modes import Mode, missing, mode

    if (lack := missing(settings)) is not None:
        return MISSING, lack
    with opened_records(settings) if mode(settings) is Mode.OAUTH else nullcontext() as records:
        found = checked(settings, records)
    return (BROKEN if found.faults else OK), "; ".join([*found.faults, found.how])


def _salesforce(settings: Settings) -> tuple[str, str]:
    if settings.salesforce_username is None:
        return MISSING, "no SALESFORCE_USERNAME: deals come from CSV files and by hand"
    from assistant.bootstrap import build_salesforce

    return OK, " ".join([f"{settings.salesforce_username} may read deals.", *build_salesforce(settings).notes])


def _rebuilt(settings: Settings) -> Iterator[tuple[str, str, str]]:
    from assistant.bootstrap import build
    from assistant.coaching.publishing import rebuild

    with build(settings) as application:
        for organisation in application.desk.ledger.organisations():
            differing, embedded = rebuild(application.desk, organisation)
            detail = f"{embedded} texts embedded anew; " + (
                f"{len(differing)} stored standings differed and were corrected: {', '.join(differing[:8])}"
                if differing
                else "every stored standing agrees with its ledger"
            )
            yield f"rebuild of {organisation}", BROKEN if differing else OK, detail


def _values(settings: Settings) -> Iterator[tuple[str, str, str]]:
    from pydantic import SecretStr

    from assistant.settings import name_of, origin_of

    for key, field in type(settings).model_fields.items():
        value = getattr(settings, key)
        shown = "(none)" if value is None else "********" if isinstance(value, SecretStr) else str(value)
        yield name_of(field), _without_password(shown), origin_of(name_of(field))


def _without_password(value: str) -> str:
    head, sign, rest = value.partition("://")
    return f"{head}://***@{rest.rpartition('@')[2]}" if sign and "@" in rest else value


def _print(findings: list[tuple[str, str, str]], values: list[tuple[str, str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from assistant.terminal.render import console

    styles = {OK: "green", MISSING: "yellow", BROKEN: "bold red"}
    table = Table(box=None, pad_edge=False, show_header=False)
    for what, state, detail in findings:
        table.add_row(Text(what, style="bold"), Text(state, style=styles[state]), Text(detail, overflow="fold"))
    settings_table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Setting", "Value", "From"):
        settings_table.add_column(heading, overflow="fold")
    for row in values:
        settings_table.add_row(*(Text(cell) for cell in row))
    console().print(table, "", settings_table)
