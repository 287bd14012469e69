"""The token of the workspace that a request is from: two workspaces, and tokens that end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import BoltContext, BoltRequest
from slack_sdk.oauth.installation_store import Bot
from structlog.testing import capture_logs

from assistant.bootstrap import build, build_inbox
from assistant.errors import UnavailableError
from assistant.settings import read_settings
from assistant.slack.app import build_app, installations_of
from assistant.slack.oauth import workspaces
from tests.builders import NOW
from tests.fakes import KeywordReader
from tests.slack_proxy import fails, ok, slack_proxy, user
from tests.slack_server import SIGNING_SECRET, waited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.bootstrap import Application
    from assistant.jobs.durable import DurableInbox
    from assistant.settings import Settings
    from assistant.slack.installations import Installations
    from assistant.slack.oauth import Workspaces
    from tests.slack_proxy import Proxy

HOUR = 3600


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with slack_proxy() as server:
        yield server


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, proxy: Proxy) -> Settings:
    return read_settings(
        home=tmp_path_factory.mktemp("home"),
        slack_client_id="1.2",
        slack_client_secret="secret",
        slack_signing_secret=SIGNING_SECRET,
        secret_key="k" * 40,
        slack_api_url=proxy.api,
    )


@pytest.fixture(scope="module")
def application(settings: Settings) -> Iterator[Application]:
    with build(settings, clock=lambda: NOW, reader=KeywordReader({})) as built:
        yield built


@pytest.fixture(scope="module")
def inbox(settings: Settings, application: Application) -> Iterator[DurableInbox]:
    with build_inbox(settings, application.database) as opened:
        yield opened


@pytest.fixture
def store(settings: Settings, application: Application, proxy: Proxy) -> Installations:
    proxy.asked.clear()
    proxy.answers.clear()
    return installations_of(settings, application.installations)


@pytest.fixture
def rooms(settings: Settings, application: Application, store: Installations) -> Workspaces:
    return workspaces(settings, store, application.desk.turns.exclusive)


def install(store: Installations, team: str, ends_in: int | None = None, token: str = "") -> None:
    bot = Bot(
        team_id=team,
        bot_token=token or f"xoxb-{team}",
        bot_id=f"B{team}",
        bot_user_id=f"U0{team}",
        installed_at=time.time(),
        bot_refresh_token="xoxe-1" if ends_in else None,
        bot_token_expires_in=ends_in,
    )
    store.save(_Installed(bot))  # type: ignore[arg-type]


class _Installed:
    """As much of an installation as the store looks at."""

    is_enterprise_install = False

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def to_bot(self) -> Bot:
        return self._bot


def exchanged(_: dict[str, str]) -> Any:
    time.sleep(0.05)
    return ok({"access_token": "xoxb-new", "refresh_token": "xoxe-2", "expires_in": 12 * HOUR, "token_type": "bot"})


def test_a_token_that_lasts_is_left_alone(rooms: Workspaces, store: Installations, proxy: Proxy) -> None:
    install(store, "T1", 12 * HOUR)
    install(store, "T2")
    found = rooms(context=BoltContext(), team_id="T1")
    assert found is not None
    assert (found.bot_token, found.bot_user_id, found.team_id) == ("xoxb-T1", "U0T1", "T1")
    assert rooms(context=BoltContext(), team_id="T2") is not None
    assert rooms(context=BoltContext(), team_id="T3") is None
    assert rooms(context=BoltContext(), team_id=None) is None
    assert proxy.asked == []


def test_a_token_is_exchanged_once_before_it_ends(rooms: Workspaces, store: Installations, proxy: Proxy) -> None:
    install(store, "T1", HOUR)
    proxy.answers["oauth.v2.access"] = exchanged
    with ThreadPoolExecutor(8) as pool:
        bots = list(pool.map(rooms.bot, ["T1"] * 8))
    assert {bot.bot_token if bot else None for bot in bots} == {"xoxb-new"}
    (asked,) = [given for method, given in proxy.asked if method == "oauth.v2.access"]
    assert (asked["grant_type"], asked["refresh_token"]) == ("refresh_token", "xoxe-1")
    kept = store.bot("T1")
    assert kept is not None
    assert (kept.bot_token, kept.bot_refresh_token) == ("xoxb-new", "xoxe-2")


@pytest.mark.parametrize("error", ["invalid_refresh_token", "internal_error", "invalid_auth"])
def test_where_it_cannot_be_exchanged_it_is_used_to_its_end(
    rooms: Workspaces, store: Installations, proxy: Proxy, error: str
) -> None:
    proxy.answers["oauth.v2.access"] = lambda _: fails(error)
    install(store, "T1", HOUR)
    with capture_logs() as logs:
        bot = rooms.bot("T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-T1"
    assert error in logs[0]["reason"]
    install(store, "T1", -1)
    if error == "internal_error":
        with pytest.raises(UnavailableError):
            rooms.bot("T1")
    else:
        assert rooms.bot("T1") is None


def test_an_uninstalled_workspace_is_not_brought_back_by_an_exchange(
    rooms: Workspaces, store: Installations, proxy: Proxy
) -> None:
    install(store, "T1", HOUR)

    def meanwhile(given: dict[str, str]) -> Any:
        store.forget("T1", datetime.now(UTC).replace(year=2100))  # noqa: TID251 - after any installation
        return exchanged(given)

    proxy.answers["oauth.v2.access"] = meanwhile
    rooms.bot("T1")
    assert store.bot("T1") is None


def test_two_workspaces_share_nothing(
    application: Application, settings: Settings, store: Installations, proxy: Proxy, inbox: DurableInbox
) -> None:
    for team in ("T1", "T2"):
        install(store, team)
    proxy.answers["users.info"] = lambda given: user(given["user"])
    proxy.answers["chat.postMessage"] = lambda _: ok({"ts": "1.1"})
    app = build_app(application.coach, application.clock, settings, inbox, application.sends, application.installations)
    for team, text in (("T1", "create deal Oven for Bakery"), ("T2", "my deals")):
        event = {"type": "message", "channel": "D1", "user": "U1", "text": text, "ts": f"{len(text)}.1"}
        body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{team}", "event": event}
        before = proxy.times("chat.postMessage")
        assert app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
        waited(lambda before=before: proxy.times("chat.postMessage") > before, "the answer", 60)
    posted = [given for method, given in proxy.asked if method == "chat.postMessage"]
    assert [each["token"] for each in posted] == ["xoxb-T1", "xoxb-T2"]
    assert "Oven" in str(posted[0])
    assert "Oven" not in str(posted[1])
    assert [each.name for each in application.desk.deals.deals("T1")] == ["Oven"]
    assert application.desk.deals.deals("T2") == ()
    assert {given["token"] for method, given in proxy.asked if method == "users.info"} == {"xoxb-T1", "xoxb-T2"}


def delivered(team: str) -> BoltRequest:
    event = {"type": "message", "channel": "D1", "user": "U1", "text": "my deals", "ts": "1.1"}
    body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{team}", "event": event}
    return BoltRequest(mode="socket_mode", body=body)


def test_what_waits_is_answered_with_the_token_of_that_moment(
    application: Application, settings: Settings, store: Installations, proxy: Proxy, inbox: DurableInbox
) -> None:
    install(store, "T4")

    def meanwhile(given: dict[str, str]) -> Any:
        install(store, "T4", token="xoxb-later")
        return user(given["user"])

    proxy.answers |= {"users.info": meanwhile, "chat.postMessage": lambda _: ok({"ts": "1.1"})}
    app = build_app(application.coach, application.clock, settings, inbox, application.sends, application.installations)
    assert app.dispatch(delivered("T4")).status == 200
    waited(lambda: proxy.times("chat.postMessage"), "the answer", 60)
    assert [given["token"] for method, given in proxy.asked if method == "chat.postMessage"] == ["xoxb-later"]


def test_what_waits_is_dropped_where_the_app_was_removed(
    application: Application, settings: Settings, store: Installations, proxy: Proxy, inbox: DurableInbox
) -> None:
    install(store, "T5")

    def meanwhile(given: dict[str, str]) -> Any:
        store.forget("T5", datetime.now(UTC).replace(year=2100))  # noqa: TID251 - after any installation
        return user(given["user"])

    proxy.answers["users.info"] = meanwhile
    app = build_app(application.coach, application.clock, settings, inbox, application.sends, application.installations)
    with capture_logs() as logs:
        assert app.dispatch(delivered("T5")).status == 200
        waited(lambda: logs, "the log")
    assert (logs[0]["team"], "not installed there any more" in logs[0]["event"]) == ("T5", True)
    assert application.desk.turns.recent("T5", "D1") == ()
    assert proxy.times("chat.postMessage") == 0


def test_a_missing_row_port_is_said(
    application: Application, settings: Settings, inbox: DurableInbox, tmp_path: Path
) -> None:
    lacking = settings.model_copy(update={"slack_client_secret": None, "home": tmp_path})
    with pytest.raises(Exception, match="Set SLACK_CLIENT_SECRET"):
        build_app(application.coach, application.clock, lacking, inbox, application.sends, application.installations)
