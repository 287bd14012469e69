"""`rightside serve`: the Slack app, as `python slack_app.py` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `rightside serve`")(serve)


def serve() -> int:
    """Answer in Slack until it is stopped: over Socket Mode, or over HTTP where there is no app token."""
    from slack_app import main

    return main()
