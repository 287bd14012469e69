"""Turns that only look: where a deal stands, why, what changed, and which deals need what. Code alone answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.coaching import advice
from assistant.coaching.reply import Cited, DealLine, Reply
from assistant.coaching.wording import STATUSES, VERDICTS, capital
from assistant.deals.deal import DealState
from assistant.deals.observation import Verdict
from assistant.deals.replay import State, counting_observations, replay
from assistant.deals.standing import MOMENTUM_DAYS, Status, expected_days, momentum, stand_on
from assistant.deals.warnings import risk_order
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.deals.agreed import AgreedStep
    from assistant.deals.deal import Deal
    from assistant.deals.observation import Observation
    from assistant.deals.standing import Standing
    from assistant.deals.warnings import DealWarning


def where(case: Case, skip: Collection[str] = ()) -> Reply:
    """The standing: place, next action, the next questions."""
    return Reply(
        deal=case.name,
        place=advice.place(case.process, case.standing, case.deal),
        sentences=(*_closed(case.deal), *_agreed_on(case), *_pace(case)),
        action=advice.next_action(case.process, case.standing),
        questions=tuple(advice.open_questions(case.process, case.standing, skip)[: advice.QUESTIONS_A_TURN]),
    )


def why(case: Case) -> Reply:
    """The reasons for the customer stage, each with the observation behind it."""
    standing, process = case.standing, case.process
    stage = standing.customer_stage
    if stage == COMPLETE:
        first = "Every gate of the process is proved."
    else:
        count = len(standing.open_gates)
        first = (
            f"The customer is at {process.stage_name(stage)!r} because "
            f"{count} {'gate' if count == 1 else 'gates'} of it {'is' if count == 1 else 'are'} not proved yet."
        )
    gates = [(each.id, gate.id) for each in process.stages for gate in each.gates]
    shown = [gate for at, gate in gates if at == stage or standing.statuses[gate] not in {Status.UNKNOWN, Status.MET}]
    earlier = sum(gate not in shown and standing.statuses[gate] is Status.MET for _, gate in gates)
    proved = [Cited(text=f"{earlier} other {'gate is' if earlier == 1 else 'gates are'} proved.")] if earlier else []
    return Reply(
        deal=case.name,
        sentences=(
            Cited(text=first),
            *(reason(case, gate) for gate in shown),
            *proved,
            *(_moved_back(case, at) for at in range(len(standing.backward_moves))),
        ),
        place=advice.place(process, standing, case.deal),
    )


def changed(case: Case, since: date) -> Reply:
    """What the ledger learnt from a day on, and where the customer was before; nothing changed is a finding too."""
    eve = since - timedelta(days=1)
    before = stand_on(case.process, replay(case.process, case.ledger, eve), eve)
    fresh = [each for each in case.ledger if each.recorded_at.date() >= since]
    told = [
        each
        for each in counting_observations(case.ledger)
        if each in fresh and each.verdict is not Verdict.WITHDRAWN and each.outcome in case.process.outcomes
    ]
    first = (
        f"Nothing changed since {since}: nobody has reported anything the customer did."
        if not fresh
        else _moved(case, before, since)
    )
    return Reply(
        deal=case.name,
        sentences=(
            Cited(text=first),
            *(recalled(case, each) for each in told),
            *(
                Cited(text=f"{case.process.outcomes[o].statement}: due for reconfirmation since then.")
                for o, status in case.standing.statuses.items()
                if status is Status.EXPIRED and before.statuses[o] is not Status.EXPIRED
            ),
        ),
        place=advice.place(case.process, case.standing, case.deal),
    )


def story(case: Case) -> Reply:
    """Everything the ledger holds on a deal, oldest first, taken-back entries included and marked."""
    counting = {each.id for each in counting_observations(case.ledger)}
    entries = [recalled(case, each, stands=each.id in counting) for each in case.ledger]
    return where(case).model_copy(
        update={
            "sentences": (
                *_closed(case.deal),
                *(entries or [Cited(text="The ledger of this deal is empty.")]),
                *(_moved_back(case, at) for at in range(len(case.standing.backward_moves))),
            )
        }
    )


def by_risk(cases: Sequence[Case], limit: int = 25) -> Reply:
    """Open deals, worst first, then by amount, then by id."""
    lines = tuple(deal_line(case, warnings[0].short if warnings else "") for warnings, case in ranked(cases)[:limit])
    first = f"{len(cases)} open {'deal' if len(cases) == 1 else 'deals'}, those that need you most first."
    if len(cases) > limit:
        first = f"{first} Here are the first {limit}."
    return Reply(sentences=(Cited(text=first),), deals=lines)


def ranked(cases: Iterable[Case]) -> list[tuple[list[DealWarning], Case]]:
    """Each deal with its warnings: the worst first, then the larger amount, then by id."""
    told = ((case.warnings, case) for case in cases)
    return sorted(told, key=lambda each: risk_order(each[1].deal, each[0][0] if each[0] else None))


def deal_line(case: Case, reason: str) -> DealLine:
    """One deal as a list shows it."""
    deal = case.deal
    return DealLine(
        deal=deal.id,
        name=deal.name,
        account=deal.account,
        owner=deal.owner,
        amount=deal.amount,
        currency=deal.currency,
        stage=case.process.stage_name(case.standing.customer_stage),
        crm_stage=deal.crm_stage,
        reason=reason,
    )


def _pace(case: Case) -> Iterator[Cited]:
    """Momentum, and the days a customer typically still needs, where anything can be said about them."""
    moved = momentum(case.process, case.ledger, case.standing.on)
    days = expected_days(case.process, case.standing.customer_stage)
    gates = f"{moved} {'gate' if moved == 1 else 'gates'} proved in the last {MOMENTUM_DAYS} days" if moved else ""
    still = f"typically about {days} days still to go" if days else ""
    if text := "; ".join(part for part in (gates, still) if part):
        yield Cited(text=f"{capital(text)}.")


def promised(step: AgreedStep, on: date) -> Cited:
    """An agreed step as it stands on a day, with who agreed on it."""
    by, when, late = f" ({step.who})" if step.who else "", f", due {step.due}" if step.due else "", step.overdue(on)
    return Cited(
        text=f"Agreed: {step.text}{by}{when}{f', {late} days late' if late else ''}.",
        citation=f"[agreed by {step.agreed_by} on {step.agreed_at.date()}]",
    )


def _agreed_on(case: Case) -> Iterator[Cited]:
    """The days agreed for what the customer does next."""
    gates = case.standing.open_gates
    yield from (promised(each, case.standing.on) for each in case.agreed if each.outcome in gates and not each.done_on)


def _closed(deal: Deal) -> Iterator[Cited]:
    if deal.state is not DealState.OPEN:
        reason = f": {deal.close_reason}" if deal.close_reason else ""
        yield Cited(text=f"This deal was closed as {deal.state.value}{reason}.")


def reason(case: Case, outcome: str) -> Cited:
    """What is behind a status: the best proof of an outcome that is held, else the last report."""
    state = case.standing.journey.state(outcome)
    known = {each.id: each for each in case.ledger}
    newest_first = [known[each] for each in reversed(state.observations) if each in known]
    behind = max(newest_first, key=lambda each: each.grade.rank if state.state is State.HELD else 0, default=None)
    text = f"{case.process.outcomes[outcome].statement}: {STATUSES[case.standing.statuses[outcome]]}"
    return Cited(text=f"{text}.", citation="" if behind is None else source(case, behind))


def source(case: Case, entry: Observation) -> str:
    """An entry as it is cited: its words, grade and day, and who reported it."""
    words = f"“{entry.quote}” " if entry.quote else ""
    day = f"on {entry.occurred_on}" if entry.occurred_on else "on an unknown day"
    link = f", {entry.source}" if "://" in entry.source else ""
    later = "" if entry.occurred_on == entry.recorded_at.date() else f" on {entry.recorded_at.date()}"
    return (
        f"{words}({entry.grade.value}, {day}, reported by {case.named(entry.reported_by) or 'somebody'}{later}{link})"
    )


def recalled(case: Case, entry: Observation, *, stands: bool = True) -> Cited:
    """An entry in a sentence, with its source; `stands` is false where it was taken back or replaced."""
    outcome = case.process.outcomes.get(entry.outcome)
    statement = outcome.statement if outcome else f"{entry.outcome} (not in this process)"
    mark = "" if stands else " - taken back or replaced"
    return Cited(
        text=f"{entry.recorded_at.date()}: {statement}: {VERDICTS[entry.verdict]}{mark}", citation=source(case, entry)
    )


def _moved_back(case: Case, at: int) -> Cited:
    move = case.standing.backward_moves[at]
    names = [case.process.stage_name(stage) for stage in (move.from_stage, move.to_stage)]
    where_to = f"the customer stayed at {names[0]!r}" if names[0] == names[1] else f"from {names[0]!r} to {names[1]!r}"
    again = " It has been earned again." if case.standing.journey.state(move.outcome).proved else ""
    return Cited(
        text=f"Backward move on {move.on}: {case.process.outcomes[move.outcome].statement} "
        f"was taken back; {where_to}.{again}"
    )


def _moved(case: Case, before: Standing, since: date) -> str:
    then, now = (case.process.stage_name(each.customer_stage) for each in (before, case.standing))
    return (
        f"Before {since} the customer was at {then!r}, and still is."
        if then == now
        else f"Before {since} the customer was at {then!r}; now at {now!r}."
    )
