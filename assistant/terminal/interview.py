"""`rightside process interview`: one purchase as it really went, asked step by step and kept as a story file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.formats import writing

if TYPE_CHECKING:
    from knowledge.drafting.stories import Story


def interview(
    out: Annotated[Path, typer.Option(help="The story file to write.")] = Path("story.yaml"),
    told_by: Annotated[str | None, typer.Option("--by", help="Who tells it.")] = None,
) -> None:
    """Ask somebody who was there, a seller or a customer, how one purchase went.

    Several stories make a draft: `rightside process draft story-*.yaml`. Nothing is kept without consent. In Slack,
    "interview me" asks the same; `rightside process stories` lists what was told there.
    """
    from assistant.bootstrap import build_clock
    from assistant.errors import PersonError
    from assistant.settings import read_settings
    from knowledge.drafting.interview import CONSENT, INTRO, told

    if out.exists():
        raise PersonError(f"{out} is there already; name another file with --out.")
    if not out.absolute().parent.is_dir():
        raise PersonError(f"{out.parent} is no folder; make it first, or name another file with --out.")
    if not typer.confirm(CONSENT, default=False):
        typer.echo("Nothing is kept.")
        return
    name, on = told_by or _asked("Your name"), build_clock(read_settings())().date()
    typer.echo(f"\n{INTRO} Press Enter on an empty line when there is no more.\n")
    answers: list[str] = []
    kept = 0
    while (state := told(answers, by=name, on=on)).question is not None:
        if len(state.story.steps) > kept:
            kept = write(out, state.story)  # after each step: what was told is not lost when somebody hangs up
        answers.append(_asked(state.question))
    if not state.story.steps:
        typer.echo("No step was told, so nothing is kept.")
        return
    write(out, state.story)
    typer.echo(f"Kept {out}: {state.story.size}. Ask others too, then draft from all.")


def _asked(question: str) -> str:
    try:
        said: str = typer.prompt(question, default="", show_default=False)
    except typer.Abort:  # the input ended
        return ""
    return said


def write(out: Path, story: Story) -> int:
    """Write a story file; returns how many steps are in it."""
    import yaml

    text = yaml.safe_dump(story.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    with writing(out):
        out.write_text(f"# A purchase as {story.told_by} told it, kept with consent.\n{text}", encoding="utf-8")
    return len(story.steps)
