"""A proxy before the Slack server, for what that does not have: guests, pages, limits, scopes, token rotation."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = tuple[int, dict[str, str], dict[str, Any]]


@dataclass
class Proxy:
    """Its address, what it was asked, and what it answers itself: a method's name, and the answer to parameters.

    Where an answer is None the server behind it is asked.
    """

    api: str
    behind: str
    answers: dict[str, Callable[[dict[str, str]], Answer | None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def times(self, method: str) -> int:
        return sum(name == method for name, _ in self.asked)


def ok(body: dict[str, Any], **headers: str) -> Answer:
    return 200, headers, {"ok": True, **body}


def fails(error: str, status: int = 200, **headers: str) -> Answer:
    return status, headers, {"ok": False, "error": error}


def user(number: str, **profile: Any) -> Answer:
    """What `users.info` says of somebody."""
    return ok({"user": {"id": number, "profile": {"email": f"{number.lower()}@example.com"}, **profile}})


@contextmanager
def slack_proxy(behind: str = "http://127.0.0.1:9/api/") -> Iterator[Proxy]:
    """The proxy on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            method = urlsplit(self.path).path.rpartition("/")[2]
            given = _parameters(self.headers.get("content-type") or "", body)
            given |= {"token": (self.headers.get("authorization") or given.get("token", "")).removeprefix("Bearer ")}
            proxy.asked.append((method, given))
            own = proxy.answers.get(method, lambda _: None)(given)
            if own is None:
                self.answer(*_forwarded(f"{behind}{method}", body, dict(self.headers)))
            else:
                status, headers, page = own
                self.answer(status, {"content-type": "application/json", **headers}, json.dumps(page).encode())

        do_GET = do_POST  # noqa: N815 - the name that http.server asks for

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = Proxy(f"http://127.0.0.1:{server.server_port}/api/", behind)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


def _parameters(kind: str, body: bytes) -> dict[str, str]:
    return json.loads(body) if "json" in kind and body else dict(parse_qsl(body.decode()))


def _forwarded(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    kept = {name: value for name, value in headers.items() if name.lower() in {"authorization", "content-type"}}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, kept), timeout=15) as answer:
            return answer.status, {"content-type": "application/json"}, answer.read()
    except urllib.error.URLError as error:
        return 502, {"content-type": "text/plain"}, str(error).encode()
