"""`rightside slack`: what setting up the Slack app needs."""

from __future__ import annotations

from importlib.resources import files

import typer

app = typer.Typer(help="Set up the Slack app.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Set up the Slack app."""


@app.command(epilog="Example: `rightside slack manifest > manifest.json`, then paste it at Slack's page *Your Apps*")
def manifest() -> None:
    """Print the manifest to create the app from: its features, events and scopes."""
    typer.echo(files("assistant.slack").joinpath("manifest.json").read_text(encoding="utf-8"), nl=False)
