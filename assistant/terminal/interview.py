"""`rightside process interview`: one purchase as it really went, asked step by step and kept as a story file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.drafting.stories import Act, Step, Story

MOST_STEPS, MOST_ACTS = 12, 8
NAME, TOLD = 120, 300  # characters, as a story file takes them
CONSENT = "May your answers be kept in a file with your name, to draft the buying process from them?"
INTRO = (
    "Think of one purchase that ended not long ago, and tell it from the customer's side, in order. "
    "A person's name is not needed: a role will do. Press Enter on an empty line when there is no more."
)


def interview(
    out: Annotated[Path, typer.Option(help="The story file to write.")] = Path("story.yaml"),
    told_by: Annotated[str | None, typer.Option("--by", help="Who tells it.")] = None,
) -> None:
    """Ask somebody who was there, a seller or a customer, how one purchase went.

    Several stories make a draft: `rightside process draft story-*.yaml`. Nothing is kept without consent.
    """
    from assistant.bootstrap import build_clock
    from assistant.errors import PersonError
    from assistant.settings import read_settings
    from knowledge.drafting.stories import Story

    if out.exists():
        raise PersonError(f"{out} is there already; name another file with --out.")
    if not out.absolute().parent.is_dir():
        raise PersonError(f"{out.parent} is no folder; make it first, or name another file with --out.")
    if not typer.confirm(CONSENT, default=False):
        typer.echo("Nothing is kept.")
        return
    story = Story(
        interview=1,
        told_by=_line(told_by or "", NAME) or _asked("Your name", NAME) or "unnamed",
        role=_asked("Your role (seller, customer, …)"),
        consent=True,
        on=build_clock(read_settings())().date(),
        purchase=_asked("What was bought, and by what kind of customer?"),
    )
    typer.echo(f"\n{INTRO}\n")
    while len(story.steps) < MOST_STEPS and (step := _step(first=not story.steps)) is not None:
        story = story.model_copy(update={"steps": (*story.steps, step)})
        _write(out, story)  # after each step: what was told is not lost when somebody hangs up
    if not story.steps:
        typer.echo("No step was told, so nothing is kept.")
        return
    acts = sum(len(each.acts) for each in story.steps)
    typer.echo(
        f"Kept {out}: {len(story.steps)} steps, {acts} acts of the customer. Ask others too, then draft from all."
    )


def _step(*, first: bool) -> Step | None:
    from knowledge.drafting.stories import Step

    name = _asked("What was the customer busy with " + ("at the very beginning?" if first else "after that?"), NAME)
    if not name:
        return None
    acts: list[Act] = []
    while len(acts) < MOST_ACTS and (act := _act(more=bool(acts))) is not None:
        acts.append(act)
    back = _asked("  Did anything go back or fall through at that point? What?")
    return Step(step=name, acts=tuple(acts), back=(back,) if back else ())


def _act(*, more: bool) -> Act | None:
    from knowledge.drafting.stories import Act

    did = _asked("  What else did they do?" if more else "  What did they do, in one sentence?")
    if not did:
        return None
    return Act(
        did=did,
        who=_asked("    Who was it?", NAME),
        known_by=_asked("    How could somebody else have known: which paper, mail or meeting?"),
        sign=_asked("    What did you see of it before you could ask?"),
    )


def _asked(question: str, most: int = TOLD) -> str:
    try:
        said: str = typer.prompt(question, default="", show_default=False)
    except typer.Abort:  # the input ended
        return ""
    return _line(said, most)


def _line(said: str, most: int) -> str:
    return " ".join(said.split())[:most]


def _write(out: Path, story: Story) -> None:
    import yaml

    from assistant.errors import PersonError

    text = yaml.safe_dump(story.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    try:
        out.write_text(f"# A purchase as {story.told_by} told it, kept with consent.\n{text}", encoding="utf-8")
    except OSError as error:
        raise PersonError(f"{out} cannot be written: {error.strerror}.") from error
