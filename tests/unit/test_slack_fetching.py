"""What goes to Slack beside its API: files fetched with the token, answers through a hook."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk import WebClient

from assistant.documents.limits import MOST_BYTES
from assistant.errors import OperatorError, PersonError, RateLimitedError, RightsideError, UnavailableError
from assistant.slack.files import fetched
from assistant.slack.incoming import Shared, Spot
from assistant.slack.posting import post
from assistant.slack.views.shown import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server(ThreadingHTTPServer):
    """Gives one answer to everything, but for the paths in `beside`, and keeps what it was asked."""

    def __init__(self, status: int, answer: bytes, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.given = (status, answer, headers)
        self.beside: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None, bytes]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.server.asked.append((self.path, self.headers.get("authorization"), self.rfile.read(length)))
        status, answer, headers = self.server.given
        if self.path in self.server.beside:
            status, answer = 200, self.server.beside[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def answering(status: int = 200, answer: bytes = b"", **headers: str) -> Iterator[Server]:
    server = Server(status, answer, headers)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def client(server: Server) -> WebClient:
    return WebClient(token="xoxb-test", base_url=f"http://127.0.0.1:{server.server_port}/api/")


def file(server: Server, size: int = 5) -> Shared:
    return Shared("F1", "a.txt", size, f"http://127.0.0.1:{server.server_port}/files-pri/a.txt")


def test_a_file_is_fetched_with_the_token() -> None:
    with answering(answer=b"hello") as server:
        assert fetched(client(server), file(server)) == b"hello"
    assert server.asked == [("/files-pri/a.txt", "Bearer xoxb-test", b"")]


@pytest.mark.parametrize(
    ("status", "answer", "kind", "says"),
    [
        (302, b"", OperatorError, "files:read"),
        (403, b"", OperatorError, "files:read"),
        (404, b"", UnavailableError, "404"),
        (500, b"", UnavailableError, "500"),
        (200, b"<html>", UnavailableError, "in part or not at all"),
        (200, b"", UnavailableError, "in part or not at all"),
        (200, b"a" * (MOST_BYTES + 1), PersonError, "at most 10 MB"),
    ],
    ids=str,
)
def test_what_is_not_the_file_is_refused(status: int, answer: bytes, kind: type[RightsideError], says: str) -> None:
    with answering(status, answer, location="http://127.0.0.1:9/login") as server, pytest.raises(kind, match=says):
        fetched(client(server), file(server))
    assert len(server.asked) == 1


def test_a_file_that_nobody_sends_is_told() -> None:
    with answering() as server:
        gone = file(server)
    with pytest.raises(UnavailableError, match="did not send"):
        fetched(client(server), gone)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://files.slack.com/files-pri/a.txt", True),
        ("https://slack.com/a.txt", True),
        ("http://files.slack.com/a.txt", False),
        ("https://slack.com.evil.example/a.txt", False),
        ("https://evilslack.com/a.txt", False),
        ("https://files.slack.com@evil.example/a.txt", False),
        ("https://me@files.slack.com/a.txt", False),
        ("https://files.slack.com:8443@evil.example/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slacks_hosts_alone(url: str, sent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nothing of this test leaves the machine
    slack = WebClient(token="xoxb-test", base_url="https://slack.com/api/")
    with pytest.raises(RightsideError) as refused:
        fetched(slack, Shared("F1", "a.txt", 5, url))
    assert isinstance(refused.value, UnavailableError if sent else PersonError)


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1])
def test_a_file_of_no_use_is_not_fetched(size: int) -> None:
    with answering() as server, pytest.raises(PersonError):
        fetched(client(server), file(server, size))
    assert server.asked == []


def hooked(server: Server) -> Spot:
    return Spot("C1", "U1", hook=f"http://127.0.0.1:{server.server_port}/hook")


def test_an_answer_through_a_hook_is_the_askers_alone() -> None:
    with answering(answer=b"ok") as server:
        post(client(server), hooked(server), sentence("Hello"), "1")
    ((_, authorization, body),) = server.asked
    assert authorization is None
    assert b'"response_type": "ephemeral"' in body
    assert b'"replace_original": false' in body


def test_where_a_hook_is_over_the_answer_goes_to_the_asker_in_the_channel() -> None:
    with answering(404, b"expired_url") as server:
        server.beside = {"/api/chat.postEphemeral": b'{"ok": true, "message_ts": "1.1"}'}
        assert post(client(server), hooked(server), sentence("Hello"), "1") == "1.1"
    assert [path for path, *_ in server.asked] == ["/hook", "/api/chat.postEphemeral"]


def test_where_the_app_is_no_member_either_it_goes_to_the_dm() -> None:
    with answering(404, b"expired_url") as server:
        server.beside = {
            "/api/chat.postEphemeral": b'{"ok": false, "error": "channel_not_found"}',
            "/api/conversations.open": b'{"ok": true, "channel": {"id": "D1"}}',
            "/api/chat.postMessage": b'{"ok": true, "ts": "2.1"}',
        }
        assert post(client(server), hooked(server), sentence("Hello"), "1") == "2.1"
    assert json.loads(server.asked[-1][2])["channel"] == "D1"


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimitedError), (500, UnavailableError)])
def test_a_hook_that_may_work_later_is_tried_again_later(status: int, kind: type[RightsideError]) -> None:
    with answering(status, **{"Retry-After": "7"}) as server, pytest.raises(kind):
        post(client(server), hooked(server), sentence("Hello"), "1")
    assert len(server.asked) == 1


def test_the_address_of_a_hook_is_logged_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with answering(answer=b"ok") as server:
        spot = hooked(server)
        post(client(server), spot, sentence("Hello"), "1")
    assert "/hook" not in caplog.text
    assert "/hook" not in repr(spot)
