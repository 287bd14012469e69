"""What stands before the app on HTTP: the health page, and the refusal of whatever Slack did not sign.

Nothing of a request is parsed before its size and signature are checked.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

from assistant.errors import RightsideError
from assistant.slack.failures import translated
from assistant.slack.front import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt import App
    from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest

EVENTS, INSTALL, REDIRECT, HEALTH = "/slack/events", "/slack/install", "/slack/oauth_redirect", "/healthz"
LARGEST = 512 * 1024  # bytes; Slack's own payloads stay far below
DRAINED = 8 * 1024 * 1024  # of a larger body, so that its sender still reads the answer
PATIENCE_S = 10.0  # for a body to arrive
OK, UNSIGNED, LATE, LARGE, AWAY = 200, 401, 408, 413, 503


class Gate:
    """The ASGI application. `health` says what answers: a name, and None or the reason why it does not."""

    def __init__(self, app: App, secret: str, health: Callable[[], Mapping[str, str | None]]) -> None:
        self._bolt = _Threaded(app, EVENTS)
        self._verifier = SignatureVerifier(secret)
        self._health = health

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        if scope["path"] == HEALTH:
            status, page = await asyncio.to_thread(self._healthy)
            await _answer(send, status, page)
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                body = await _body(receive)
        except TimeoutError:
            body, refused = None, LATE
        else:
            refused = LARGE if body is None else OK if scope["path"] != EVENTS else self._signed(scope, body)
        if body is None or refused != OK:
            sender = (scope.get("client") or ("unknown",))[0]
            log.warning("a request was refused", status=refused, path=scope["path"], sender=sender)
            await _answer(send, refused, {"error": "refused"})
            return
        whole = {"type": "http.request", "body": body, "more_body": False}

        async def again() -> dict[str, Any]:
            return whole

        await self._bolt(scope, again, send)

    def _signed(self, scope: dict[str, Any], body: bytes) -> int:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        timestamp, signature = (headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        if not (timestamp.isdecimal() and timestamp.isascii() and signature.isascii()):
            return UNSIGNED
        return OK if self._verifier.is_valid(body, timestamp, signature) else UNSIGNED

    def _healthy(self) -> tuple[int, dict[str, str]]:
        found = self._health()
        for name, reason in found.items():
            if reason is not None:
                log.warning("not healthy", part=name, reason=reason)
        page = {name: "ok" if reason is None else "away" for name, reason in found.items()}
        return AWAY if any(found.values()) else OK, page


class _Threaded(SlackRequestHandler):
    """Bolt's adapter, with the work on threads: the app waits for the database and for Slack."""

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        return await asyncio.to_thread(self.app.dispatch, await _bolt_request(request))

    async def handle_installation(self, request: AsgiHttpRequest) -> BoltResponse:
        assert self.app.oauth_flow is not None
        return await asyncio.to_thread(_page, self.app.oauth_flow.handle_installation, await _bolt_request(request))

    async def handle_callback(self, request: AsgiHttpRequest) -> BoltResponse:
        assert self.app.oauth_flow is not None
        return await asyncio.to_thread(_page, self.app.oauth_flow.handle_callback, await _bolt_request(request))


def _page(show: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
    try:
        with translated():
            return show(request)
    except RightsideError as error:
        log.warning("an installation failed", reason=str(error))
        return BoltResponse(status=AWAY, body="Something did not answer; begin the installation again in a minute.")


async def _bolt_request(request: AsgiHttpRequest) -> BoltRequest:
    return BoltRequest(body=await request.get_raw_body(), query=request.query_string, headers=request.get_headers())


async def _body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes | None:
    """The whole body; None for one that is too large."""
    body, more = bytearray(), True
    while more and len(body) <= DRAINED:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return None if len(body) > LARGEST else bytes(body)


async def _answer(send: Callable[[dict[str, Any]], Awaitable[None]], status: int, page: Mapping[str, str]) -> None:
    body = json.dumps(page).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
