"""An OpenAI-compatible server on loopback that plays a script, well- and ill-behaved, and keeps a log.

    with scripted_openai([answer(claims=[...]), status(500)]) as server:
        ModelReader(ChatModel("any", base_url=server.url, api_key="k")).read(message)
        assert server.requests[0].user.startswith(...)

One behaviour is used a request; the last one repeats. `/v1/embeddings` always answers, with vectors that
depend only on the text, unless it has a script of its own. `reading` is a reader on such a server; `GOOD` is
a good answer about `MESSAGE`.
"""

from __future__ import annotations

import base64
import contextlib
import json
import struct
import threading
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from assistant.deals.claims import ToRead
from assistant.language_model.chat import ChatModel
from assistant.reading.model_reader import ModelReader
from tests.builders import bakery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DIMENSIONS = 16


@dataclass(frozen=True)
class Request:
    """One request as it arrived; the names of its headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    def said(self, role: str) -> str:
        return "\n".join(m["content"] for m in self.body.get("messages", []) if m["role"] == role)

    @property
    def system(self) -> str:
        return self.said("system")

    @property
    def user(self) -> str:
        return self.said("user")


@dataclass
class ScriptedServer:
    """`url` goes into `base_url`. `hung_up` is set when a caller closed the connection before the end."""

    url: str
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)


class Exchange:
    """What a behaviour gets: the request, and ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, server: ScriptedServer, request: Request) -> None:
        self.handler = handler
        self.server = server
        self.request = request

    def send(
        self,
        payload: object,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> None:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.start(len(body), status=status, headers=headers, content_type=content_type)
        self.handler.wfile.write(body)

    def start(
        self,
        length: int,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", content_type)
        self.handler.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()


if TYPE_CHECKING:
    Behaviour = Callable[[Exchange], None]


def answer(claims: Sequence[dict[str, Any]] = (), seller_activity: Sequence[str] = ()) -> Behaviour:
    """A well-formed answer with these claims; see `claim` for one."""
    return says(json.dumps({"claims": list(claims), "seller_activity": list(seller_activity)}))


def claim(
    outcome: str,
    quote: str,
    *,
    verdict: str = "happened",
    grade: str = "asserted",
    confidence: float = 0.95,
    occurred_on: str | None = None,
    doer: str = "customer",
) -> dict[str, Any]:
    """One claim as the answer's schema has it."""
    return {
        "quote": quote,
        "outcome": outcome,
        "doer": doer,
        "verdict": verdict,
        "grade": grade,
        "occurred_on": occurred_on,
        "confidence": confidence,
    }


def says(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Behaviour:
    """A completion with any content at all."""
    return lambda exchange: exchange.send(completion(content, finish=finish, refusal=refusal))


def answers(reply: Callable[[Request], str]) -> Behaviour:
    """A completion whose content depends on the request."""
    return lambda exchange: exchange.send(completion(reply(exchange.request)))


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """The body of a chat completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def malformed() -> Behaviour:
    """Content that is no JSON, as a model without schema support gives."""
    return says("Sure! Here is the report: {claims: [")


def truncated() -> Behaviour:
    """An answer cut at the token limit."""
    return says('{"claims": [{"quote": "the board app', finish="length")


def refused() -> Behaviour:
    """A refusal, in the field that the API has for it."""
    return says(None, refusal="I cannot help with that.")


def filtered() -> Behaviour:
    """An answer that the vendor's content filter stopped."""
    return says("", finish="content_filter")


def status(
    code: int, error: str = "", *, headers: dict[str, str] | None = None, message: str = "scripted"
) -> Behaviour:
    """An HTTP error; `error` is the vendor's code, such as `insufficient_quota`."""
    body = {"error": {"message": message, "type": "scripted", "code": error or None, "param": None}}
    return lambda exchange: exchange.send(body, status=code, headers=headers)


def too_many(retry_after: int = 30) -> Behaviour:
    """429 with a time to wait."""
    return status(429, headers={"Retry-After": str(retry_after)})


def hang() -> Behaviour:
    """Takes the request and says nothing until the server is stopped."""
    return lambda exchange: (exchange.server.closing.wait(60), None)[1]


def drip(every: float = 0.05, *, headers_only: bool = False) -> Behaviour:
    """Sends byte after byte, so that no single read ever times out; headers that never end where asked."""

    def send(exchange: Exchange) -> None:
        if headers_only:
            exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        else:
            exchange.start(1_000_000)
        while not exchange.server.closing.wait(every):
            exchange.handler.wfile.write(b" " if not headers_only else b"x")
            exchange.handler.wfile.flush()

    return send


def closes() -> Behaviour:
    """Closes the connection without an answer."""
    return lambda exchange: setattr(exchange.handler, "close_connection", True)


def closes_midway() -> Behaviour:
    """Promises a body and closes after its first bytes."""

    def send(exchange: Exchange) -> None:
        exchange.start(5000)
        exchange.handler.wfile.write(b'{"id": "chat')
        exchange.handler.close_connection = True

    return send


def wrong_type() -> Behaviour:
    """A web page, as a proxy or a wrong address gives."""
    return lambda exchange: exchange.send(b"<html>Welcome</html>", content_type="text/html")


def body(payload: object) -> Behaviour:
    """Any JSON at all with status 200, such as an error object or a completion without choices."""
    return lambda exchange: exchange.send(payload)


def huge(megabytes: int = 8) -> Behaviour:
    """An answer far longer than any limit."""
    return says(json.dumps({"claims": [], "seller_activity": ["x" * (megabytes * 1_000_000)]}))


@contextlib.contextmanager
def scripted_openai(script: Sequence[Behaviour], *, embeddings: Sequence[Behaviour] = ()) -> Iterator[ScriptedServer]:
    """Serve the script on a free loopback port until the block ends."""
    lock = threading.Lock()
    queues = {"/v1/chat/completions": list(script), "/v1/embeddings": list(embeddings) or [_embed]}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(
                self.path, {name.lower(): text for name, text in self.headers.items()}, json.loads(raw or b"{}")
            )
            with lock:
                state.requests.append(request)
                queue = queues.get(self.path, [status(404)])
                behaviour = queue.pop(0) if len(queue) > 1 else queue[0]
            try:
                behaviour(Exchange(self, state, request))
            except (BrokenPipeError, ConnectionResetError):
                state.hung_up.set()
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    state = ScriptedServer(url=f"http://127.0.0.1:{http.server_address[1]}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.closing.set()
        http.shutdown()
        http.server_close()
        thread.join(5)


TEXT = "We sent the offer. The owner opened a budget of 40,000 on Friday. Did she sign the order?"
FACT = "The owner opened a budget of 40,000 on Friday"
MESSAGE = ToRead(text=TEXT, on=date(2026, 3, 10), definitions=tuple(bakery().definitions.values()))
GOOD = answer([claim("budget-opened", FACT, occurred_on="2026-03-06")], ["We sent the offer."])


class reading:  # noqa: N801 - reads as a word in `with`
    """A reader on a scripted server, closed at the end."""

    def __init__(self, server: ScriptedServer, timeout: float = 10, **settings: Any) -> None:
        self.reader = ModelReader(
            ChatModel(
                settings.pop("model", "scripted"),
                base_url=server.url,
                api_key=settings.pop("api_key", "key"),
                timeout=timeout,
                **settings,
            )
        )

    def __enter__(self) -> ModelReader:
        return self.reader

    def __exit__(self, *_: object) -> None:
        self.reader.close()


def vector(text: str) -> list[float]:
    """The vector that the server gives a text: from its digest, each part between -1 and 1."""
    return [byte / 127.5 - 1 for byte in blake2b(text.encode(), digest_size=DIMENSIONS).digest()]


def _embed(exchange: Exchange) -> None:
    texts = exchange.request.body["input"]
    packed = exchange.request.body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": at, "embedding": _packed(vector(str(text))) if packed else vector(str(text))}
        for at, text in enumerate([texts] if isinstance(texts, str) else texts)
    ]
    exchange.send(
        {"object": "list", "data": data, "model": "scripted", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    )


def _packed(values: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()
