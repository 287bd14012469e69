"""A pipeline with an evidence history, of any size, written through the product's own ledger.

    python -m evals.pipeline_generator --database sqlite:////tmp/pipeline.db --deals 9000
    python -m evals.pipeline_generator --database sqlite:////tmp/maven.db --maven ../shared/data/maven_crm

Deals are made (40 a seller, ten sellers a manager) or imported from CSV exports as `rightside sync csv` would; how
their customers move is the model of `evals.pipeline_model`. Everything is drawn from the seed and the deal's id, so
that a deal is the same at any size of the pipeline. Made deals are written a thousand at a time and held no longer.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from assistant.crm.csv_export import read_export
from assistant.deals.deal import Deal, DealState, Person
from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.processes import StoredProcesses
from assistant.settings import read_settings
from evals.pipeline_model import FIRST, LAST, Model, customers, history
from knowledge.library import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.deals.observation import Observation
    from knowledge.process import Process

    History = tuple[Deal, list[Observation]]

A_SELLER, A_MANAGER = 40, 10  # deals a seller, sellers a manager
AT_ONCE = 1000
OBSERVATIONS = 10_000
YOUNGEST, MEAN_AGE, OLDEST = 5, 120, 500  # days that a deal has been open, exponential between the two ends
CRM_AHEAD = (0.5, 0.3, 0.2)  # chances that the CRM is no, one or two stages ahead of what was last reported
COMMIT = 0.5  # of a deal whose CRM stage is one of the last two
PROCESS = "general-purchase"
TOP = "m-top"
SEGMENTS = ("small", "mid", "enterprise")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo")


@dataclass(frozen=True)
class Filled:
    """What was written."""

    deals: int
    observations: int
    with_history: int


def the_process() -> tuple[Process, str]:
    """The process that ships for any purchase, with the text of its file."""
    return next(each for each in shipped() if each[0].id == PROCESS)


def staff(deals: int) -> Iterator[Person]:
    """Who works on so many made deals: sellers `s-…`, managers `m-…` above ten each, and `m-top` above these."""
    sellers = -(-deals // A_SELLER)
    yield Person(id=TOP, name="Top Manager")
    for number in range(-(-sellers // A_MANAGER)):
        yield _person(f"m-{number}", number, TOP)
    for number in range(sellers):
        yield _person(f"s-{number}", number, f"m-{number // A_MANAGER}")


def made(deals: int, process: Process, model: Model) -> Iterator[History]:
    """So many open deals with their histories; the CRM stage is where the seller hopes the customer is."""
    return (_made(number, process, model) for number in range(deals))


def imported(
    deals: Iterable[Deal], process: Process, model: Model, observations: int | None = OBSERVATIONS
) -> Iterator[History]:
    """These deals with histories, the open ones first, until there are so many observations (no end where None)."""
    left = observations
    for deal in sorted(deals, key=lambda each: each.state is not DealState.OPEN):
        some = _history(deal, process, model, _chance(model, deal.id))[:left]
        left = None if left is None else left - len(some)
        yield deal, some


def fill(database: Database, organisation: str, histories: Iterable[History], process: Process, source: str) -> Filled:
    """Publish the process, and write deals, ledgers and journeys, a thousand deals at a time."""
    at = datetime(2016, 1, 1, tzinfo=UTC)
    published = StoredProcesses(database).publish(organisation, process, source, by="pipeline_generator", at=at)
    deals, ledger = StoredDeals(database), StoredLedger(database)
    count = observations = with_history = 0
    rest = iter(histories)
    while some := list(islice(rest, AT_ONCE)):
        deals.save_deals(organisation, (deal for deal, _ in some))
        told = [(deal.id, entries) for deal, entries in some if entries]
        observations += ledger.load(organisation, told, process=published)
        count, with_history = count + len(some), with_history + len(told)
    return Filled(count, observations, with_history)


def _person(identity: str, number: int, manager: str) -> Person:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"
    return Person(id=identity, name=name, manager=manager, timezone=ZONES[number % len(ZONES)])


def _made(number: int, process: Process, model: Model) -> History:
    identity = f"d-{number}"
    chance = _chance(model, identity)
    begun = model.today - _age(chance)
    account = f"{chance.choice(LAST)} {chance.choice(('Foods', 'Works', 'Group', 'Labs', 'Rail', 'Energy'))} {number}"
    deal = Deal(
        id=identity,
        name=f"{account} expansion",
        account=account,
        owner=f"s-{number // A_SELLER}",
        amount=Decimal(chance.randint(2, 900) * 1000),
        currency="EUR",
        close_date=model.today + timedelta(days=chance.randint(-20, 150)),
        attributes={"segment": chance.choice(SEGMENTS)},
        contacts=customers(model, chance),
        created_at=datetime(begun.year, begun.month, begun.day, tzinfo=UTC),
        source="generated",
    )
    entries = _history(deal, process, model, chance)
    stages = process.stages
    reached = stages.index(process.stage_of[entries[-1].outcome]) if entries else 0
    last = stages.index(process.stage_of[process.contract]) if process.contract else len(stages) - 1
    hoped = min(reached + chance.choices(range(len(CRM_AHEAD)), CRM_AHEAD)[0], last)
    commit = hoped >= last - 1 and chance.random() < COMMIT
    changed = {"crm_stage": next(iter(stages[hoped].crm_stages), ""), "forecast": "commit" if commit else "pipeline"}
    return deal.model_copy(update=changed), entries


def _history(deal: Deal, process: Process, model: Model, chance: Random) -> list[Observation]:
    begun = deal.created_at.date() if deal.created_at else model.today - _age(chance)
    closed = deal.close_date if deal.state is not DealState.OPEN else None
    return history(
        process,
        model,
        chance,
        deal=deal.id,
        owner=deal.owner,
        begun=begun,
        ended=closed or model.today,
        people=deal.contacts,
    )


def _age(chance: Random) -> timedelta:
    return timedelta(days=min(YOUNGEST + int(chance.expovariate(1 / MEAN_AGE)), OLDEST))


def _chance(model: Model, deal: str) -> Random:
    return Random(f"{model.seed} {deal}")  # noqa: S311 - seeded, not secret


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a database and say with what; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.pipeline_generator", description="Fill a database with deals whose customers move."
    )
    parser.add_argument("--database", required=True, help="a SQLAlchemy URL, such as sqlite:////tmp/pipeline.db")
    parser.add_argument("--deals", type=int, default=9000, help="how many deals to make (9000)")
    parser.add_argument("--maven", type=Path, help="a folder of CSV exports to take the deals from instead")
    parser.add_argument("--observations", type=int, default=OBSERVATIONS, help="for --maven, how many at most (10000)")
    parser.add_argument("--seed", type=int, default=Model.seed)
    given = parser.parse_args(arguments)
    (process, source), model, organisation = the_process(), Model(seed=given.seed), read_settings().organisation
    database, begun = Database.open(given.database), time.perf_counter()
    if given.maven:
        export = read_export(sorted(given.maven.glob("*.csv")))
        histories = imported(export.deals, process, model, given.observations)
        done = fill(database, organisation, histories, process, source)
        StoredDeals(database).save_people(organisation, export.people)
    else:
        done = fill(database, organisation, made(given.deals, process, model), process, source)
        StoredDeals(database).save_people(organisation, staff(given.deals))
    database.close()
    print(f"{done.deals:,} deals, {done.observations:,} observations on {done.with_history:,} of them, ", end="")
    print(f"in {time.perf_counter() - begun:.1f} s.\nThe model: {model.told()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
