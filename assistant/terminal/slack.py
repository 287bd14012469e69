"""`rightside slack`: what an operator does with the Slack app."""

from __future__ import annotations

import json

import typer

from assistant.terminal import slack_people

app = typer.Typer(help="The Slack app: its manifest, its people.", no_args_is_help=True)
slack_people.register(app)


@app.callback()
def options() -> None:
    """The Slack app: its manifest, its people."""


@app.command(epilog="Example: `rightside slack manifest > manifest.json`, then paste it at Slack's page *Your Apps*")
def manifest() -> None:
    """Print the manifest to create the app from: its features, events and scopes."""
    from assistant.settings import read_settings
    from assistant.slack.manifest import manifest as made

    typer.echo(json.dumps(made(read_settings().deal_link), indent=2))
