"""`rightside deal evidence`: what a mail, a transcript or notes prove about a deal, recorded once somebody agrees."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from assistant.terminal.formats import parse_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from assistant.coaching.documents import DocumentReading, PlacedClaim
    from knowledge.process import Process

ACTIVITY_SHOWN = 5
NOTHING = "Nothing was recorded."
_NUMBERS = re.compile(r"\d{1,4}(?:[\s,;]+\d{1,4})*[\s,;]*")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog='Example: `rightside deal evidence "Acme" call.vtt --us "Ana Silva" --us rightside.example`')(
        evidence
    )


def evidence(
    deal: Annotated[str, typer.Argument(help="The deal's name, account or id.")],
    file: Annotated[Path, typer.Argument(help="The document: txt, md, html, eml, vtt, srt, docx, pptx or pdf.")],
    us: Annotated[
        list[str] | None,
        typer.Option(help="Our own names, addresses or mail domains, beside the people Rightside knows; repeat it."),
    ] = None,
    on: Annotated[str | None, typer.Option(help="The document's day (YYYY-MM-DD), where it names none.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Record everything found without asking.")] = False,
    who: Annotated[str | None, typer.Option("--as", help="Whose deal: a person's name, e-mail or id.")] = None,
) -> None:
    """Show what a document proves about a deal, and record what you agree to."""
    from assistant.coaching import evidence as use_case
    from assistant.coaching import update
    from assistant.coaching.messages import Message
    from assistant.documents import sides
    from assistant.documents.formats import open_document
    from assistant.terminal.deal import find
    from assistant.terminal.progress import progress
    from assistant.terminal.render import console, render
    from assistant.terminal.session import opened, person

    with opened() as application:
        desk, organisation = application.desk, application.settings.organisation
        asker = person(application, who)
        chosen_deal = find(application, asker, deal, state=None)
        document = open_document(file, update.ours(desk, organisation) | sides.us(us or []))
        message = Message(
            id=f"document-{uuid4().hex}",
            organisation=organisation,
            person=asker.id,
            conversation=f"document-{uuid4().hex[:12]}",
            at=application.clock(),
            timezone=asker.timezone if asker.timezone != "UTC" else application.settings.timezone,
            text=document.name,
            deal=chosen_deal.id,
        )
        case, out = desk.opened(message), console()
        with progress("Reading") as move:
            found = use_case.found_in(desk, message, document, case, on=parse_day(on) if on else None, progress=move)
        _show(out, case.process, found, document.notes)
        chosen = found.claims if yes else _chosen(found.claims)
        if not chosen:
            out.print(NOTHING)
            return
        out.print(render(use_case.record(desk, message, document, desk.opened(message), found, chosen)))


def _show(out: Console, process: Process, found: DocumentReading, notes: Sequence[str]) -> None:
    for note in (found.notice, *notes):
        if note:
            out.print(note, style="yellow", markup=False)
    for number, claim in enumerate(found.claims, 1):
        out.print(_line(process, claim, f"{number}. "))
    if found.questions:
        out.print("Not sure, so not recorded; tell me in chat if it is so:", style="bold")
    for claim in found.questions:
        out.print(_line(process, claim, "?  "))
    if found.seller_activity:
        more = len(found.seller_activity) - ACTIVITY_SHOWN
        words = "; ".join(f"“{' '.join(each.split())}”" for each in found.seller_activity[:ACTIVITY_SHOWN])
        rest = f" and {more} more" if more > 0 else ""
        out.print(f"Your side's activity, which moves nobody: {words}{rest}", style="dim", markup=False)
    if not found.claims:
        out.print("I found nothing in this that the customer did.")


def _line(process: Process, claim: PlacedClaim, lead: str) -> Text:
    from rich.text import Text

    from assistant.coaching.wording import GRADES, SIGNS, VERDICTS
    from assistant.terminal.render import STYLES

    style = STYLES[claim.verdict]
    day = f", on {claim.occurred_on}" if claim.occurred_on else ""
    return Text.assemble(
        (f"{lead}{SIGNS[claim.verdict]} ", style),
        process.outcomes[claim.outcome].statement,
        (f"  {VERDICTS[claim.verdict]}", style),
        (f" ({GRADES[claim.grade]}{day})", "dim"),
        (f"\n   “{' '.join(claim.quote.split())}”", "italic"),
        (f"  {claim.place}", "dim"),
    )


def _chosen(claims: Sequence[PlacedClaim]) -> Sequence[PlacedClaim]:
    """What the person picks of the claims; asks once, and an answer that says nothing picks nothing."""
    from assistant.errors import PersonError

    if not claims:
        return ()
    these = "this one" if len(claims) == 1 else f"these {len(claims)}"
    typer.echo(f"Record {these}? [all/none/numbers] ", nl=False)
    answer = sys.stdin.readline().strip().casefold()
    if answer in {"all", "a", "yes", "y"}:
        return claims
    if answer in {"", "none", "n", "no"}:
        return ()
    if _NUMBERS.fullmatch(answer) is None:
        raise PersonError(f"I cannot read {answer!r}; answer all, none, or numbers such as 1,3. {NOTHING}")
    numbers = {int(each) for each in re.findall(r"\d+", answer)}
    if not numbers <= set(range(1, len(claims) + 1)):
        raise PersonError(f"The numbers go from 1 to {len(claims)}. {NOTHING}")
    return [claim for number, claim in enumerate(claims, 1) if number in numbers]
