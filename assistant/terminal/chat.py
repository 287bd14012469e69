"""`rightside chat` and `rightside demo`: the conversation in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.terminal.session import Conversation

GOODBYE = {"bye", "exit", "quit", ":q"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `rightside demo`, or without a terminal: `rightside demo < /dev/null`")(demo)
    app.command(epilog='Example: `rightside chat --as "Moses Frase" --deal 1C1I7A6R`')(chat)


def chat(
    who: Annotated[str | None, typer.Option("--as", help="Whose deals: a person's name, e-mail or id.")] = None,
    deal: Annotated[str | None, typer.Option(help="The deal to begin with: its name or id.")] = None,
) -> None:
    """Talk about your deals in plain words: the same conversation as in Slack."""
    from assistant.terminal.deal import find
    from assistant.terminal.render import console
    from assistant.terminal.session import Conversation, opened, person

    with opened() as application:
        asker = person(application, who)
        chosen = find(application, asker, deal) if deal else None
        talk(console(), Conversation(application, asker, chosen.id if chosen else None))


def demo() -> None:
    """Load the sample organisation and talk about its deals; without a terminal, play a scripted conversation."""
    from assistant.terminal.render import console
    from assistant.terminal.sample import SCRIPT, opened_sample
    from assistant.terminal.session import Conversation, person

    out = console()
    with opened_sample(out) as application:
        conversation = Conversation(application, person(application, "Sample Rep"))
        if sys.stdin.isatty():
            out.print(
                "You are the sample rep, with four open deals. Try: [bold]my deals[/bold], or\n"
                "[italic]Harbour Foods: their finance lead wrote that the budget is approved[/italic]. "
                "[dim](help, exit)[/dim]"
            )
            talk(out, conversation)
        else:
            play(out, conversation, SCRIPT)


def play(out: Console, conversation: Conversation, lines: tuple[str, ...]) -> None:
    """Say each line and show the reply."""
    for line in lines:
        out.print(f"\n› {line}", style="bold", markup=False)
        _answer(out, conversation, line)


def talk(out: Console, conversation: Conversation) -> None:
    """Read lines until the end or a goodbye. A reply is finished before the next line is read."""
    interactive = sys.stdin.isatty()
    while True:
        try:
            line = input("\n› ") if interactive else sys.stdin.readline()
        except EOFError:
            break
        if (not interactive and not line) or line.strip().casefold() in GOODBYE:
            break
        if line.strip():
            _answer(out, conversation, line.rstrip("\n"))
    out.print("Until next time.", style="dim")


def _answer(out: Console, conversation: Conversation, line: str) -> None:
    from assistant.errors import RightsideError
    from assistant.terminal.render import render

    try:
        with out.status("Reading…"):
            reply = conversation.say(line)
    except RightsideError as error:
        out.print(str(error), style="yellow", markup=False)
        return
    out.print(render(reply))
