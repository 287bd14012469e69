"""The sample organisation in a workspace of the independent Slack server: the app as it runs, with the local reader."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltRequest

from assistant.bootstrap import build, build_inbox
from assistant.settings import read_settings
from assistant.slack.app import answering, build_app
from assistant.slack.gate import EVENTS
from assistant.terminal.sample import ORGANISATION, load
from tests.slack_http import free_port, pressed
from tests.slack_proxy import slack_proxy, user
from tests.slack_server import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    WORKSPACE,
    Driver,
    SlackServer,
    slack_server,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from slack_bolt import App

    from assistant.bootstrap import Application
    from assistant.settings import Settings

REP, MANAGER, ADMINISTRATOR, NEWCOMER, GUEST = "U01REP", "U01MGR", "U01ADM", "U01NEW", "U01GST"
NAMES = {
    REP: ("rep", "Sample Rep", "has four deals; write “my deals”, or what a customer did"),
    MANAGER: ("manager", "Sample Manager", "sees the rep's deals"),
    ADMINISTRATOR: ("administrator", "Sample Administrator", "sees every deal, the processes and the health"),
    NEWCOMER: ("newcomer", "New Comer", "has no deals yet"),
}


@dataclass(frozen=True)
class SampleWorkplace:
    """The server, the app that answers on it, and over HTTP the address that it answers at."""

    server: SlackServer
    application: Application
    app: App
    address: str | None

    def person(self, number: str) -> Driver:
        """Somebody at the keyboard."""
        return Driver(self.server, number)

    def shortcut(self, callback: str, person: str, message: dict[str, Any] | None = None) -> None:
        """Choose a shortcut, on a message where one is given; the server has none, so it is sent as Slack does."""
        body: dict[str, Any] = {"type": "shortcut", "callback_id": callback, "trigger_id": self.server.trigger(person)}
        if message is not None:
            body |= {"type": "message_action", "message_ts": message["ts"], "response_url": "http://127.0.0.1:9/"}
            body |= {"message": message, "channel": {"id": message["channel"], "name": "general"}}
        whole = {"team": {"id": TEAM}, "user": {"id": person, "team_id": TEAM}, "api_app_id": "A01APP", **body}
        if self.address is None:
            self.app.dispatch(BoltRequest(mode="socket_mode", body=whole))
        else:
            pressed(self.address, whole)


@contextmanager
def sample_workplace(
    folder: Path, *, http: bool = False, guest: bool = False, clock: Callable[[], datetime] | None = None
) -> Iterator[SampleWorkplace]:
    """Everything running on loopback, over Socket Mode or signed HTTP, until the block ends; it lives in `folder`.

    The server knows members alone: for a `guest` stands a proxy before it, through which files do not come.
    """
    port = free_port() if http else None
    with ExitStack() as stack:
        address = f"http://127.0.0.1:{port}{EVENTS}" if http else None
        server = stack.enter_context(slack_server(folder, address, _workspace(guest=guest)))
        api = stack.enter_context(_knowing_the_guest(server)) if guest else server.api
        settings = _settings(folder, api, port)
        application = stack.enter_context(build(settings, clock=clock))
        load(application.desk, application.clock())
        inbox = build_inbox(settings, application.database)
        app = build_app(application.coach, application.clock, settings, inbox, application.sends)
        stack.enter_context(inbox)
        stack.enter_context(answering(app, settings, application.health))
        if not http:
            server.wait_connected()
        yield SampleWorkplace(server, application, app, address)


def _workspace(*, guest: bool) -> dict[str, Any]:
    people = {**NAMES, GUEST: ("guest", "Some Guest", "")} if guest else NAMES
    return WORKSPACE | {
        "workspace": {"name": "Sample", "domain": "sample", "teamId": TEAM},
        "users": [
            {"id": number, "name": name, "real_name": real, "email": f"{name}@example.com", "tz": "Europe/London"}
            for number, (name, real, _) in people.items()
        ],
        "channels": [{"id": CHANNEL, "name": "general", "members": [*people, BOT]}],
    }


def _settings(folder: Path, api: str, port: int | None) -> Settings:
    """As the machine has it set, but for where things are kept and how Slack is reached."""
    over_http = {"slack_signing_secret": SIGNING_SECRET, "http_port": port, "slack_app_token": None}
    return read_settings(
        home=folder / "home",
        database_url=None,
        chroma_url=None,
        organisation=ORGANISATION,
        slack_bot_token=BOT_TOKEN,
        slack_client_id=None,
        slack_client_secret=None,
        slack_api_url=api,
        **({"slack_app_token": APP_TOKEN} if port is None else over_http),
    )


@contextmanager
def _knowing_the_guest(server: SlackServer) -> Iterator[str]:
    with slack_proxy(server.api) as proxy:
        proxy.answers["users.info"] = lambda given: (
            user(GUEST, team_id=TEAM, is_restricted=True) if given.get("user") == GUEST else None
        )
        yield proxy.api
