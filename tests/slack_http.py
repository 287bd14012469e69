"""Requests as Slack signs them, to the app's own HTTP server."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from tests.slack_server import SIGNING_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def signed(body: bytes, *, secret: str = SIGNING_SECRET, age_s: float = 0) -> dict[str, str]:
    """The headers of a request that was signed some seconds ago."""
    at = str(int(time.time() - age_s))
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature or ""}


def asked(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The status and text of the answer."""
    request = urllib.request.Request(address, body, dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def sent(address: str, payload: Mapping[str, Any]) -> tuple[int, str]:
    """An event, signed and sent as Slack does."""
    body = json.dumps(payload).encode()
    return asked(address, body, {"Content-Type": "application/json", **signed(body)})


def pressed(address: str, payload: Mapping[str, Any]) -> tuple[int, str]:
    """A pressed button or the like, signed and sent as Slack does."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return asked(address, body, {"Content-Type": "application/x-www-form-urlencoded", **signed(body)})
