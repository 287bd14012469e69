"""How soon Slack hears that an event has arrived: `python -m evals.bench.acknowledging`.

The app as it runs, with the local reader and SQLite on this disk, gets 100 events a second from 50 people, and keeps
each before it acknowledges it, while its workers read and answer. The baseline, in the same run, is a Bolt app that
only acknowledges. The time is that from the event's turn to arrive, so waiting behind earlier events counts. Slack
itself is a small server here that says yes to everything.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from assistant.bootstrap import build, build_inbox
from assistant.coaching.publishing import prepare
from assistant.deals.deal import Deal
from assistant.settings import read_settings
from assistant.slack.app import build_app
from evals.bench.measured import Measured, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

A_SECOND, EVENTS, PEOPLE = 100, 1000, 50
TEAM, BOT, TOKEN = "T1", "UBOT", "xoxb-1"
NEWS = "Old Mill: their finance lead wrote: “the budget for the ovens is approved”"
WHO = {"ok": True, "bot_id": "B0", "user_id": BOT, "team_id": TEAM, "ts": "1.1", "user": {"id": "U1", "tz": "UTC"}}


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """The median and the 99th percentile of both."""
    tell(f"Acknowledging {EVENTS} events, {A_SECOND} a second …")
    alone = acknowledged(_bare(), "A")
    ours = _ours()
    for share in (50, 99):
        yield Measured(
            f"acknowledge an event, p{share}",
            float(np.percentile(ours, share)),
            f"Bolt alone, p{share}",
            float(np.percentile(alone, share)),
        )


def acknowledged(app: App, prefix: str) -> list[float]:
    """Seconds until each event was acknowledged, one event at a time as over Socket Mode."""
    begun, times = time.perf_counter(), []
    for number in range(EVENTS):
        due = begun + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        status = app.dispatch(BoltRequest(mode="socket_mode", body=_event(f"{prefix}{number}", number))).status
        assert status == 200, status  # noqa: PLR2004 - an acknowledgement
        times.append(time.perf_counter() - due)
    return times


def _ours() -> list[float]:
    """Measured in a process of its own, which is killed: reading what it has kept takes minutes."""
    with tempfile.TemporaryDirectory() as home:
        here, there = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(target=_measured, args=(Path(home), there))
        process.start()
        there.close()
        times: list[float] = here.recv()
        process.kill()
        process.join()
    return times


def _measured(home: Path, result: Connection) -> None:
    with _slack() as (address, posted):
        settings = read_settings(home=home, slack_bot_token=TOKEN, slack_api_url=address)
        with build(settings) as application:
            prepare(application.desk, settings.organisation, application.clock())
            deals = [Deal(id=f"D{i}", name="Old Mill", account="Old Mill", owner=f"slack:U{i}") for i in range(PEOPLE)]
            application.desk.deals.save_deals(settings.organisation, deals)
            inbox = build_inbox(settings, application.database)
            app = build_app(application.coach, application.clock, settings, inbox, application.sends)
            with inbox:
                app.dispatch(BoltRequest(mode="socket_mode", body=_event("warm", 0)))
                while not posted:
                    time.sleep(0.05)
                result.send(acknowledged(app, "B"))


def _bare() -> App:
    ourselves = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_user_id=BOT)
    app = App(authorize=lambda: ourselves, request_verification_enabled=False, name="bare")
    app.event("message")(lambda: None)
    return app


def _event(name: str, number: int) -> dict[str, Any]:
    person = number % PEOPLE
    event = {"type": "message", "channel": f"D{person}", "user": f"U{person}", "ts": f"1700000000.{name}", "text": NEWS}
    return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{name}", "event": event}


@contextmanager
def _slack() -> Iterator[tuple[str, list[str]]]:
    """A server that says yes; its address, and the messages posted to it."""
    posted: list[str] = []
    answer = json.dumps(WHO).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path.endswith("chat.postMessage"):
                posted.append(self.path)
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - http.server's own
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", posted
    finally:
        server.shutdown()
        server.server_close()


def main() -> int:
    """Measure and print one table."""
    out = Console()
    out.print(table(list(measure(lambda text: out.print(text, style="dim")))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
