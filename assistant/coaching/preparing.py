"""A call prepared: who is on it, what is proved of each open gate, what to learn, and the one agreement to ask for."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from assistant.coaching import advice, playbooks, telling
from assistant.coaching.ask import cite
from assistant.coaching.planning import agreed
from assistant.coaching.reply import Cited, Reply
from assistant.deals.customer_people import customer_people
from assistant.deals.observation import Verdict
from assistant.deals.replay import counting_observations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.desk import Case, Desk
    from assistant.deals.agreed import AgreedStep

TO_LEARN = 3
NOBODY = "On their side: nobody is named yet. Ask who else is on the call, and what each of them decides."
ALL_DONE = "Every gate of the process is proved; there is no agreement left to ask for."


def prepared(desk: Desk, organisation: str, case: Case) -> Reply:
    """The preparation; every sentence has its entry of the ledger or its definition behind it."""
    process, standing = case.process, case.standing
    gates = [telling.reason(case, gate) for gate in standing.open_gates]
    reply = Reply(
        deal=case.name,
        sentences=(
            *_people(case),
            *(Cited(text=f"Open: {each.text}", citation=each.citation) for each in gates),
            *(_promised(step, case) for step in agreed(desk, organisation, case.deal) if not step.done_on),
            *_learn(case),
            _agreement(case),
        ),
        place=advice.place(process, standing, case.deal),
        action=advice.next_action(process, standing),
    )
    return playbooks.advised(desk, organisation, case, reply)


def _people(case: Case) -> Iterator[Cited]:
    """Those of the customer's side who are known by name, each with the newest words in which they are named."""
    people = customer_people(case.deal, case.ledger)
    if not people:
        yield Cited(text=NOBODY)
    quoted = [
        each for each in counting_observations(case.ledger) if each.quote and each.verdict is not Verdict.WITHDRAWN
    ]
    for name in people:
        last = next((each for each in reversed(quoted) if name.casefold() in (each.quote or "").casefold()), None)
        yield Cited(text=f"On their side: {name}.", citation="" if last is None else telling.source(last))


def _promised(step: AgreedStep, case: Case) -> Cited:
    late = step.overdue(case.standing.on)
    when = f", due {step.due}" if step.due else ""
    by = f" ({step.who})" if step.who else ""
    return Cited(
        text=f"Agreed: {step.text}{by}{when}{f', {late} days late' if late else ''}.",
        citation=f"[agreed by {step.agreed_by} on {step.agreed_at.date()}]",
    )


def _learn(case: Case) -> Iterator[Cited]:
    """The questions that bring the customer furthest, then the gates ahead, whatever the seller did not know before."""
    asked = {each.outcome: (each.ask, each.why) for each in advice.open_questions(case.process, case.standing, ())}
    for stage in case.process.stages:
        for gate in stage.gates:
            status = case.standing.statuses[gate.id]
            if not case.standing.journey.state(gate.id).proved:
                asked.setdefault(gate.id, (advice.to_ask(gate), advice.WHY_ASKED[status]))
    for number, (outcome, (ask, why)) in enumerate(islice(asked.items(), TO_LEARN), 1):
        yield Cited(text=f"Learn {number}: {ask} ({why})", citation=cite(case.process, outcome))


def _agreement(case: Case) -> Cited:
    gates = case.standing.open_gates
    if not gates:
        return Cited(text=ALL_DONE)
    statement = case.process.outcomes[gates[0]].statement.rstrip(".")
    return Cited(
        text=f"Ask for one agreement, with a day and a name: {statement}.", citation=cite(case.process, gates[0])
    )
