"""`rightside slack sync-people`: the members of a workspace as people of the organisation."""

from __future__ import annotations

from typing import Annotated

import typer

APART_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sync-people", epilog="Example: `rightside slack sync-people`")(sync_people)


def sync_people(
    team: Annotated[
        str | None, typer.Option(help="Only this workspace, by its id (T…), where the app is installed in many.")
    ] = None,
) -> None:
    """Match Slack users with the organisation's people by e-mail address; others get an id of Slack's."""
    from assistant.bootstrap import opened_records
    from assistant.settings import read_settings
    from assistant.slack.directory import sync
    from assistant.slack.reached import reached

    settings = read_settings()
    with opened_records(settings) as records:
        for workspace in reached(settings, records, team):
            done = sync(workspace.client, workspace.team, records.deals, workspace.organisation)
            typer.echo(
                f"{workspace.team}: {done.matched} matched by e-mail, {done.known_to_slack} known to Slack alone, "
                f"{done.left_out} left out (guests, bots, deactivated). "
                f"People: {done.added} added, {done.changed} changed."
            )
            for each in done.apart[:APART_SHOWN]:
                typer.echo(f"  more than one person has {each}; give one of them another address", err=True)
            if len(done.apart) > APART_SHOWN:
                typer.echo(f"  and {len(done.apart) - APART_SHOWN} more", err=True)
