"""Who is nudged in the simulated year: reps with pipelines, and what they say when they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.deal import Deal
from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.replay import Journey, replay
from assistant.deals.standing import Standing, stand_on
from assistant.deals.warnings import DealWarning, warnings_of
from evals.pipeline_model import Model, history
from knowledge.library import shipped

if TYPE_CHECKING:
    from assistant.deals.nudge_preferences import Snooze
    from assistant.deals.nudges import Nudge, Shown
    from assistant.deals.warnings import Kind
    from knowledge.process import Process

START = date(2026, 1, 5)  # a Monday
WEEKS, DEALS = 52, 15
OPEN_DAYS, HAPPENED = 300, 0.4
WAYS = {  # shares acted on and snoozed
    "eager": (0.9, 0.03),
    "willing": (0.6, 0.1),
    "now and then": (0.3, 0.1),
    "seldom": (0.1, 0.1),
    "never": (0.0, 0.0),
}


class Open(NamedTuple):
    """An open deal looked at on a day."""

    deal: Deal
    process: Process
    standing: Standing
    warnings: list[DealWarning]


@dataclass
class Customer:
    """A deal with all that will be reported of it, in the order of recording; `known` caches the last replay."""

    deal: Deal
    begun: date
    ledger: list[Observation]
    known: tuple[int, Journey] = (0, Journey())

    def looked(self, process: Process, on: date) -> Open:
        """The deal as it is known on a day."""
        told = [each for each in self.ledger if each.recorded_at.date() <= on]
        if len(told) != self.known[0]:
            self.known = len(told), replay(process, told)
        standing = stand_on(process, self.known[1], on)
        return Open(self.deal, process, standing, warnings_of(self.deal, process, standing))


@dataclass
class Rep:
    """Somebody with deals and a way of answering; `past` is what they were shown."""

    id: str
    way: str
    customers: dict[str, Customer]
    past: list[Shown] = field(default_factory=list)
    snoozes: dict[str, Snooze] = field(default_factory=dict)
    muted: set[Kind] = field(default_factory=set)


def made(reps: int, seed: int) -> list[Rep]:
    """The reps with their pipelines; the same for every policy."""
    process, chance = process_of_all(), Random(seed)  # noqa: S311 - a simulation
    names = [name for stage in process.stages for name in stage.crm_stages[:1]]
    model = Model(today=START + timedelta(weeks=WEEKS), seed=seed)
    found = []
    for at in range(reps):
        rep = Rep(f"rep-{at}", list(WAYS)[at % len(WAYS)], {})
        for number in range(DEALS):
            name, begun = f"{rep.id}-{number}", START + timedelta(days=chance.randint(-200, 300))
            ended = begun + timedelta(days=OPEN_DAYS)
            entries = history(process, model, chance, deal=name, owner=rep.id, begun=begun, ended=ended)
            close, stage = begun + timedelta(days=chance.randint(120, OPEN_DAYS)), chance.choice(names)
            deal = Deal(
                id=name, name=name, owner=rep.id, amount=chance.randint(1, 99), close_date=close, crm_stage=stage
            )
            rep.customers[name] = Customer(deal, begun, entries)
        found.append(rep)
    return found


def record(customer: Customer, nudge: Nudge, day: date, chance: Random) -> None:
    """What the rep says when asked: in two of five cases that it happened, in the customer's words."""
    outcome = nudge.warning.outcome or nudge.looked.standing.next_question
    if outcome is None:
        return
    happened = chance.random() < HAPPENED
    entry = Observation(
        id=f"{customer.deal.id}-answer-{day}",
        outcome=outcome,
        verdict=Verdict.HAPPENED if happened else Verdict.NOT_YET,
        grade=Grade.QUOTED if happened else Grade.ASSERTED,
        recorded_at=datetime.combine(day, time(12), UTC),
        occurred_on=day,
        quote="so they said" if happened else None,
    )
    customer.ledger.append(entry)
    customer.ledger.sort(key=lambda each: each.recorded_at)


def process_of_all() -> Process:
    """The process that every deal of the year follows."""
    return next(process for process, _ in shipped() if process.id == "general-purchase")
