"""The app over signed HTTP: as it is run, and what it refuses."""

from __future__ import annotations

import json
import signal
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from assistant.bootstrap import build, build_inbox
from assistant.coaching.publishing import publish
from assistant.errors import OperatorError
from assistant.settings import read_settings
from assistant.slack.app import build_app
from assistant.slack.gate import DRAINED
from assistant.slack.serving import serving
from tests.builders import DEALS, NOW, PEOPLE, bakery
from tests.fakes import KeywordReader
from tests.scenarios.test_slack_app import started
from tests.slack_http import asked, free_port, pressed, sent, signed
from tests.slack_server import BOT_TOKEN, SIGNING_SECRET, TEAM, Driver, SlackServer, slack_server
from tests.slack_workplace import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slack_bolt import App

    from assistant.bootstrap import Application
    from assistant.settings import Settings

NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"


@dataclass
class Site:
    """The app behind its own HTTP server."""

    address: str
    server: SlackServer
    application: Application
    settings: Settings
    app: App

    @property
    def recorded(self) -> int:
        return len(self.application.desk.ledger.observations(self.settings.organisation, "D1"))

    def news(self, ts: str) -> dict[str, object]:
        channel = Driver(self.server, "U01ANA").dm_channel
        event = {"type": "message", "channel": channel, "user": "U01ANA", "text": NEWS, "ts": ts}
        return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": event}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("http")
    with slack_server(folder) as server:
        settings = read_settings(
            home=folder / "home",
            organisation="org-http",
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=server.api,
            http_port=0,
        )
        with build(settings, clock=lambda: NOW, reader=KeywordReader(CLAIMS)) as application:
            publish(application.desk, settings.organisation, bakery(), "", by="test", at=NOW)
            application.desk.deals.save_people(settings.organisation, PEOPLE)
            application.desk.deals.save_deals(settings.organisation, DEALS)
            inbox = build_inbox(settings, application.database)
            app = build_app(application.coach, application.clock, settings, inbox, application.sends)
            with inbox, serving(app, settings, application.health) as address:
                yield Site(address, server, application, settings, app)


@contextmanager
def refused(site: Site) -> Iterator[list[dict[str, object]]]:
    """Nothing is recorded and nothing posted in this block, and the log has one line of it."""
    before = site.recorded, len(site.server.log("web_api"))
    with capture_logs() as logs:
        yield logs
    assert (site.recorded, len(site.server.log("web_api"))) == before
    assert [each["event"] for each in logs] == ["a request was refused"]


@pytest.mark.parametrize("command", [["slack_app.py"], ["-m", "assistant.terminal.main", "serve"]])
def test_it_answers_over_http_until_it_is_told_to_stop(tmp_path: Path, command: list[str]) -> None:
    port = free_port()
    with slack_server(tmp_path, f"http://127.0.0.1:{port}/slack/events") as server:
        process = started(
            tmp_path,
            command,
            SLACK_BOT_TOKEN=BOT_TOKEN,
            SLACK_SIGNING_SECRET=SIGNING_SECRET,
            SLACK_API_URL=server.api,
            RIGHTSIDE_HTTP_PORT=str(port),
        )
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            assert any(f"Rightside answers Slack at http://127.0.0.1:{port}/slack/events" in line for line in lines)
            rep = Driver(server, "U01NEW")
            rep.dm("help")
            assert "Tell me in plain words what the customer did" in rep.wait_for_reply()["text"]
            assert asked(f"http://127.0.0.1:{port}/healthz") == (200, '{"database": "ok", "store": "ok"}')
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def test_a_signed_event_is_answered(site: Site) -> None:
    before = site.recorded
    assert sent(site.address, site.news("10.1"))[0] == 200
    assert "Recorded" in Driver(site.server, "U01ANA").wait_for_reply()["text"]
    assert site.recorded == before + 1


@pytest.mark.parametrize("headers", ["forged", "replayed", "early", "none", "garbage"])
def test_what_slack_did_not_sign_just_now_is_refused(site: Site, headers: str) -> None:
    body = json.dumps(site.news("20.1")).encode()
    given = {
        "forged": signed(body, secret="another secret"),
        "replayed": signed(body, age_s=301),
        "early": signed(body, age_s=-310),
        "none": {},
        "garbage": {"X-Slack-Request-Timestamp": "-½", "X-Slack-Signature": "v0=é"},
    }[headers]
    with refused(site) as logs:
        assert asked(site.address, body, given)[0] == 401
    assert logs[0]["status"] == 401
    assert "12,000" not in str(logs)


def test_a_signature_is_for_its_body_alone(site: Site) -> None:
    body = json.dumps(site.news("21.1")).encode()
    with refused(site):
        assert asked(site.address, body.replace(b"12,000", b"92,000"), signed(body))[0] == 401


@pytest.mark.parametrize("path", ["/slack/events", "/slack/install", "/elsewhere"])
def test_a_megabyte_is_refused_before_it_is_read(site: Site, path: str) -> None:
    body = json.dumps({**site.news("22.1"), "padding": "x" * 1_000_000}).encode()
    with refused(site) as logs:
        assert asked(site.address.replace("/slack/events", path), body, signed(body))[0] == 413
    assert logs[0]["path"] == path


def test_an_endless_body_is_given_up(site: Site) -> None:
    host, port = site.address.split("/")[2].split(":")
    with refused(site), socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk, received = b"10000\r\n" + b"x" * 0x10000 + b"\r\n", b""
        try:
            for _ in range(2 * DRAINED // 0x10000):
                line.sendall(chunk)
            received = line.recv(1000)
        except OSError:
            received = b"HTTP/1.1 413"  # the server hung up
        assert received.startswith(b"HTTP/1.1 413")


def test_an_unknown_action_changes_nothing(site: Site) -> None:
    before = site.recorded, len(site.server.log("web_api"))
    channel = Driver(site.server, "U01ANA").dm_channel
    action = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U01ANA", "team_id": TEAM},
        "container": {"channel_id": channel, "message_ts": "1.1"},
        "channel": {"id": channel},
        "actions": [{"action_id": "launch", "block_id": "b", "type": "button", "value": "{}"}],
    }
    with capture_logs() as logs:
        assert pressed(site.address, action)[0] == 200
    assert [(each["event"], each["names"]) for each in logs] == [("nobody takes this", ["launch"])]
    posted = [each for each in site.server.log("web_api")[before[1] :] if "chat." in str(each["summary"])]
    assert (site.recorded, posted) == (before[0], [])


def test_there_is_nothing_else(site: Site) -> None:
    root = site.address.removesuffix("/slack/events")
    assert [asked(root + path)[0] for path in ("/", "/slack/install", "/slack/oauth_redirect")] == [404, 404, 404]


def test_slack_may_check_the_address(site: Site) -> None:
    assert sent(site.address, {"type": "url_verification", "challenge": "abc"}) == (200, '{"challenge": "abc"}')


def test_the_health_page_says_what_is_away(site: Site) -> None:
    with serving(site.app, site.settings, lambda: {"database": "It is gone.", "store": None}) as address:
        page = address.replace("/slack/events", "/healthz")
        with capture_logs() as logs:
            assert asked(page) == (503, '{"database": "away", "store": "ok"}')
    assert logs[0]["reason"] == "It is gone."


def test_a_port_in_use_is_one_sentence(site: Site) -> None:
    port = int(site.address.split("/")[2].split(":")[1])
    taken = site.settings.model_copy(update={"http_port": port})
    with (
        pytest.raises(OperatorError, match=f"cannot listen on 127.0.0.1:{port}"),
        serving(site.app, taken, site.application.health),
    ):
        pass


def test_the_application_knows_what_is_away(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path / "h", chroma_url="http://127.0.0.1:9")
    with build(settings, reader=KeywordReader({})) as application:
        health = application.health()
    assert health["database"] is None
    assert "127.0.0.1:9" in (health["store"] or "")
