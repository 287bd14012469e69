"""`rightside read`: what a reader finds in one message. Records nothing."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.terminal.formats import Format, parse_day, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.coaching.ports import Reader
    from assistant.deals.claims import Claim, Reading, ToRead
    from assistant.documents.sides import Us
    from knowledge.process import Process


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: `echo 'Finance opened the budget line.' | rightside read --process process.yaml --format json`"
    )(read)


def read(
    process: Annotated[Path, typer.Option(help="The process file.")],
    deal_json: Annotated[
        Path | None,
        typer.Option(help="The deal as a JSON object: name, account, and under other_deals the names of others."),
    ] = None,
    document: Annotated[
        Path | None, typer.Option(help="A file to read instead: txt, md, html, eml, vtt, srt, docx, pptx or pdf.")
    ] = None,
    us: Annotated[
        list[str] | None, typer.Option(help="Our own names, addresses or mail domains in the document; repeat it.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read one {"message": …} a line, answer one a line.')] = False,
    on: Annotated[str | None, typer.Option(help="The day the message was written; today by default.")] = None,
    reader: Annotated[str | None, typer.Option(help="local or model; by default the model where a key is set.")] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Read one message from standard input, or a document, and print the claims found in it."""
    from assistant.bootstrap.readers import build_reader
    from assistant.documents.sides import us as sides
    from assistant.errors import PersonError
    from assistant.settings import read_settings
    from assistant.terminal.files import load_process

    definition = load_process(process)
    if reader not in {None, "local", "model"}:
        raise typer.BadParameter("it is local or model", param_hint="--reader")
    others, ours = _other_names(deal_json), sides(us or [])
    today = datetime.now().astimezone().date()  # noqa: TID251 - the command's own clock
    day = on or today.isoformat()
    chosen = build_reader(read_settings(), reader)
    if document is not None:
        if jsonl:
            raise typer.BadParameter("it reads messages; give a document without it", param_hint="--jsonl")
        _read_file(document, ours, chosen, definition, on=on, today=today, others=others, format_=format)
        return
    if jsonl:
        for line in sys.stdin.buffer:
            if line.strip():
                typer.echo(json.dumps(_answer(chosen, definition, line, day, others, ours), ensure_ascii=False))
        return
    raw = sys.stdin.buffer.read()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PersonError("The message is not UTF-8 text; paste plain text.") from error
    _show(definition, _read(chosen, definition, {"message": text, "on": day}, others, ours), format)


def _read_file(
    path: Path,
    ours: Us,
    reader: Reader,
    process: Process,
    *,
    on: str | None,
    today: date,
    others: list[str],
    format_: Format,
) -> None:
    from assistant.coaching.documents import read_document
    from assistant.documents.formats import open_document
    from assistant.terminal.progress import progress

    document = open_document(path, ours)
    with progress("Reading") as move:
        reading = read_document(
            document,
            reader,
            lambda _: tuple(process.definitions.values()),
            today=today,
            on=parse_day(on) if on else None,
            other_names=others,
            progress=move,
        )
    _show(process, reading, format_, document.notes)


def as_json(reading: Reading) -> dict[str, Any]:
    """The stable JSON form of a reading (docs/commands.md)."""
    return {
        "claims": [_claim(claim) for claim in reading.claims],
        "questions": [_claim(claim) for claim in reading.questions],
        "seller_activity": list(reading.seller_activity),
        "reader": reading.reader,
        **({"notice": reading.notice} if reading.notice else {}),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "outcome": claim.outcome,
        "verdict": claim.verdict.value,
        "grade": claim.grade.value,
        "quote": claim.quote,
        "occurred_on": claim.occurred_on.isoformat() if claim.occurred_on else None,
        "confidence": round(claim.confidence, 3),
        **({"place": place} if (place := _place(claim)) else {}),
    }


def _place(claim: Claim) -> str | None:
    """Where in a document a claim stands; a message has no places."""
    return getattr(claim, "place", None)


def _answer(reader: Reader, process: Process, line: bytes, day: str, others: list[str], ours: Us) -> dict[str, Any]:
    from assistant.errors import RightsideError

    try:
        given = json.loads(line)
        if not isinstance(given, dict) or not isinstance(given.get("message"), str):
            return {"error": 'each line must be an object with a text under "message"'}
        return as_json(_read(reader, process, {"on": day, **given}, others, ours))
    except (RightsideError, ValueError, RecursionError) as error:
        return {"error": str(error)}


def _read(reader: Reader, process: Process, given: dict[str, Any], others: list[str], ours: Us) -> Reading:
    from assistant.coaching.coach import check_text

    check_text(given["message"])
    return reader.read(_to_read(process, given, others, ours))


def _to_read(process: Process, given: dict[str, Any], others: list[str], ours: Us) -> ToRead:
    from assistant.deals.claims import ToRead
    from assistant.documents.thread import without_history

    return ToRead(
        text=without_history(given["message"], ours),
        on=parse_day(given["on"]),
        timezone=str(given.get("timezone") or "UTC"),
        definitions=tuple(process.definitions.values()),
        other_names=others,
    )


def _other_names(path: Path | None) -> list[str]:
    from assistant.errors import PersonError

    if path is None:
        return []
    try:
        given = json.loads(read_text(path))
    except ValueError as error:
        raise PersonError(f"{path} is not JSON ({error}).") from error
    others = given.get("other_deals", []) if isinstance(given, dict) else None
    if not isinstance(others, list):
        raise PersonError(f"{path} must hold a JSON object; names of other deals stand in a list under other_deals.")
    return [str(each.get("name", "") if isinstance(each, dict) else each) for each in others]


def _show(process: Process, reading: Reading, format_: Format, notes: Sequence[str] = ()) -> None:
    if format_ is Format.JSON:
        typer.echo(json.dumps(as_json(reading) | ({"notes": list(notes)} if notes else {}), ensure_ascii=False))
        return
    _print(process, reading)
    for note in notes:
        typer.echo(note)


def _print(process: Process, reading: Reading) -> None:
    for heading, claims in (("Found", reading.claims), ("Not sure", reading.questions)):
        for claim in claims:
            day = f", {claim.occurred_on}" if claim.occurred_on else ""
            place = f" ({where})" if (where := _place(claim)) else ""
            typer.echo(
                f"{heading}: {claim.verdict.value} ({claim.grade.value}{day}, {claim.confidence:.0%}): "
                f"{process.outcomes[claim.outcome].statement}\n    “{claim.quote}”{place}"
            )
    for words in reading.seller_activity:
        typer.echo(f"Seller activity: “{words}”")
    if not (reading.claims or reading.questions or reading.seller_activity):
        typer.echo("Nothing in this that the customer did.")
    typer.echo(f"Read by: {reading.reader}")
    if reading.notice:
        typer.echo(reading.notice)
