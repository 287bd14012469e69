"""One deal inspected: what changed, what is proved, what went back, what to ask. Written down each time."""

from __future__ import annotations

from datetime import datetime, time
from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from assistant.coaching import advice, playbooks
from assistant.coaching.desk import local_time
from assistant.coaching.reply import Cited, Reply, Section
from assistant.coaching.summing_up import summed_up
from assistant.coaching.wording import VERDICTS, capital, listed
from assistant.deals.inspected import Inspected
from assistant.deals.inspection import Activity, inspect
from assistant.deals.observation import Grade
from assistant.deals.standing import Status
from assistant.deals.warnings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.messages import Message
    from assistant.deals.inspection import Gate, Inspection, Returned
    from assistant.deals.observation import Observation

SHOWN, LATEST, IDLE_SHOWN = 8, 3, 3  # lines of a section; of what is proved; of the seller's activity
LONGEST_QUOTE = 160
SAID = {  # a manager's words, where the heading does not say it
    Status.CLAIMED: "the rep says so",
    Status.LIKELY: "a sign of it",
    Status.DISPUTED: "two reports disagree",
    Status.EXPIRED: "due for reconfirmation",
    Status.NOT_YET: "not yet, when last heard of",
}
WORDS = {
    Grade.ARTEFACT: "made or sent by them",
    Grade.QUOTED: "their words",
    Grade.SURROGATE: "a sign of it",
    Grade.ASSERTED: "the rep's word",
}


class DealInspection(NamedTuple):
    """A deal as it was opened, and what the inspection says of it."""

    case: Case
    reply: Reply


def inspected(desk: Desk, message: Message, case: Case, since: date | None = None) -> DealInspection:
    """Inspect a deal that the person may see: since a day, by default since their last inspection on an earlier day."""
    deal, scope = case.deal, f"deal:{case.deal.id}"
    seen = inspect(
        deal,
        case.process,
        case.ledger,
        case.standing,
        since=since or last(desk, message, scope),
        agreed=case.agreed,
        activity=activities(desk, message.organisation, deal.id),
    )
    action = advice.next_action(case.process, case.standing)
    if action is not None and deal.owner != message.person:
        action = action.model_copy(update={"who": case.named(deal.owner)})
    reply = Reply(
        deal=case.name,
        sentences=(*_agreed(case, seen), *_changes(case, seen)),
        sections=tuple(section for section in _sections(case, seen) if section.lines),
        place=advice.place(case.process, case.standing, deal),
        action=action,
    )
    log(desk, message, scope, 1)
    if desk.chat is not None:
        reply = summed_up(desk.chat, reply)
    reply = desk.keep(message, playbooks.advised(desk, message.organisation, case, reply), deal=deal.id)
    return DealInspection(case, reply)


def last(desk: Desk, message: Message, scope: str) -> date | None:
    """The day on which the person last inspected this before today; what is told later that day is told again."""
    now = local_time(message)
    before = desk.inspections.last(
        message.organisation, scope, message.person, datetime.combine(now.date(), time.min, now.tzinfo)
    )
    return before.astimezone(now.tzinfo).date() if before else None


def log(desk: Desk, message: Message, scope: str, deals: int) -> None:
    """Write an inspection down in the audit log."""
    desk.inspections.log(message.organisation, Inspected(message.id, message.person, scope, deals, message.at))


def activities(desk: Desk, organisation: str, deal: str) -> Iterator[Activity]:
    """What the seller's side was told to have done for a deal, the oldest first."""
    for turn in desk.turns.about(organisation, [deal]).get(deal, ()):
        reply = Reply.model_validate_json(turn.reply or "{}")
        yield from (Activity(turn.at.date(), text) for text in reply.seller_activity)


def _sections(case: Case, seen: Inspection) -> Iterator[Section]:
    told = [(gate.status, _gate(case, gate)) for gate in seen.gates]
    proved = [line for status, line in told if status in {Status.MET, Status.EXPIRED}]
    missing = {Status.UNKNOWN, Status.NOT_YET}
    doubtful = {Status.LIKELY, Status.CLAIMED, Status.DISPUTED}
    yield _section("Went back", [_returned(case, each) for each in seen.returned])
    yield _section("Told, not proved", [line for status, line in told if status in doubtful])
    yield _section("Missing", [line for status, line in told if status in missing])
    yield _section(f"Proved by the customer: {len(proved)}", list(reversed(proved)), LATEST)
    yield _section("Warnings", list(_warnings(case, seen)))
    named = f"{', '.join(seen.people)}." if seen.people else "Nobody is named."
    yield _section("On the customer's side", [Cited(text=named)])
    yield _section("The customer's next step", list(_next(case, seen)))
    owner = case.named(case.deal.owner) or "the rep"
    yield _section(f"Ask {owner}", list(_questions(case, seen)))


def _warnings(case: Case, seen: Inspection) -> Iterator[Cited]:
    """Those that do not stand above already; what is due for reconfirmation on one line."""
    above = {Kind.BACKWARD_MOVE, Kind.CLAIMED, Kind.DISPUTED, Kind.RECONFIRM}
    yield from (Cited(text=f"{capital(each.text)}.") for each in seen.warnings if each.kind not in above)
    old = [each.outcome for each in seen.warnings if each.kind is Kind.RECONFIRM and each.outcome]
    if old:
        names = listed((f"“{case.process.outcomes[each].statement}”" for each in old), LATEST)
        citation = " ".join(outcome(case, each) for each in old[:LATEST])
        yield Cited(text=f"Due for reconfirmation: {names}.", citation=citation)


def _section(title: str, lines: list[Cited], most: int = SHOWN) -> Section:
    more = [Cited(text=f"… and {len(lines) - most} more.")] if len(lines) > most else []
    return Section(title=title, lines=(*lines[:most], *more))


def _agreed(case: Case, seen: Inspection) -> Iterator[Cited]:
    for step in seen.agreed:
        late = step.overdue(case.standing.on)
        state = f"done on {step.done_on}" if step.done_on else f"{late} days overdue" if late else "open"
        who = f"{step.who}: " if step.who else ""
        due = f", by {step.due}" if step.due else ""
        yield Cited(text=f"Agreed: {who}{step.text}{due} — {state}.", citation=f"[agreed {step.agreed_at.date()}]")


def _changes(case: Case, seen: Inspection) -> Iterator[Cited]:
    if seen.since is None:
        count = len(seen.changes)
        days = f", the first on {seen.changes[0].recorded_at.date()}" if count else ""
        yield Cited(text=f"First inspection: {count} {'entry stands' if count == 1 else 'entries stand'}{days}.")
    elif not seen.changes:
        yield Cited(text=f"Nothing changed since {seen.since}: nobody has reported anything that the customer did.")
    else:
        names = [case.process.stage_name(each) for each in (seen.before, case.standing.customer_stage)]
        moved = (
            f"the customer is still at {names[0]!r}" if names[0] == names[1] else f"from {names[0]!r} to {names[1]!r}"
        )
        yield Cited(text=f"Since {seen.since}: {len(seen.changes)} new, {moved}.")
        for each in seen.changes[-SHOWN:]:
            statement = case.process.outcomes[each.outcome].statement
            yield Cited(text=f"{statement} — {VERDICTS[each.verdict]}.", citation=proof(case, each))
    for activity in seen.idle[-IDLE_SHOWN:]:
        said = f"“{activity.text}”"
        yield Cited(text=f"The seller was busy on {activity.on} and the customer did not move.", citation=said)


def _gate(case: Case, gate: Gate) -> Cited:
    citation = proof(case, gate.proof) if gate.proof else outcome(case, gate.outcome.id)
    said = f" — {SAID[gate.status]}" if gate.status in SAID else ""
    return Cited(text=f"{gate.outcome.statement}{said}.", citation=citation)


def _returned(case: Case, each: Returned) -> Cited:
    names = [case.process.stage_name(stage) for stage in (each.move.from_stage, each.move.to_stage)]
    stage = f"still at {names[1]!r}" if names[0] == names[1] else f"from {names[0]!r} to {names[1]!r}"
    again = "earned again since" if each.earned_again else "not earned again"
    statement = case.process.outcomes[each.move.outcome].statement
    return Cited(
        text=f"{each.move.on}: {statement} — taken back; {stage}; {again}.",
        citation=proof(case, each.cause) if each.cause else "",
    )


def _next(case: Case, seen: Inspection) -> Iterator[Cited]:
    if seen.next_step is None:
        yield Cited(text="Every gate is proved; the journey is complete.")
        return
    step = seen.agreed_for_it
    who = f"{step.who or 'nobody'} owns it" if step else "nobody is named for it"
    due = f"by {step.due}" if step and step.due else "no day is agreed"
    yield Cited(text=f"{seen.next_step.statement}: {who}, {due}.", citation=outcome(case, seen.next_step.id))


def _questions(case: Case, seen: Inspection) -> Iterator[Cited]:
    for each in seen.gaps:
        why = advice.WHY_ASKED[case.standing.statuses[each.id]].replace("your word", "the rep's word")
        ask = each.ask or f"Has this happened: {each.statement}?"
        yield Cited(text=f"{ask} ({why})", citation=outcome(case, each.id))


def outcome(case: Case, name: str) -> str:
    """The citation of an outcome's definition."""
    return f"[outcome {name}, version {case.process.version}]"


def proof(case: Case, entry: Observation) -> str:
    """What stands behind a sentence: the words, how good they are, the day, who told it, and the link."""
    quote = f"“{shorten(entry.quote, LONGEST_QUOTE, placeholder='…')}” " if entry.quote else ""
    told = entry.recorded_at.date()
    who = case.named(entry.reported_by) or "somebody"
    when = f"{entry.occurred_on}, told by {who}" if entry.occurred_on == told else f"told by {who} on {told}"
    day = f"{entry.occurred_on}, " if entry.occurred_on and entry.occurred_on != told else ""
    link = f", {entry.source}" if "://" in entry.source else ""
    return f"{quote}({WORDS[entry.grade]}, {day}{when}{link})"
