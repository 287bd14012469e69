"""The app as it runs, on the independent Slack server: real coach, ledger and store, a keyword reader."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltRequest

from assistant.bootstrap import build, build_inbox
from assistant.coaching.publishing import publish
from assistant.errors import UnavailableError
from assistant.settings import Settings, read_settings
from assistant.slack.app import build_app, connected
from tests.builders import DEALS, NOW, PEOPLE, bakery
from tests.fakes import KeywordReader
from tests.slack_server import APP_TOKEN, BOT_TOKEN, TEAM, Driver, SlackServer, slack_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from slack_bolt import App, BoltResponse
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    from assistant.bootstrap import Application
    from assistant.deals.claims import Reading, ToRead
    from assistant.deals.observation import Observation
    from assistant.jobs.durable import DurableInbox

CLAIMS = {
    r"owner wrote: .*oven": ("budget-opened", "happened", "quoted", 0.95),
    r"spoiled loaves": ("problem-stated", "happened", "surrogate", 0.9),
    r"money went elsewhere": ("budget-opened", "reversed", "asserted", 0.9),
    r"maybe baked": ("test-bake", "happened", "asserted", 0.3),
}
_numbers = count(1)


class CountingInbox:
    """The app's own inbox, which also counts what arrives."""

    def __init__(self, inbox: DurableInbox) -> None:
        self._inbox = inbox
        self.serve = inbox.serve
        self.arrived: list[str] = []

    def keep(self, organisation: str, kind: str, delivery: str, conversation: str, payload: dict[str, Any]) -> None:
        self.arrived.append(delivery)
        self._inbox.keep(organisation, kind, delivery, conversation, payload)


class FragileReader(KeywordReader):
    """A reader with a bug and a store that is sometimes away; what is slow it reads once it may `go_on`."""

    def __init__(self, claims: Mapping[str, tuple[str, str, str, float]]) -> None:
        super().__init__(claims)
        self.go_on = Event()

    def read(self, message: ToRead) -> Reading:
        if "slow" in message.text:
            self.read_texts.append(message)
            self.go_on.wait(10)
        if "bug" in message.text:
            raise ZeroDivisionError("division by zero")
        if "away" in message.text:
            raise UnavailableError("The model did not answer; try again in a minute.")
        return super().read(message)


@dataclass
class Workplace:
    """One organisation with its app connected to the server."""

    server: SlackServer
    application: Application
    settings: Settings
    app: App
    inbox: CountingInbox

    @property
    def ana(self) -> Driver:
        return Driver(self.server, "U01ANA")

    @property
    def ben(self) -> Driver:
        return Driver(self.server, "U01BEN")

    def shortcut(self, callback: str, user: str = "U01ANA", message: dict[str, Any] | None = None) -> int:
        """Choose a shortcut, on a message where one is given; the server has none, so it is handed to the app."""
        body = {"type": "shortcut", "callback_id": callback, "trigger_id": self.server.trigger(user)}
        if message is not None:
            body |= {"type": "message_action", "message_ts": message["ts"], "response_url": "http://127.0.0.1:9/"}
            body |= {"message": message, "channel": {"id": message["channel"], "name": "general"}}
        return self.dispatch(body, user).status

    def dispatch(self, body: dict[str, Any], user: str = "U01ANA") -> BoltResponse:
        """Hand the app a payload of a person's that the server cannot send."""
        whole = {"team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": "A01APP", **body}
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=whole))

    def behind(self, api: str) -> None:
        """Let the app ask Slack at another address."""
        settings = self.settings.model_copy(update={"slack_api_url": api})
        shared = self.application
        self.app = build_app(shared.coach, shared.clock, settings, self.inbox, shared.sends)

    def ledger(self, deal: str = "D1") -> tuple[Observation, ...]:
        return self.application.desk.ledger.observations(self.settings.organisation, deal)


@dataclass
class Office:
    """What the tests of a module share: the server, the application, one connection."""

    server: SlackServer
    application: Application
    inbox: DurableInbox
    socket: SocketModeHandler


@contextmanager
def building(folder: Path) -> Iterator[Office]:
    """Everything that takes seconds to start."""
    settings = _settings(folder / "home", "http://127.0.0.1:9/", "nobody")
    settings.home.mkdir()
    with (
        slack_server(folder) as server,
        build(settings, clock=lambda: NOW, reader=FragileReader(CLAIMS)) as application,
    ):
        settings = _settings(settings.home, server.api, "nobody")
        inbox = build_inbox(settings, application.database)
        app = build_app(application.coach, application.clock, settings, inbox, application.sends)
        with inbox, connected(app, settings) as socket:
            server.wait_connected()
            yield Office(server, application, inbox, socket)


@contextmanager
def working(office: Office) -> Iterator[Workplace]:
    """A new organisation with a process, people and deals, whose app answers on the shared connection."""
    application = office.application
    settings = _settings(application.settings.home, office.server.api, f"org-{next(_numbers)}")
    publish(application.desk, settings.organisation, bakery(), "", by="test", at=NOW)
    application.desk.deals.save_people(settings.organisation, PEOPLE)
    application.desk.deals.save_deals(settings.organisation, DEALS)
    office.server.reset()
    inbox = CountingInbox(office.inbox)
    office.socket.app = build_app(application.coach, application.clock, settings, inbox, application.sends)
    yield Workplace(office.server, application, settings, office.socket.app, inbox)


def _settings(home: Path, api: str, organisation: str) -> Settings:
    return read_settings(
        home=home, organisation=organisation, slack_bot_token=BOT_TOKEN, slack_app_token=APP_TOKEN, slack_api_url=api
    )
