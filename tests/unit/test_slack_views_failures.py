"""Slack's errors become ours, through the real client against a small server; people; what is missing."""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import slack_sdk.errors
from slack_sdk import WebClient

from assistant.deals.deal import Person
from assistant.errors import OperatorError, PersonError, RightsideError, UnavailableError
from assistant.settings import Settings
from assistant.slack.app import build_app, connected, missing
from assistant.slack.failures import translated
from assistant.slack.people import People

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)


@contextmanager
def answering(answer: bytes, status: int = 200) -> Iterator[WebClient]:
    """A client whose server gives this answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield WebClient(token="xoxb-test", base_url=f"http://127.0.0.1:{server.server_port}/", retry_handlers=[])
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        ({"error": "invalid_auth"}, OperatorError, "refuses the token"),
        ({"error": "missing_scope", "needed": "users:read.email"}, OperatorError, "lacks the scope users:read.email"),
        ({"error": "not_in_channel"}, OperatorError, "invite the app"),
        ({"error": "ratelimited"}, UnavailableError, "try again"),
        ({"error": "file_deleted"}, PersonError, "no longer in Slack"),
        ({}, UnavailableError, "no reason given"),
    ],
    ids=str,
)
def test_a_refusal_becomes_a_sentence(error: dict[str, str], kind: type[RightsideError], says: str) -> None:
    with (
        answering(json.dumps({"ok": False, **error}).encode()) as client,
        pytest.raises(kind, match=says),
        translated(),
    ):
        client.auth_test()


def test_an_answer_that_is_no_json_means_later() -> None:
    with answering(b"<html>oops", 503) as client, pytest.raises(UnavailableError), translated():
        client.auth_test()


def test_a_refusal_that_only_a_bug_explains_stays_what_it_is() -> None:
    with (
        answering(b'{"ok": false, "error": "invalid_blocks"}') as client,
        pytest.raises(slack_sdk.errors.SlackApiError),
        translated(),
    ):
        client.auth_test()


def test_nobody_at_the_address_means_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnavailableError, match="cannot be reached"), translated():
        WebClient(token="x", base_url=f"http://127.0.0.1:{port}/", retry_handlers=[]).auth_test()


BUGS = {"SlackObjectFormationError", "BotUserAccessError", "SlackClientError", "SlackTokenRotationError"}
"""Raised for what we built wrongly, for the base itself, and for token rotation, which is not used."""


def test_every_error_of_the_vendor_is_sorted() -> None:
    mine = {
        name for name, each in vars(slack_sdk.errors).items() if isinstance(each, type) and issubclass(each, Exception)
    }
    for name in sorted(mine - BUGS - {"SlackApiError"}):
        with pytest.raises(RightsideError), translated():
            raise getattr(slack_sdk.errors, name)("something")


class Directory:
    """The part of the `Deals` port that people need."""

    def __init__(self, *people: Person) -> None:
        self._people = people

    def people(self, organisation: str) -> tuple[Person, ...]:
        return self._people


@pytest.mark.parametrize(
    ("mail", "person"),
    [("ANA@example.com", "ana"), ("twin@example.com", "slack:U1"), ("new@example.com", "slack:U1"), (None, "slack:U1")],
)
def test_a_slack_user_is_the_one_person_with_that_address(mail: str | None, person: str) -> None:
    directory = Directory(
        *(
            Person(id=i, name=i, email=m)
            for i, m in (
                ("ana", "ana@example.com"),
                ("twin-1", "twin@example.com"),
                ("twin-2", "twin@example.com"),
                ("none", ""),
                ("slack:U7", "ana@example.com"),
            )
        )
    )
    answer = {"ok": True, "user": {"id": "U1", "tz": "Europe/Madrid", "profile": {"email": mail}}}
    with answering(json.dumps(answer).encode()) as client:
        who = People(directory, "o", "T1", lambda: NOW).who(client, "U1")  # type: ignore[arg-type]
    assert (who.person, who.timezone) == (person, "Europe/Madrid")


def test_a_user_is_looked_up_again_after_some_minutes() -> None:
    times = iter([NOW, NOW + timedelta(minutes=9), NOW + timedelta(minutes=11)])
    people = People(Directory(), "o", "T1", lambda: next(times))  # type: ignore[arg-type]
    with answering(b'{"ok": true, "user": {"id": "U1"}}') as client:
        first = people.who(client, "U1")
    assert first.timezone == "UTC"
    with answering(b'{"ok": true, "user": {"id": "U1", "tz": "Asia/Tokyo"}}') as client:
        assert people.who(client, "U1") == first
        assert people.who(client, "U1").timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to run in Slack"),
        ({"slack_bot_token": "xoxb-1"}, "Set SLACK_APP_TOKEN to run in Slack"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, None),
        ({"slack_signing_secret": "s"}, "Set SLACK_BOT_TOKEN to run in Slack"),
        ({"slack_signing_secret": "s", "slack_bot_token": "xoxb-1"}, None),
        (
            {"slack_client_id": "1.2"},
            "Set SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET and RIGHTSIDE_SECRET_KEY to run in Slack",
        ),
        (
            {"slack_client_id": "1.2", "slack_client_secret": "s", "slack_signing_secret": "s"},
            "Set RIGHTSIDE_SECRET_KEY to run in Slack",
        ),
    ],
    ids=str,
)
def test_what_is_missing_is_one_sentence(given: dict[str, str], says: str | None) -> None:
    lack = missing(Settings(_env_file=None, **given))
    assert lack is None if says is None else lack is not None and lack.startswith(says)


def test_without_a_token_no_app_is_built_and_nothing_connects() -> None:
    without = Settings(_env_file=None)
    with pytest.raises(OperatorError, match="Set SLACK_BOT_TOKEN"):
        build_app(None, lambda: NOW, without, None, None)  # type: ignore[arg-type]
    with pytest.raises(OperatorError, match="Set SLACK_BOT_TOKEN"), connected(None, without):  # type: ignore[arg-type]
        pass
