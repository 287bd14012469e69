"""The app in a process of its own that may be killed: started and started again on one home."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.processes import StoredProcesses
from tests.builders import DEALS, NOW, PEOPLE, bakery
from tests.postgres import new_database
from tests.slack_between import Between, between
from tests.slack_server import APP_TOKEN, BOT_TOKEN, TEAM, Driver, slack_server, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deals.observation import Observation

CHECKOUT = Path(__file__).resolve().parents[1]
ORGANISATION = "default"
_numbers = count(1)


def url_of(kind: str, folder: Path) -> str:
    """The URL of an empty database, `sqlite` or `postgres`."""
    return new_database() if kind == "postgres" else f"sqlite:///{folder / 'rightside.db'}"


class DurableApp:
    """The process, and what it may be judged by: the ledger, and what people see."""

    def __init__(self, folder: Path, between: Between, ledger: StoredLedger, url: str) -> None:
        self.between = between
        self.ana = Driver(between.server, "U01ANA")
        self._folder = folder
        self._ledger = ledger
        self._url = url
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0

    def start(self) -> None:
        """Start it where it does not run; returns once it is connected."""
        if not self._dead():
            return
        kept = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 - the child needs PATH and the like
            if not name.startswith(("RIGHTSIDE_", "SLACK_", "OPENAI_"))
        }
        settings = {
            "RIGHTSIDE_HOME": str(self._folder),
            "RIGHTSIDE_DATABASE_URL": self._url,
            "RIGHTSIDE_TODAY": "2026-03-10",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": self.between.api,
            "CRASH_FILE": str(self._folder / "crash"),
            "PYTHONPATH": str(CHECKOUT),
        }
        log = (self._folder / "app.log").open("ab")
        self._starts += 1
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashing_app"],
            cwd=self._folder,
            stdout=log,
            stderr=log,
            env={**kept, **settings},
        )
        log.close()
        waited(lambda: self.between.connections >= self._starts or self._dead(), "the app's start", 60)
        assert not self._dead(), self.log()[-2000:]

    def ask(self) -> dict[str, Any]:
        """A new reply with the buttons of a question, the app running."""
        self.start()
        before = len(self.ana.answers())
        self.ana.dm("where is Old Mill Bakery?")
        asked = self.ana.wait_for(before + 1)
        self.ana.seen |= {each["ts"] for each in self.ana.answers()}
        return asked

    def interact(self, **payload: Any) -> None:
        """Hand the app what Ana does outside messages, as Slack sends it; an answer to it goes nowhere."""
        number = next(_numbers)
        whole = {"team": {"id": TEAM}, "user": {"id": "U01ANA", "team_id": TEAM}, "api_app_id": "A01APP"}
        whole |= {"trigger_id": f"{number}.1", **payload}
        self.between.deliver({"type": "interactive", "envelope_id": f"by-hand-{number}", "payload": whole})

    def submit(self, callback: str, carried: str = "", **inputs: str) -> None:
        """Submit a form of Ana's; `inputs` by name, of which `deal` and `kind` are choices."""
        values = {
            name: {name: {"selected_option": {"value": value}} if name in {"deal", "kind"} else {"value": value}}
            for name, value in inputs.items()
        }
        view = {"id": f"V{next(_numbers)}", "type": "modal", "callback_id": callback, "private_metadata": carried}
        self.interact(type="view_submission", view=view | {"state": {"values": values}})

    def arm(self, point: str) -> None:
        """Let it be killed at this point, the next time it comes there."""
        (self._folder / "crash").write_text(point)

    def wait_killed(self) -> None:
        assert self._process is not None
        assert self._process.wait(30) == -9

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        """What the process has written to stderr."""
        return (self._folder / "app.log").read_text()

    def ledger(self, deal: str = "D1") -> tuple[Observation, ...]:
        return self._ledger.observations(ORGANISATION, deal)

    def _dead(self) -> bool:
        return self._process is None or self._process.poll() is not None


@contextmanager
def durable_app(folder: Path, url: str) -> Iterator[DurableApp]:
    """A database with a process, people and deals; the app is not started."""
    database = Database.open(url)
    StoredProcesses(database).publish(ORGANISATION, bakery(), "", by="test", at=NOW)
    StoredDeals(database).save_people(ORGANISATION, PEOPLE)
    StoredDeals(database).save_deals(ORGANISATION, DEALS)
    with slack_server(folder) as server, between(server) as here:
        app = DurableApp(folder, here, StoredLedger(database), url)
        try:
            yield app
        finally:
            app.kill()
            database.close()
