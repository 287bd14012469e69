"""`rightside slack`: what an operator does with the Slack app."""

from __future__ import annotations

import typer

from assistant.terminal import slack_people

app = typer.Typer(help="The Slack app: its people.", no_args_is_help=True)
slack_people.register(app)


@app.callback()
def slack() -> None:
    """The Slack app: its people."""
