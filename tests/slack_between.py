"""Between the app and the independent Slack server: what Slack does and that server does not.

It keeps messages' metadata, refuses calls as Slack does that are too many, and delivers again what was not
acknowledged. Everything else goes through as it is.
"""

from __future__ import annotations

import json
import urllib.request
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.connection import Connection

    from tests.slack_server import SlackServer

HISTORY = {"conversations.history", "conversations.replies"}


class Between:
    """What went through. `calls` has each method of the Web API with its arguments, in order.

    While `holding`, events wait in `delivered` until somebody delivers them.
    """

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.address = self.socket = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.delivered: list[dict[str, Any]] = []
        self.acknowledged: set[str] = set()
        self.connections = 0
        self.holding = False
        self._refusals: dict[str, list[int]] = defaultdict(list)
        self._lost: list[str] = []
        self._metadata: dict[str, Any] = {}
        self._sockets: list[str] = []
        self._app: Connection | None = None

    @property
    def api(self) -> str:
        return f"{self.address}/api"

    def refuse(self, method: str, *seconds: int) -> None:
        """Refuse the next calls of a method, each with this Retry-After."""
        self._refusals[method].extend(seconds)

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(called == method for called, _ in self.calls)

    def lose(self, method: str) -> None:
        """Let the server do the next call of a method, and the app not hear of it."""
        self._lost.append(method)

    def deliver(self, envelope: dict[str, Any]) -> None:
        """Hand the app an envelope, whether it had it before or not."""
        assert self._app is not None
        self._app.send(json.dumps(envelope))

    def file(self, path: str, authorization: str) -> bytes:
        """A file that the server keeps, as whoever may read it gets it."""
        request = urllib.request.Request(f"{self.server.address}{path}", headers={"authorization": authorization})
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read()

    def answer(
        self, method: str, arguments: dict[str, Any], query: str, raw: bytes, headers: dict[str, str]
    ) -> dict[str, Any]:
        """What the server answers to a call, with what it lacks."""
        self.calls.append((method, arguments))
        request = urllib.request.Request(f"{self.server.api}{method}{query}", raw or None, headers)
        with urllib.request.urlopen(request, timeout=30) as reply:
            answer = json.load(reply)
        if method == "apps.connections.open":
            self._sockets.append(answer["url"])
            answer["url"] = f"{self.socket}/{len(self._sockets) - 1}"
        if method == "chat.postMessage" and "metadata" in arguments:
            self._metadata[answer["ts"]] = arguments["metadata"]
        if method in HISTORY and "include_all_metadata" in arguments:
            for each in answer["messages"]:
                if each["ts"] in self._metadata:
                    each["metadata"] = self._metadata[each["ts"]]
        return answer

    def refusal(self, method: str) -> int | None:
        waiting = self._refusals[method]
        return waiting.pop(0) if waiting else None

    def loses(self, method: str) -> bool:
        if method not in self._lost:
            return False
        self._lost.remove(method)
        return True

    def connected(self, app: Connection) -> None:
        """Carry frames to and fro, after those events that no app has acknowledged."""
        upstream = self._sockets[int(urlsplit(app.request.path).path.strip("/"))]  # type: ignore[union-attr]
        with connect(upstream, max_size=None) as server:
            app.send(server.recv())  # hello
            self._app = app
            self.connections += 1
            for envelope in list(self.delivered):
                if envelope["envelope_id"] not in self.acknowledged:
                    app.send(json.dumps({**envelope, "retry_attempt": 1, "retry_reason": "timeout"}))
            Thread(target=self._down, args=(server, app), daemon=True).start()
            try:
                for frame in app:
                    self.acknowledged.add(json.loads(frame)["envelope_id"])
                    server.send(frame)
            except ConnectionClosed:
                pass

    def _down(self, server: Connection, app: Connection) -> None:
        try:
            for frame in server:
                envelope = self._own_files(json.loads(frame))
                if envelope.get("type") == "events_api":
                    self.delivered.append(envelope)
                    server.send(json.dumps({"envelope_id": envelope["envelope_id"]}))  # it would wait for seconds
                    if self.holding:
                        continue
                app.send(json.dumps(envelope))
        except ConnectionClosed:
            pass

    def _own_files(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """The event with its files at our own address, since the app's token goes to no other host than the API's."""
        event = (envelope.get("payload") or {}).get("event") or {}
        if "files" in event:
            event["files"] = json.loads(json.dumps(event["files"]).replace(self.server.address, self.address))
        return envelope


@contextmanager
def between(server: SlackServer) -> Iterator[Between]:
    """Stand between until the block ends."""
    here = Between(server)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            where = urlsplit(self.path)
            method = where.path.rsplit("/", 1)[1]
            if (seconds := here.refusal(method)) is not None:
                here.calls.append((f"{method} refused", {}))
                self._say(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})
                return
            kind = self.headers.get("content-type", "")
            arguments = json.loads(raw) if raw and "json" in kind else _form(raw.decode() or where.query)
            headers = {"authorization": self.headers["authorization"], **({"content-type": kind} if raw else {})}
            query = f"?{where.query}" if where.query else ""
            answer = here.answer(method, arguments, query, raw, headers)
            if here.loses(method):
                self.close_connection = True
                return
            self._say(200, answer, {})

        def do_GET(self) -> None:
            if urlsplit(self.path).path.startswith("/api/"):
                self.do_POST()
                return
            body = here.file(self.path, self.headers["authorization"])
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _say(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "content-type": "application/json", "content-length": len(body)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    here.address = f"http://127.0.0.1:{web.server_port}"
    with serve(here.connected, "127.0.0.1", 0, max_size=None) as sockets:
        here.socket = f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}"
        threads = [Thread(target=each.serve_forever, daemon=True) for each in (web, sockets)]
        for thread in threads:
            thread.start()
        yield here
        web.shutdown()
        web.server_close()


def _form(text: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(text).items()}
