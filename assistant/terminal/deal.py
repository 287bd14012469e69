"""`rightside deal`: deals and the story of each."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from assistant.terminal import evidence, sharing
from assistant.terminal.formats import Format, parse_day

if TYPE_CHECKING:
    from assistant.bootstrap import Application
    from assistant.coaching.case import Case
    from assistant.deals.deal import Deal, Person

app = typer.Typer(help="List, show, add and close deals.", no_args_is_help=True)
evidence.register(app)
sharing.register(app)
As = Annotated[str | None, typer.Option("--as", help="Whose deals: a person's name, e-mail or id.")]


@app.command("list", epilog='Example: `rightside deal list --as "Moses Frase"`')
def list_(
    who: As = None,
    state: Annotated[str, typer.Option(help="open, won, lost, removed or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 25,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List deals in the order in which they need attention, worst first."""
    from assistant.coaching.telling import by_risk
    from assistant.terminal.render import console, render
    from assistant.terminal.session import opened, person

    if state not in {"open", "won", "lost", "removed", "all"}:
        raise typer.BadParameter("it is open, won, lost, removed or all", param_hint="--state")
    with opened() as application:
        asker, organisation = person(application, who), application.settings.organisation
        deals = application.desk.visible(organisation, asker.id, None if state == "all" else state)
        cases = application.desk.cases(organisation, deals, application.clock().date())
    reply = by_risk(cases, limit)
    if format is Format.JSON:
        typer.echo(json.dumps([line.model_dump(mode="json") for line in reply.deals], ensure_ascii=False))
    else:
        console().print(render(reply))


@app.command(epilog='Example: `rightside deal show "Acme"`')
def show(
    deal: Annotated[str, typer.Argument(help="The deal's name, account or id.")],
    who: As = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Tell a deal's story: every observation with its quote, the backward moves, where the customer is."""
    from assistant.coaching.telling import story
    from assistant.terminal.render import console, render
    from assistant.terminal.session import opened, person

    with opened() as application:
        asker = person(application, who)
        found = find(application, asker, deal, state=None)
        case = application.desk.case(application.settings.organisation, found, application.clock().date())
    if format is Format.JSON:
        typer.echo(json.dumps(_as_json(case), ensure_ascii=False))
    else:
        console().print(render(story(case)))


@app.command(
    epilog='Example: `rightside deal add "Imaging system" --account "City Hospital" --attribute segment=enterprise`'
)
def add(
    name: Annotated[str, typer.Argument(help="What the deal is called.")],
    account: Annotated[str, typer.Option(help="The customer's name.")] = "",
    who: As = None,
    amount: Annotated[str | None, typer.Option(help="The amount, such as 12000.")] = None,
    currency: Annotated[str, typer.Option(help="The amount's currency, such as EUR.")] = "",
    crm_stage: Annotated[str, typer.Option(help="What the CRM says.")] = "",
    close_date: Annotated[str | None, typer.Option(help="Expected close date (YYYY-MM-DD).")] = None,
    attribute: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, to choose the process by; repeat it.")] = None,
) -> None:
    """Add a deal by hand."""
    from assistant.deals.deal import Deal
    from assistant.errors import PersonError
    from assistant.terminal.session import opened, person

    if not name.strip():
        raise PersonError("Give the deal a name.")
    try:
        value = Decimal(amount) if amount is not None else None
    except InvalidOperation as error:
        raise PersonError(f"{amount!r} is no amount; write it as 12000 or 12000.50.") from error
    with opened() as application:
        asker = person(application, who)
        deal = Deal(
            id=f"deal-{uuid4().hex[:8]}",
            name=" ".join(name.split())[:300],
            account=account or name.strip()[:300],
            owner=asker.id,
            amount=value,
            currency=currency,
            crm_stage=crm_stage,
            source="terminal",
            close_date=parse_day(close_date) if close_date else None,
            created_at=application.clock(),
            attributes=dict(_pair(each) for each in attribute or []),
        )
        process = application.desk.process_for(application.settings.organisation, deal)
        application.desk.deals.save_deals(application.settings.organisation, [deal])
        typer.echo(f"Added {deal.name} as {deal.id}; it follows {process.name!r}, version {process.version}.")


@app.command(epilog='Example: `rightside deal close "Acme" --lost --reason "They decided to wait a year"`')
def close(
    deal: Annotated[str, typer.Argument(help="The deal's name, account or id.")],
    won: Annotated[bool, typer.Option("--won/--lost", help="How it ended.")],
    reason: Annotated[str, typer.Option(help="Why; needed for a lost deal.")] = "",
    who: As = None,
) -> None:
    """Close a deal as won, or as lost with the reason."""
    from assistant.coaching.managing import close as close_deal
    from assistant.terminal.session import opened, person

    with opened() as application:
        found = find(application, person(application, who), deal)
        closed = close_deal(application.desk, application.settings.organisation, found, won=won, reason=reason)
        typer.echo(f"Closed {closed.name} as {closed.state.value}.")


def find(application: Application, asker: Person, wanted: str, *, state: str | None = "open") -> Deal:
    """The one deal of that name, account or id that the person may see; `PersonError` lists what fits."""
    from assistant.coaching.resolve import named
    from assistant.errors import PersonError

    found = named(wanted, application.desk.visible(application.settings.organisation, asker.id, state))
    if found.deal is not None:
        return found.deal
    if found.candidates:
        fitting = "; ".join(f"{deal.name} ({deal.id})" for deal in found.candidates[:8])
        raise PersonError(f"{len(found.candidates)} deals fit {wanted!r}: {fitting}. Name one by its id.")
    raise PersonError(f"There is no deal {wanted!r} that you may see; 'rightside deal list' shows them.")


def _pair(text: str) -> tuple[str, str | float]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise typer.BadParameter(f"{text!r} is not KEY=VALUE", param_hint="--attribute")
    return key.strip(), value.strip()


def _as_json(case: Case) -> dict[str, Any]:
    from assistant.terminal.stand import as_json

    return {
        "deal": case.deal.model_dump(mode="json"),
        "process": {"id": case.process.id, "version": case.process.version},
        "standing": as_json(case.standing),
        "ledger": [each.model_dump(mode="json") for each in case.ledger],
    }
