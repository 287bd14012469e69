"""One app for many workspaces: installed on an independent Slack server, used, revoked."""

from __future__ import annotations

import html
import re
import signal
import sqlite3
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.oauth.installation_store import Installation
from structlog.testing import capture_logs

from assistant.bootstrap import build, build_inbox
from assistant.errors import OperatorError
from assistant.settings import read_settings
from assistant.slack.app import build_app, installations_of
from assistant.slack.manifest import scopes
from assistant.slack.serving import serving
from tests.fakes import KeywordReader
from tests.oauth_server import CLIENT_ID, CLIENT_SECRET, TEAM, OAuthServer, oauth_server
from tests.scenarios.test_slack_app import started
from tests.slack_http import asked, free_port, sent
from tests.slack_server import SIGNING_SECRET, waited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.bootstrap import Application
    from assistant.settings import Settings
    from assistant.slack.installations import Installations

KEY = "an old key of more than thirty-two characters"


@dataclass
class Site:
    """The app on HTTP, which workspaces install from `server`."""

    root: str
    server: OAuthServer
    application: Application
    settings: Settings
    late: timedelta = field(default_factory=timedelta)

    @property
    def installations(self) -> Installations:
        return installations_of(self.settings, self.application.installations)

    def begin(self) -> tuple[str, str]:
        """The address of Slack's page, and the cookie, as a browser is given them."""
        with urllib.request.urlopen(f"{self.root}/slack/install", timeout=15) as answer:
            page, cookie = answer.read().decode(), answer.headers["set-cookie"].split(";")[0]
        return html.unescape(re.search(r'href="([^"]*oauth/v2/authorize[^"]*)"', page)[1]), cookie  # type: ignore[index]

    def install(self) -> None:
        page, cookie = self.begin()
        assert asked(self.server.approved(page), None, {"Cookie": cookie})[0] == 200

    def event(self, event: dict[str, Any], team: str = TEAM) -> tuple[int, str]:
        number = f"Ev{time.monotonic_ns()}"
        body = {"type": "event_callback", "team_id": team, "event_id": number, "event": event}
        return sent(f"{self.root}/slack/events", {"event_time": int(time.time()), **body, **event.pop("outer", {})})

    def message(self, text: str, team: str = TEAM) -> tuple[int, str]:
        channel, user = self.direct(), self.server.user("ana")
        return self.event(
            {"type": "message", "channel": channel, "user": user, "text": text, "ts": str(time.time())}, team
        )

    def direct(self) -> str:
        bot = self.installations.bot(TEAM)
        assert bot is not None
        return str(
            self.server.call("conversations.open", bot.bot_token, users=self.server.user("ana"))["channel"]["id"]
        )

    def answers(self, channel: str) -> list[str]:
        bot = self.installations.bot(TEAM)
        assert bot is not None
        found = self.server.call("conversations.history", bot.bot_token, channel=channel)["messages"]
        return [each["text"] for each in found if each["user"] == bot.bot_user_id]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("oauth"), free_port()
    root = f"http://127.0.0.1:{port}"
    with oauth_server(folder, f"{root}/slack/oauth_redirect") as server:
        settings = read_settings(
            home=folder / "home",
            slack_client_id=CLIENT_ID,
            slack_client_secret=CLIENT_SECRET,
            slack_signing_secret=SIGNING_SECRET,
            secret_key=KEY,
            slack_api_url=server.api,
            http_port=port,
            public_url=root,
        )
        late: list[Site] = []

        def clock() -> datetime:
            return datetime.now(UTC) + (late[0].late if late else timedelta())  # noqa: TID251 - Slack's time is real

        with build(settings, clock=clock, reader=KeywordReader({})) as application:
            inbox, rows = build_inbox(settings, application.database), application.installations
            app = build_app(application.coach, clock, settings, inbox, application.sends, rows)
            with inbox, serving(app, settings, application.health):
                late.append(Site(root, server, application, settings))
                yield late[0]


@pytest.fixture
def site(shared: Site) -> Site:
    shared.installations.forget(TEAM, datetime.now(UTC) + timedelta(hours=1))  # noqa: TID251 - Slack's time is real
    return shared


@contextmanager
def later(site: Site, by: timedelta) -> Iterator[None]:
    site.late = by
    yield
    site.late = timedelta()


def test_a_workspace_installs_the_app_and_is_its_own_organisation(site: Site) -> None:
    page, _ = site.begin()
    assert page.startswith(f"{site.server.address}/oauth/v2/authorize?")
    assert f"scope={','.join(scopes())}&" in page
    assert f"redirect_uri={site.root}/slack/oauth_redirect" in page
    with capture_logs() as logs:
        site.install()
    assert [(each["event"], each["team"]) for each in logs] == [("installed", TEAM)]
    channel = site.direct()
    assert site.message("help")[0] == 200
    waited(lambda: site.answers(channel), "the answer")
    assert "Tell me in plain words what the customer did" in site.answers(channel)[0]
    assert TEAM in site.application.desk.ledger.organisations()
    assert site.application.desk.turns.recent(TEAM, channel)
    assert site.application.desk.turns.recent(site.settings.organisation, channel) == ()


def test_a_token_is_never_stored_as_it_is(site: Site) -> None:
    site.install()
    bot = site.installations.bot(TEAM)
    assert bot is not None
    assert bot.bot_token.startswith("xoxb-")
    stored = [each.read_bytes() for each in site.settings.home.glob("rightside.db*") if each.is_file()]
    assert stored
    assert not [each for each in stored if b"xoxb-" in each or bot.bot_token[5:].encode() in each]
    other = site.settings.model_copy(update={"secret_key": type(site.settings.secret_key)("x" * 40)})  # type: ignore[call-arg]
    with pytest.raises(OperatorError, match="cannot be decrypted"):
        installations_of(other, site.application.installations).bot(TEAM)


def test_a_state_is_used_once(site: Site) -> None:
    page, cookie = site.begin()
    back = site.server.approved(page)
    assert asked(back, None, {"Cookie": cookie})[0] == 200
    again = re.sub("code=[^&]*", f"code={re.search('code=([^&]*)', site.server.approved(page))[1]}", back)  # type: ignore[index]
    assert asked(again, None, {"Cookie": cookie})[0] == 401


def test_a_state_ends_after_ten_minutes(site: Site) -> None:
    page, cookie = site.begin()
    back = site.server.approved(page)
    with later(site, timedelta(seconds=601)):
        assert asked(back, None, {"Cookie": cookie})[0] == 401
    assert site.installations.bot(TEAM) is None


@pytest.mark.parametrize("how", ["no cookie", "another browser", "no state", "made up", "cancelled", "bad code"])
def test_what_is_no_installation_of_this_browser_installs_nothing(site: Site, how: str) -> None:
    page, cookie = site.begin()
    back = site.server.approved(page)
    address, given, status = {
        "no cookie": (back, {}, 400),
        "another browser": (back, {"Cookie": site.begin()[1]}, 400),
        "no state": (re.sub("&state=[^&]*", "", back), {"Cookie": cookie}, 400),
        "made up": (re.sub("state=[^&]*", "state=abc", back), {"Cookie": f"{cookie.split('=')[0]}=abc"}, 401),
        "cancelled": (f"{site.root}/slack/oauth_redirect?error=access_denied", {"Cookie": cookie}, 200),
        "bad code": (re.sub("code=[^&]*", "code=abc", back), {"Cookie": cookie}, 401),
    }[how]
    assert asked(address, None, given)[0] == status
    assert site.installations.bot(TEAM) is None


def test_a_workspace_without_the_app_is_not_answered(site: Site) -> None:
    site.install()
    event = {"type": "message", "channel": "D1", "user": "U1", "text": "help", "ts": "1.1"}
    assert site.event(event, "T0NOBODY")[0] == 200
    assert site.application.desk.turns.recent("T0NOBODY", "D1") == ()


def test_where_the_database_is_away_the_page_says_so(site: Site) -> None:
    page, cookie = site.begin()
    back = site.server.approved(page)
    holder = sqlite3.connect(site.application.database.url.database or "", isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        status, said = asked(back, None, {"Cookie": cookie})
    finally:
        holder.rollback()
        holder.close()
    assert (status, "begin the installation again" in said) == (503, True)


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        ({"type": "app_uninstalled"}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U0BOT"]}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, True),
        ({"type": "app_uninstalled", "outer": {"event_time": int(time.time()) - 3600}}, True),
    ],
    ids=["uninstalled", "revoked", "a user's token", "before the app was installed again"],
)
def test_what_is_revoked_is_removed(site: Site, event: dict[str, Any], kept: bool) -> None:
    site.install()
    with capture_logs() as logs:
        assert site.event(dict(event))[0] == 200
        if event.get("tokens") != {"oauth": ["U1"]}:
            waited(lambda: logs, "the log")
    assert (site.installations.bot(TEAM) is not None) is kept
    assert TEAM in site.application.desk.ledger.organisations()


def test_a_whole_grid_is_refused(site: Site) -> None:
    whole = Installation(
        user_id="U1", team_id=TEAM, bot_token="xoxb-1", bot_id="B", bot_user_id="U", is_enterprise_install=True
    )
    with pytest.raises(Exception, match="not in a whole Enterprise Grid"):
        site.installations.save(whole)


def test_it_does_not_start_without_a_key_or_with_a_weak_one(site: Site) -> None:
    coach, clock, rows = site.application.coach, site.application.clock, site.application.installations
    for key, says in ((None, "Set RIGHTSIDE_SECRET_KEY"), ("short", "at least 32 random characters")):
        secret = None if key is None else type(site.settings.secret_key)(key)  # type: ignore[call-arg]
        settings = site.settings.model_copy(update={"secret_key": secret})
        with pytest.raises(OperatorError, match=says):
            build_app(coach, clock, settings, None, site.application.sends, rows)  # type: ignore[arg-type]


def test_as_it_is_run_it_offers_the_installation(tmp_path: Path) -> None:
    port = free_port()
    process = started(
        tmp_path,
        SLACK_CLIENT_ID=CLIENT_ID,
        SLACK_CLIENT_SECRET=CLIENT_SECRET,
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        RIGHTSIDE_SECRET_KEY=KEY,
        RIGHTSIDE_HTTP_PORT=str(port),
    )
    try:
        assert process.stderr is not None
        assert any("Rightside answers Slack" in line for line in iter(process.stderr.readline, ""))
        status, page = asked(f"http://127.0.0.1:{port}/slack/install")
        assert (status, "https://slack.com/oauth/v2/authorize?state=" in page) == (200, True)
        assert asked(f"http://127.0.0.1:{port}/slack/oauth_redirect")[0] == 400
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
