"""`rightside stand`: the standing from a ledger file. Imports the model alone, so that it starts at once."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.terminal.formats import Format, parse_day, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.deals.observation import Observation
    from assistant.deals.standing import Standing
    from knowledge.process import Process


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `rightside stand --process process.yaml --ledger ledger.jsonl --on 2026-03-31`")(stand)


def stand(
    process: Annotated[Path, typer.Option(help="The process file.")],
    ledger: Annotated[Path | None, typer.Option(help="A ledger file, one observation a line.")] = None,
    on: Annotated[str | None, typer.Option(help="The day (YYYY-MM-DD); today by default.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='Read one {"ledger": […], "on": date} a line from standard input, answer one a line.'
        ),
    ] = False,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Compute where a customer stands, from a ledger file, on any day."""
    from assistant.errors import PersonError
    from assistant.terminal.files import load_process

    definition = load_process(process)
    if jsonl == (ledger is not None):
        raise typer.BadParameter("give either --ledger FILE or --jsonl", param_hint="--ledger")
    if jsonl:
        for line in sys.stdin:
            if line.strip():
                typer.echo(json.dumps(_answer(definition, line), ensure_ascii=False))
        return
    assert ledger is not None
    from assistant.deals.standing import stand as standing_of

    entries = observations(read_lines(ledger), str(ledger))
    day = parse_day(on) if on else _today()
    try:
        standing = standing_of(definition, entries, day)
    except PersonError as error:
        raise PersonError(f"{ledger}: {error}") from error
    if format is Format.JSON:
        typer.echo(json.dumps(as_json(standing), ensure_ascii=False))
    else:
        _print(definition, standing)


def observations(lines: Iterable[tuple[int, Any]], name: str) -> list[Observation]:
    """Observations from decoded lines; `PersonError` names the line that is none."""
    from pydantic import ValidationError

    from assistant.deals.observation import Observation
    from assistant.errors import PersonError

    entries = []
    for number, value in lines:
        try:
            entries.append(Observation.model_validate(value))
        except ValidationError as error:
            fault = error.errors()[0]
            key = ".".join(map(str, fault["loc"])) or "the line"
            raise PersonError(
                f"{name}, line {number}: {key}: {fault['msg']}; every observation needs id, outcome, "
                "verdict, grade and recorded_at with an offset."
            ) from error
    return entries


def as_json(standing: Standing) -> dict[str, Any]:
    """The stable JSON form of a standing (docs/commands.md)."""
    last = standing.last_customer_action
    return {
        "customer_stage": standing.customer_stage,
        "statuses": {outcome: status.value for outcome, status in standing.statuses.items()},
        "backward_moves": [
            {
                "outcome": move.outcome,
                "on": move.on.isoformat(),
                "from": move.from_stage,
                "to": move.to_stage,
                "observation": move.observation,
            }
            for move in standing.backward_moves
        ],
        "last_customer_action": last.isoformat() if last else None,
        "open_gates": list(standing.open_gates),
        "next_question": standing.next_question,
        "next_action": standing.next_action,
        "ignored": list(standing.journey.ignored),
    }


def _answer(process: Process, line: str) -> dict[str, Any]:
    from assistant.deals.standing import stand as standing_of
    from assistant.errors import PersonError

    try:
        given = json.loads(line)
        if not isinstance(given, dict) or not isinstance(given.get("ledger"), list):
            raise PersonError('each line must be an object with a list under "ledger"')  # noqa: TRY301
        day = parse_day(given["on"]) if given.get("on") else _today()
        entries = observations(enumerate(given["ledger"], 1), "ledger")
        return as_json(standing_of(process, entries, day))
    except (PersonError, ValueError, RecursionError) as error:
        return {"error": str(error)}


def _today() -> date:
    return datetime.now().astimezone().date()  # noqa: TID251 - the command's own clock


def _print(process: Process, standing: Standing) -> None:
    typer.echo(f"On {standing.on} the customer is at: {process.stage_name(standing.customer_stage)}")
    for stage in process.stages:
        typer.echo(f"\n{stage.name}")
        for outcome in stage.outcomes:
            gate = "gate" if outcome.gate else "    "
            typer.echo(f"  {standing.statuses[outcome.id].value:>9}  {gate}  {outcome.statement}")
    for move in standing.backward_moves:
        typer.echo(f"\nWent back on {move.on}: {process.outcomes[move.outcome].statement}")
    if standing.next_question:
        outcome = process.outcomes[standing.next_question]
        typer.echo(f"\nNext question: {outcome.ask or outcome.statement}")
