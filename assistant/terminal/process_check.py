"""What `rightside process check` prints: faults, findings with a better wording, the score; for stage lists too."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.errors import PersonError
from assistant.terminal.formats import Format, read_text
from assistant.terminal.render import console
from knowledge.check.check import Report, check
from knowledge.check.finding import Severity
from knowledge.check.stage_list import Named, StageList
from knowledge.check.stage_list import check as check_list
from knowledge.check.with_model import reworded
from knowledge.process_file import ProcessFileError, parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.check.score import Side
    from knowledge.embedding import Embedding
    from knowledge.model import Model
    from knowledge.process import Process

LISTS = (".txt", ".csv", ".tsv", ".md")
BAR = 24  # characters from upside down to right side up
NAMED = {
    Named.SELLER: ("the seller", "red"),
    Named.CUSTOMER: ("the customer", "green"),
    Named.UNCLEAR: ("unclear", "dim"),
}
STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


@dataclass(frozen=True)
class Checked:
    """One file with what was found in it: a process or its faults, or a list of stages."""

    file: Path
    process: Process | None = None
    faults: ProcessFileError | None = None
    report: Report | None = None
    stages: StageList | None = None

    @property
    def fine(self) -> bool:
        """Whether there is neither a fault nor an error, and a list of stages is not upside down."""
        if self.stages:
            return all(each.named_for is not Named.SELLER for each in self.stages.stages)
        return self.report is not None and not self.report.count(Severity.ERROR)


def run(files: Sequence[Path], embed: Embedding, format: Format, model: Model | None = None) -> int:  # noqa: A002 - the option's name
    """Check every file, process files beside each other, and print the answers. 1 where one is not fine."""
    checked = checked_all(files, embed)
    if model is not None:
        checked = [replace(each, report=reworded(each.report, model)) if each.report else each for each in checked]
    if format is Format.JSON:
        found = [as_json(each) for each in checked]
        typer.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False))
    else:
        for number, each in enumerate(checked):
            if number:
                typer.echo()
            _show(each)
    return 0 if all(each.fine for each in checked) else 1


def checked_all(files: Sequence[Path], embed: Embedding) -> list[Checked]:
    """The answers in the files' order."""
    texts = {file: read_text(file) for file in files}
    found: dict[Path, Process | ProcessFileError | StageList] = {}
    for file, text in texts.items():
        found[file] = _stages(file, text) if file.suffix.lower() in LISTS else _process(file, text)
    processes = [each for each in found.values() if not isinstance(each, ProcessFileError | StageList)]
    answers = []
    for file, each in found.items():
        if isinstance(each, StageList):
            answers.append(Checked(file, stages=each))
        elif isinstance(each, ProcessFileError):
            answers.append(Checked(file, faults=each))
        else:
            answers.append(Checked(file, each, report=check(each, texts[file], embed, processes)))
    return answers


def _process(file: Path, text: str) -> Process | ProcessFileError:
    try:
        return parse(text, str(file))
    except ProcessFileError as error:
        return error


def _stages(file: Path, text: str) -> StageList:
    try:
        return check_list(text, is_csv=file.suffix.lower() in {".csv", ".tsv"})
    except ValueError as error:
        raise PersonError(f"{file}: {error}.") from error


def as_json(checked: Checked) -> dict[str, Any]:
    """The answer for one file, in the shape of docs/commands.md."""
    if checked.stages:
        stages = [
            {
                "line": each.line,
                "name": each.name,
                "named_for": each.named_for.value,
                "proposal": each.proposal and {"stage": each.proposal.stage, "outcome": each.proposal.outcome},
            }
            for each in checked.stages.stages
        ]
        return {"stages": stages, "score": checked.stages.value, "side": checked.stages.side.value}
    if checked.report is None:
        faults = (
            [{"line": f.line, "message": f.message, "mend": f.mend} for f in checked.faults.faults]
            if checked.faults
            else []
        )
        return {"valid": False, "faults": faults}
    score = checked.report.score
    findings = [asdict(each) | {"severity": each.severity.value} for each in checked.report.findings]
    return {
        "valid": True,
        "faults": [],
        "findings": findings,
        "score": score.value,
        "side": score.side.value,
        "parts": [{"question": each.question, "right": each.right, "of": each.of} for each in score.parts],
        "mend_first": score.first_to_mend.question if score.first_to_mend else None,
    }


def _show(checked: Checked) -> None:
    if checked.stages:
        _show_list(checked.file, checked.stages)
    elif checked.report is None or checked.process is None:
        typer.echo(str(checked.faults))
    else:
        process = checked.process
        gates = sum(len(stage.gates) for stage in process.stages)
        typer.echo(
            f"{checked.file} is valid: {process.name!r}, {len(process.stages)} stages, {len(process.outcomes)} "
            f"outcomes, {gates} of them gates."
        )
        _show_report(checked.file, checked.report)


def _show_report(file: Path, report: Report) -> None:
    out = console()
    for each in report.findings:
        out.print()
        place = Text(f"{file}:{each.line}: ", style="bold")
        out.print(Text.assemble(place, (each.severity.value, STYLE[each.severity]), f", {each.place}: {each.reason}."))
        out.print(Padding(Text(each.proposal, style="green"), (0, 0, 0, 4)))
    _show_score(report.score.value, report.score.side)
    table = Table.grid(padding=(0, 2))
    for part in report.score.parts:
        if part.of:
            table.add_row(Text(f"{part.right} of {part.of}", justify="right"), Text(part.question))
    out.print(table)
    first = report.score.first_to_mend
    if first:
        missing = first.of - first.right
        out.print(f"Mend first: {escape(first.question)} ({missing} {'is' if missing == 1 else 'are'} not yet).")
    else:
        out.print("Nothing to mend.")


def _show_list(file: Path, stages: StageList) -> None:
    out = console()
    typer.echo(f"{file}: {len(stages.stages)} stages.")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("stage", "named for", "right side up, and it is done when"):
        table.add_column(column)
    for each in stages.stages:
        named, style = NAMED[each.named_for]
        better = each.proposal
        told = Text.assemble(better.stage, "\n", (better.outcome, "dim")) if better else Text(each.name)
        table.add_row(Text(each.name), Text(named, style=style), told)
    out.print(table)
    _show_score(stages.value, stages.side)
    out.print("To write your process down, begin with the example in docs/process-file.md.")


def _show_score(value: int, side: Side) -> None:
    filled = round(BAR * value / 100)
    bar = Text.assemble("upside down ", ("█" * filled, "green"), ("░" * (BAR - filled), "dim"), " right side up")
    console().print()
    console().print(Text.assemble((f"{value} of 100, {side.value}", "bold"), "   ", bar))
