"""The HTTP server: uvicorn on a thread of its own, until the block ends."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from assistant.errors import OperatorError
from assistant.slack.gate import EVENTS, Gate
from assistant.slack.modes import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from slack_bolt import App

    from assistant.settings import Settings

GRACE_S = 10  # for requests under way when the server is told to stop


@contextmanager
def serving(app: App, settings: Settings, health: Callable[[], Mapping[str, str | None]]) -> Iterator[str]:
    """Answer Slack's requests until the block ends; gives the address of the events."""
    if settings.slack_signing_secret is None:
        raise OperatorError(missing(settings) or "Set SLACK_SIGNING_SECRET.")
    listening = _listening(settings.http_host, settings.http_port)
    gate = Gate(app, settings.slack_signing_secret.get_secret_value(), health)
    server = uvicorn.Server(
        uvicorn.Config(
            gate,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="http")
    thread.start()
    try:
        while thread.is_alive() and not server.started:
            time.sleep(0.01)
        host, port = listening.getsockname()[:2]
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}{EVENTS}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=256)
    except (OSError, OverflowError) as error:
        raise OperatorError(
            f"The HTTP server cannot listen on {host}:{port} ({error}); set RIGHTSIDE_HTTP_HOST and "
            "RIGHTSIDE_HTTP_PORT to an address that is free."
        ) from error
