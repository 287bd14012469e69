"""How long a sync with Salesforce takes: `python -m evals.bench.following [DEALS]`, apart from `make bench`.

The tests' fake of Salesforce runs in a process of its own, so that only our side counts towards the memory.
"""

from __future__ import annotations

import importlib
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from assistant.bootstrap import build_clock, build_salesforce, opened_records
from assistant.coaching.syncing import follow
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from assistant.coaching.syncing import Followed

DEALS, CHANGED = 50_000, 100


def serve(pipe: Connection, folder: str, deals: int) -> None:
    """Be the fake: give the settings, then change some deals each time this is asked for, until the pipe closes."""
    org = importlib.import_module("tests.salesforce_org").generated(deals)
    with importlib.import_module("tests.salesforce_server").salesforce(org, Path(folder)) as server:
        pipe.send(server.settings())
        while (count := pipe.recv()) is not None:
            org.now += timedelta(hours=1)
            for n in range(count):
                org.put("Opportunity", Id=f"006{n * (deals // count):015}", StageName="Negotiation", Amount=1 + n)
            pipe.send(True)


def main() -> None:
    """Everything, then nothing new, then a hundred changes, then everything again."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else DEALS
    ours, theirs = get_context("spawn").Pipe()
    table = Table("what", "seconds", "deals read", "added", "changed", "peak memory, MB")
    with tempfile.TemporaryDirectory(prefix="rightside-bench-") as home:
        server = get_context("spawn").Process(target=serve, args=(theirs, f"{home}/salesforce", deals), daemon=True)
        server.start()
        os.environ.update(ours.recv())  # noqa: TID251 - as an operator sets them
        settings = read_settings(home=Path(home), database_url=None)
        for what, changes, full in (
            ("everything", 0, False),
            ("nothing new", 0, False),
            (f"{CHANGED} changes", CHANGED, False),
            ("everything again (--full)", 0, True),
        ):
            if changes:
                ours.send(changes)
                ours.recv()
            began = time.perf_counter()
            done = run(settings, full=full)
            took = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            cells = (f"{took:.1f}", *map(str, (done.deals_read, done.deals_added, done.deals_changed)), f"{peak:.0f}")
            table.add_row(what, *cells)
        ours.send(None)
        server.join()
    Console().print(table)


def run(settings: Settings, *, full: bool) -> Followed:
    """One run, as `rightside sync salesforce` makes it, opening the database included."""
    with opened_records(settings) as records:
        crm, now = build_salesforce(settings), build_clock(settings)()
        return follow(records.deals, records.crm_marks, settings.organisation, crm, now=now, full=full)


if __name__ == "__main__":
    main()
