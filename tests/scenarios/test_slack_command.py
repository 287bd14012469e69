"""`rightside slack sync-people`, and what `rightside doctor` says of Slack."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from assistant.bootstrap import opened_records
from assistant.deals.deal import Person
from assistant.settings import read_settings
from assistant.slack.app import installations_of
from assistant.slack.manifest import scopes
from tests.contract.test_ledger_installations import installation
from tests.slack_proxy import fails, ok, slack_proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.slack_proxy import Answer, Proxy

    Command = Callable[..., tuple[int, str, str]]

ORGANISATION = "default"
KEY = "k" * 40


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    with slack_proxy() as server:
        server.answers["auth.test"] = lambda _: ok(
            {"team_id": "T1", "user_id": "U0BOT", "bot_id": "B0"}, x_oauth_scopes=",".join(scopes())
        )
        server.answers["apps.connections.open"] = lambda _: ok({"url": "wss://127.0.0.1:9"})
        monkeypatch.setenv("SLACK_API_URL", server.api)
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
        yield server


def member(number: int, **more: Any) -> dict[str, Any]:
    profile = {"email": f"P{number}@Example.com", **more.pop("profile", {})}
    return {"id": f"U{number}", "team_id": "T1", "real_name": f"Person {number}", "profile": profile, **more}


def paged(users: list[dict[str, Any]], size: int) -> Callable[[dict[str, str]], Answer]:
    """Pages of a directory; the second is refused once, for a second."""
    refused: list[float] = []

    def answer(given: dict[str, str]) -> Answer:
        start = int(given.get("cursor") or 0)
        if start and not refused:
            refused.append(time.monotonic())
            return fails("ratelimited", 429, retry_after="1")
        if start:
            assert time.monotonic() - refused[0] >= 1
        following = str(start + size) if start + size < len(users) else ""
        return ok({"members": users[start : start + size], "response_metadata": {"next_cursor": following}})

    return answer


def save(*people: Person, organisation: str = ORGANISATION) -> None:
    with opened_records(read_settings()) as records:
        records.deals.save_people(organisation, people)


def people(organisation: str = ORGANISATION) -> dict[str, Person]:
    with opened_records(read_settings()) as records:
        return {each.id: each for each in records.deals.people(organisation)}


def test_members_become_people_page_by_page(rightside: Command, proxy: Proxy) -> None:
    save(
        Person(id="ana", name="Ana", email="p1@example.com", manager="mara", sees_all=True),
        Person(id="twin-1", name="T", email="p2@example.com"),
        Person(id="twin-2", name="T", email="P2@example.com"),
        Person(id="slack:U3", name="old", email="p3@example.com", manager="ana"),
    )
    users = [
        member(1, tz="Asia/Tokyo"),
        member(2),
        member(3, tz="Europe/Madrid"),
        member(4, profile={"email": None}),
        member(5, is_restricted=True),
        member(6, deleted=True),
        member(7, is_bot=True),
        member(8, team_id="T2"),
        {"id": "USLACKBOT", "team_id": "T1"},
        member(9),
    ]
    proxy.answers["users.list"] = paged(users, 4)
    code, out, err = rightside("slack", "sync-people")
    assert (code, out.split(": ", 1)) == (
        0,
        [
            "T1",
            "1 matched by e-mail, 4 known to Slack alone, 5 left out (guests, bots, deactivated). "
            "People: 3 added, 2 changed.\n",
        ],
    )
    assert "more than one person has p2@example.com (twin-1, twin-2)" in err
    assert proxy.times("users.list") == 4
    found = people()
    assert found["ana"] == Person(
        id="ana", name="Ana", email="p1@example.com", manager="mara", sees_all=True, timezone="Asia/Tokyo"
    )
    assert found["slack:U3"].manager == "ana"
    assert (found["slack:U3"].name, found["slack:U3"].timezone) == ("Person 3", "Europe/Madrid")
    assert {"slack:U2", "slack:U4", "slack:U9"} <= found.keys()
    assert not {"slack:U1", "slack:U5", "slack:U6", "slack:U7", "slack:U8", "slack:USLACKBOT"} & found.keys()
    assert "3 changed" not in rightside("slack", "sync-people")[1]


def test_what_slack_refuses_is_one_sentence(rightside: Command, proxy: Proxy) -> None:
    proxy.answers["users.list"] = lambda _: fails("missing_scope", needed="users:read")
    code, _, err = rightside("slack", "sync-people")
    assert (code, err.count("\n")) == (2, 1)
    assert "lacks the scope" in err
    assert rightside("slack", "sync-people", "--team", "T9")[0] == 2
    proxy.answers["auth.test"] = lambda _: fails("invalid_auth")
    assert "refuses the token" in rightside("slack", "sync-people")[2]


def test_without_a_token_it_says_what_to_set(rightside: Command) -> None:
    assert "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN" in rightside("slack", "sync-people")[2]


@pytest.fixture
def many(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    monkeypatch.delenv("SLACK_APP_TOKEN")
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    for name, value in (
        ("SLACK_CLIENT_ID", "1.2"),
        ("SLACK_CLIENT_SECRET", "secret"),
        ("SLACK_SIGNING_SECRET", "signing"),
        ("RIGHTSIDE_SECRET_KEY", KEY),
    ):
        monkeypatch.setenv(name, value)
    settings = read_settings()
    with opened_records(settings) as records:
        for team in ("T1", "T2"):
            installations_of(settings, records.installations).save(installation(team, f"xoxb-{team}"))
    return proxy


def test_each_workspace_that_installed_the_app_is_its_own(rightside: Command, many: Proxy) -> None:
    many.answers["oauth.v2.access"] = lambda _: fails("none of these tokens ends soon")
    save(Person(id="ana", name="Ana", email="p1@example.com"), organisation="T2")
    many.answers["users.list"] = lambda given: ok(
        {"members": [member(1, team_id=given["token"].removeprefix("xoxb-"))], "response_metadata": {}}
    )
    code, out, _ = rightside("slack", "sync-people")
    assert (code, [line.split(",")[0] for line in out.splitlines()]) == (
        0,
        ["T1: 0 matched by e-mail", "T2: 1 matched by e-mail"],
    )
    assert set(people("T1")) == {"slack:U1"}
    assert set(people("T2")) == {"ana"}
    assert rightside("slack", "sync-people", "--team", "T2")[1].startswith("T2: 1 matched")
    assert "not installed in 'T3'" in rightside("slack", "sync-people", "--team", "T3")[2]


def slack_check(rightside: Command) -> tuple[str, str]:
    out = json.loads(rightside("doctor", "--format", "json")[1])
    return next((each["state"], each["detail"]) for each in out["checks"] if each["what"] == "Slack")


def test_doctor_asks_slack_about_the_tokens(rightside: Command, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    state, detail = slack_check(rightside)
    assert (state, detail.startswith("Socket Mode for T1 at ")) == ("ok", True)
    proxy.answers["apps.connections.open"] = lambda _: fails("invalid_auth")
    assert slack_check(rightside)[1].startswith("SLACK_APP_TOKEN: Slack refuses the token (invalid_auth)")
    proxy.answers["auth.test"] = lambda _: ok({"team_id": "T1"}, X_OAuth_Scopes="chat:write, im:history")
    monkeypatch.delenv("SLACK_APP_TOKEN")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s")
    state, detail = slack_check(rightside)
    assert state == "broken"
    lacking = [each for each in scopes() if each not in {"chat:write", "im:history"}]
    assert f"T1 has not granted {', '.join(lacking)}" in detail
    assert "install the app again; signed HTTP on http://127.0.0.1:3000 for T1" in detail
    proxy.answers["auth.test"] = lambda _: fails("token_revoked")
    assert slack_check(rightside)[1].startswith("Slack refuses the token (token_revoked)")


def test_doctor_asks_for_every_workspace(rightside: Command, many: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    many.answers["auth.test"] = lambda given: (
        ok({"team_id": "T1"}, x_oauth_scopes=",".join(scopes()))
        if "T1" in given["token"]
        else fails("account_inactive")
    )
    state, detail = slack_check(rightside)
    assert state == "broken"
    assert detail.startswith("T2: Slack refuses the token (account_inactive)")
    assert "OAuth over signed HTTP on http://127.0.0.1:3000, installed in 2 workspaces" in detail
    monkeypatch.setenv("RIGHTSIDE_SECRET_KEY", "short")
    assert "at least 32 random characters" in slack_check(rightside)[1]
    monkeypatch.delenv("RIGHTSIDE_SECRET_KEY")
    assert slack_check(rightside) == (
        "not set",
        "Set RIGHTSIDE_SECRET_KEY to run in Slack; docs/slack.md says where to find them.",
    )
