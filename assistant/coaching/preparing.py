"""A call prepared: who is on it, what is proved of each open gate, what to learn, and the one agreement to ask for."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from assistant.coaching import advice, playbooks, telling
from assistant.coaching.agreeing import open_steps
from assistant.coaching.ask import cite
from assistant.coaching.reply import Cited, Reply, Section
from assistant.coaching.strictness import MARKS
from assistant.coaching.summing_up import summed_up
from assistant.deals.customer_people import customer_people
from assistant.deals.observation import Verdict
from assistant.deals.replay import counting_observations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk

TO_LEARN = 3
PEOPLE, GATES, AGREED = "On their side", "Open, and what is proved of it", "What was agreed"
LEARN, ASK = "Learn", "Ask for one agreement"
REQUEST = "What matters on this call?"
NOBODY = "Nobody is named yet. Ask who else is on the call, and what each of them decides."
ALL_DONE = "Every gate of the process is proved; there is no agreement left to ask for."


def prepared(desk: Desk, organisation: str, case: Case) -> Reply:
    """The preparation; every line has its entry of the ledger or its definition behind it.

    With a chat model a briefing in its words stands above, as far as the lines bear it.
    """
    process, standing = case.process, case.standing
    parts = {
        PEOPLE: _people(case),
        GATES: (telling.reason(case, gate) for gate in standing.open_gates),
        AGREED: (telling.promised(step, standing.on) for step in open_steps(case)),
        LEARN: _learn(case),
        ASK: [_agreement(case)],
    }
    sections = (Section(title=title, lines=tuple(lines)) for title, lines in parts.items())
    reply = Reply(
        deal=case.name,
        sections=tuple(each for each in sections if each.lines),
        place=advice.place(process, standing, case.deal),
        action=advice.next_action(process, standing),
    )
    whole = playbooks.advised(desk, organisation, case, reply)
    if desk.chat is None:
        return whole
    return summed_up(desk.chat, whole, _readable(case, whole), question=REQUEST, prompt="brief_call")


def _readable(case: Case, reply: Reply) -> Iterator[tuple[str, Cited]]:
    """Each line as a model reads it: how sure a gate is stands first, since it may be told in no other way."""
    for section in reply.sections:
        starts = [f"{section.title}: {line.text}" for line in section.lines]
        if section.title == GATES:
            starts = [
                f"{MARKS[case.standing.statuses[gate]]}: {case.process.outcomes[gate].statement}."
                for gate in case.standing.open_gates
            ]
        for start, line in zip(starts, section.lines, strict=True):
            yield f"{start} {line.citation}" if line.citation.startswith("“") else start, line


def _people(case: Case) -> Iterator[Cited]:
    """Those of the customer's side who are known by name, each with the newest words in which they are named."""
    people = customer_people(case.deal, case.ledger)
    if not people:
        yield Cited(text=NOBODY)
    quoted = [each for each in counting_observations(case.ledger) if each.verdict is not Verdict.WITHDRAWN]
    for name in people:
        last = next((each for each in reversed(quoted) if name.casefold() in (each.quote or "").casefold()), None)
        yield Cited(text=name, citation="" if last is None else telling.source(case, last))


def _learn(case: Case) -> Iterator[Cited]:
    """The questions that bring the customer furthest, then the gates ahead, whatever the seller did not know before."""
    asked = {each.outcome: (each.ask, each.why) for each in advice.open_questions(case.process, case.standing, ())}
    for stage in case.process.stages:
        for gate in stage.gates:
            status = case.standing.statuses[gate.id]
            if not case.standing.journey.state(gate.id).proved:
                asked.setdefault(gate.id, (advice.to_ask(gate), advice.WHY_ASKED[status]))
    for outcome, (ask, why) in islice(asked.items(), TO_LEARN):
        yield Cited(text=ask, citation=f"({why}) {cite(case.process, outcome)}")


def _agreement(case: Case) -> Cited:
    gates = case.standing.open_gates
    if not gates:
        return Cited(text=ALL_DONE)
    statement = case.process.outcomes[gates[0]].statement.rstrip(".")
    return Cited(text=f"{statement}: by which day, and through whom?", citation=cite(case.process, gates[0]))
