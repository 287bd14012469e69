"""`rightside deal share` and `unshare`: who else may see a deal."""

from __future__ import annotations

from typing import Annotated

import typer

Shared = Annotated[str, typer.Argument(help="The deal's name, account or id.")]
With = Annotated[str, typer.Option("--with", help="With whom: a person's name, e-mail or id.")]
As = Annotated[str | None, typer.Option("--as", help="Who shares it: a person's name, e-mail or id.")]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command(epilog='Example: `rightside deal share "Acme" --with "Ben Okoye"`')(share)
    app.command(epilog='Example: `rightside deal unshare "Acme" --with "Ben Okoye"`')(unshare)


def share(deal: Shared, with_: With, who: As = None) -> None:
    """Share a deal with somebody: they see it, and may report on it, as its owner does."""
    from assistant.coaching import sharing
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    with opened() as application:
        asker, other = person(application, who), person(application, with_)
        found = find(application, asker, deal)
        organisation, now = application.settings.organisation, application.clock()
        new = sharing.share(application.desk, organisation, asker.id, found, other, now)
        typer.echo(f"{other.name} sees {found.name} {'now' if new else 'already'}.")


def unshare(deal: Shared, with_: With, who: As = None) -> None:
    """Take a shared deal back; who sees it as its owner, manager or administrator still does."""
    from assistant.coaching import sharing
    from assistant.terminal.deal import find
    from assistant.terminal.session import opened, person

    with opened() as application:
        asker, other = person(application, who), person(application, with_)
        found = find(application, asker, deal, state=None)
        gone = sharing.unshare(application.desk, application.settings.organisation, asker.id, found, other)
        typer.echo(
            f"{found.name} is shared with {other.name} no more."
            if gone
            else f"{found.name} was not shared with {other.name}."
        )
