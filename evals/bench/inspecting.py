"""How long a manager waits for a team's inspection: `python -m evals.bench.inspecting`.

A made pipeline of 9,000 deals (`evals.pipeline_generator`) lies in SQLite on this disk; another is the Maven export
with 10,000 observations, where it is here. A manager of 400 deals, one of all 9,000 and the imported one with the most
ask the coach for their team, each in a process of its own that is built as the terminal builds it, so that the memory
is that of the whole. The baseline, in the same process and after it, reads the same deals and their journeys from the
database and does nothing with them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from datetime import time as clock_time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from assistant.bootstrap import build
from assistant.coaching.desk import reports_below
from assistant.coaching.messages import Message
from assistant.crm.csv_export import read_export
from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from assistant.settings import read_settings
from evals.bench.measured import Measured, table, timed
from evals.outside_data import folder
from evals.pipeline_generator import A_MANAGER, A_SELLER, TOP, fill, imported, made, staff, the_process
from evals.pipeline_model import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

DEALS = 9_000
MODEL = Model()
WORDS = "inspect my team"
NOW = datetime.combine(MODEL.today, clock_time(9), UTC)
MEBI = 1024  # of the kilobytes in which Linux counts
BASELINE = "their deals and journeys, read"
ORGANISATION = "bench"


class Took(NamedTuple):
    """Seconds of the first and of the second inspection and of the baseline; MB of memory at its peak."""

    first: float
    again: float
    plain: float
    peak: float


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """Each manager, the first time and again, on the made pipeline and on the imported one."""
    tell(f"Inspecting teams; how customers move: {MODEL.told()}")
    yield from _asked(tell, _made, "")
    export = folder(read_settings().shared_data)
    if export is not None and (export / "maven_crm").is_dir():
        yield from _asked(tell, lambda database: _imported(database, export / "maven_crm"), ", imported")


def _asked(tell: Callable[[str], None], prepare: Callable[[Database], dict[str, int]], kind: str) -> Iterator[Measured]:
    """Fill a database, which gives how many open deals each person has who will ask; then let them ask."""
    with tempfile.TemporaryDirectory() as home:
        database = Database.open(f"sqlite:///{home}/rightside.db")
        asking = prepare(database)
        database.close()
        for person, deals in asking.items():
            took = _apart(Path(home), person, deals)
            what = f"inspection of {deals:,} deals{kind}"
            tell(f"{what}: {took.peak:.0f} MB at the peak of the whole process")
            yield Measured(what, took.first, BASELINE, took.plain)
            yield Measured(f"{what}, again", took.again, BASELINE, took.plain)


def _made(database: Database) -> dict[str, int]:
    process, source = the_process()
    fill(database, ORGANISATION, made(DEALS, process, MODEL), process, source)
    StoredDeals(database).save_people(ORGANISATION, staff(DEALS))
    return {"m-0": A_SELLER * A_MANAGER, TOP: DEALS}


def _imported(database: Database, export: Path) -> dict[str, int]:
    """10,000 observations on the deals of a CRM's export; the manager with the most open deals asks."""
    process, source = the_process()
    read = read_export(sorted(export.glob("*.csv")))
    fill(database, ORGANISATION, imported(read.deals, process, MODEL), process, source)
    deals = StoredDeals(database)
    deals.save_people(ORGANISATION, read.people)
    manager = {each.id: each.manager for each in read.people}
    teams = Counter(manager.get(deal.owner) or deal.owner for deal in deals.deals(ORGANISATION))
    return dict(teams.most_common(1))


def _apart(home: Path, person: str, deals: int) -> Took:
    """Measured in a process of its own, so that its memory is its own."""
    here, there = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_measured, args=(home, person, deals, there))
    process.start()
    there.close()
    took: Took = here.recv()
    process.join()
    return took


def _measured(home: Path, person: str, deals: int, result: Connection) -> None:
    settings = read_settings(home=home, database_url=None, organisation=ORGANISATION)
    with build(settings, clock=lambda: NOW) as application:
        desk = application.desk

        def inspect(turn: str) -> float:
            message = Message(
                id=f"{person}-{turn}", organisation=ORGANISATION, person=person, conversation=person, at=NOW, text=WORDS
            )
            begun = time.perf_counter()
            reply = application.coach.reply(message)
            took = time.perf_counter() - begun
            assert f"{deals} open deals" in reply.sentences[0].text, reply
            return took

        def plain() -> None:
            owners = [person, *reports_below(person, desk.deals.people(ORGANISATION))]
            read = desk.deals.deals(ORGANISATION, owners=owners)
            desk.ledger.journeys(ORGANISATION, [deal.id for deal in read])

        first, again = inspect("first"), inspect("again")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI
        result.send(Took(first, again, timed(plain, 3), peak))


def main() -> int:
    """Measure and print one table."""
    out = Console()
    out.print(table(list(measure(lambda text: out.print(text, style="dim")))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
