"""How long an import of 100,000 deals takes, against only reading the same file with the csv module."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.crm.csv_export import read_export
from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from evals.bench.measured import Measured, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = 100_000
HEADER = ("Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Amount", "Close Date", "Opportunity Owner")


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """The same file twice into SQLite in a scratch folder."""
    tell(f"Importing {ROWS:,} deals …")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for n in range(ROWS):
                writer.writerow(
                    (
                        f"006{n:06}",
                        f"Deal {n}",
                        f"Account {n % 5000}",
                        "Proposal",
                        n % 90_000,
                        "2027-03-01",
                        f"Owner {n % 300}",
                    )
                )
        database = Database.open(f"sqlite:///{folder}/bench.db")
        deals = StoredDeals(database)
        plain = timed(lambda: _read(path))
        first = timed(lambda: deals.save_deals("bench", read_export([path]).deals))
        again = timed(lambda: deals.save_deals("bench", read_export([path]).deals))
        database.close()
    yield Measured(f"import of {ROWS:,} deals", first, "csv module, same file", plain)
    yield Measured("the same file again", again, "csv module, same file", plain)


def _read(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass
