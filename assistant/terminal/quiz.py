"""`rightside process quiz`: situations from a process, an answer and its reason, a summary for the person alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.coaching.quiz import Moved


def quiz(
    process: Annotated[str, typer.Argument(help="The id of a published process, or a process file.")],
    questions: Annotated[int, typer.Option(min=1, max=200, help="How many situations.")] = 8,
    seed: Annotated[int | None, typer.Option(help="The same number asks the same situations.")] = None,
) -> None:
    """Train your eye: did the customer move? One situation at a time, the reason after each answer.

    Nothing is stored, and nobody else sees how it went.
    """
    from assistant.coaching.quiz import ASKED, Moved, summary
    from assistant.coaching.quiz import quiz as situations
    from assistant.terminal.process import named

    found = named(process)
    asked = situations(found, count=questions, seed=random.randrange(2**32) if seed is None else seed)  # noqa: S311
    choices = "  ".join(f"{number} {each}" for number, each in enumerate(Moved, 1))
    typer.echo(f"{found.name}: {len(asked)} situations. {ASKED}\n{choices}   (q ends)")
    answers = []
    for number, situation in enumerate(asked, 1):
        typer.echo(f"\n{number}. {situation.stage}\n   {situation.told}")
        given = _answer(list(Moved))
        if given is None:
            break
        answers.append((situation, given))
        right = "Right." if given is situation.answer else f"It is: {situation.answer}."
        typer.echo(f"   {right} {situation.reason}")
    if answers:
        typer.echo("\n" + "\n".join(summary(answers)))


def _answer(choices: list[Moved]) -> Moved | None:
    """The answer by its number; None where the person ends or there is nobody to ask."""
    while True:
        try:
            text = input(f"   1-{len(choices)}: ").strip().lower()
        except EOFError:
            return None
        if text in {"q", "quit", "exit"}:
            return None
        if text.isdecimal() and 1 <= int(text) <= len(choices):
            return choices[int(text) - 1]
