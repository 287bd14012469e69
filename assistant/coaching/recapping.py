"""A mail to the customer that lists what they said and asks whether it is right: their answer is proof."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.coaching.agreeing import THEM
from assistant.coaching.discretion import discreet, discretion
from assistant.coaching.paper import Bullets, Paper, Paragraph
from assistant.coaching.planning import day, named, steps_ahead
from assistant.coaching.quoting import customers_words, in_their_name
from assistant.coaching.reply import Cited, Reply
from assistant.deals.observation import Verdict
from assistant.deals.replay import counting_observations
from assistant.deals.standing import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.paper import Block
    from assistant.deals.agreed import AgreedStep
    from assistant.deals.observation import Observation

A_WEEK = timedelta(days=6)  # up to the newest news
MOST = 6  # points of each kind: a mail is answered where it is short
SUBJECT, HELLO = "What I heard from you: is it right?", "Hello,"
HEARD = "Thank you for your time. This is what I heard from you:"
UNDERSTOOD, THANKS = "This is how I understood you, in my words:", "Thank you for your time."
NEXT = "And this is what comes next:"
ASK = "Is this right? “Yes” is enough; otherwise please correct me."
REGARDS = "Kind regards"
FIXED = (SUBJECT, HELLO, HEARD, UNDERSTOOD, THANKS, NEXT, ASK, REGARDS)
NOTHING = "The ledger holds nothing that the customer said or did {}, so there is nothing to confirm."
TOLD = "A draft for you to send. Paste their answer here: it is proof."


def recapped(desk: Desk, organisation: str, case: Case, since: date | None = None) -> Reply:
    """The mail as a paper whose title is the subject. Without `since` it is about the newest news and the week before.

    Where nothing of the customer's words stands in an entry, the definition's statement says it.
    """
    entries = [each for each in counting_observations(case.ledger) if each.outcome in case.process.outcomes]
    newest = max((each.effective_on for each in entries if each.verdict is not Verdict.WITHDRAWN), default=None)
    start = since or (newest - A_WEEK if newest else case.standing.on)
    recent = [each for each in entries if each.effective_on >= start]
    heard = [(each, words) for each in recent if (words := customers_words(each))]
    understood = tuple(_understood(case, recent, {each.outcome for each, _ in heard}))
    if not heard and not understood:
        return Reply(deal=case.name, sentences=(Cited(text=NOTHING.format(f"since {start}")),))
    people = desk.deals.people(organisation)
    steps = [_step(case, each) for each in steps_ahead(case)]
    blocks = tuple(_blocks(heard[-MOST:], understood[:MOST], steps[:MOST], named(case.deal, people)))
    whole = Paper(title=SUBJECT, on=case.standing.on, blocks=blocks)
    paper, left_out = discreet(whole, discretion(case, people, (), FIXED), title=SUBJECT)
    notes = [f"Left out, since it holds words that are ours alone: “{each}”." for each in left_out]
    return Reply(deal=case.name, sentences=tuple(Cited(text=each) for each in (TOLD, *notes)), paper=paper)


def _understood(case: Case, recent: Sequence[Observation], heard: set[str]) -> Iterator[str]:
    """Statements to confirm: of what was reported lately without the customer's words, and of this stage's claims."""
    lately = {each.outcome for each in recent if each.verdict is Verdict.HAPPENED}
    for outcome, status in case.standing.statuses.items():
        held = status in {Status.MET, Status.LIKELY, Status.CLAIMED}
        unproved = outcome in case.standing.open_gates and status in {Status.LIKELY, Status.CLAIMED}
        if outcome not in heard and held and (outcome in lately or unproved):
            yield in_their_name(case.process.outcomes[outcome].statement, case.deal.account)


def _blocks(
    heard: Sequence[tuple[Observation, str]], understood: Sequence[str], steps: Sequence[str], owner: str
) -> Iterator[Block]:
    yield Paragraph(text=HELLO)
    yield Paragraph(text=HEARD if heard else THANKS)
    if heard:
        yield Bullets(items=tuple(f"“{words}”{_dated(each)}" for each, words in heard))
    if understood:
        yield Paragraph(text=UNDERSTOOD)
        yield Bullets(items=tuple(understood))
    if steps:
        yield Paragraph(text=NEXT)
        yield Bullets(items=tuple(steps))
    yield Paragraph(text=ASK)
    yield Paragraph(text=REGARDS)
    if owner:
        yield Paragraph(text=owner)


def _dated(entry: Observation) -> str:
    return f" ({day(entry.occurred_on)})" if entry.occurred_on else ""


def _step(case: Case, step: AgreedStep) -> str:
    who, due = f" ({step.who})" if step.who not in {"", THEM} else "", f", by {day(step.due)}" if step.due else ""
    return f"{in_their_name(step.text, case.deal.account)}{who}{due}"
