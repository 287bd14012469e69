"""An independent Slack server on a free port, and a driver that plays the people who write in it.

The server is an npm package; it is installed once into `.run/` of the checkout. Without npm the tests that
need it are skipped; where `CI` is set they fail instead.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import httpx
import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / ".run" / "slack-server"
OAUTH_PROGRAM = FOLDER / "node_modules" / "emulate" / "dist" / "index.js"
BINARY = FOLDER / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
TEAM, BOT, CHANNEL, PRIVATE = "T01TEST", "U0BOT", "C01GEN", "G01INNER"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-test", "xapp-test", "signing-secret"
WORKSPACE: dict[str, Any] = {
    "workspace": {"name": "Test", "domain": "test", "teamId": TEAM},
    "app": {
        "appId": "A01APP",
        "botUserId": BOT,
        "botName": "rightside",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "socket",
    },
    "users": [
        {"id": "U01ANA", "name": "ana", "real_name": "Ana", "email": "ana@example.com", "tz": "Europe/Madrid"},
        {"id": "U01BEN", "name": "ben", "real_name": "Ben", "email": "BEN@example.com", "tz": "Europe/London"},
        {"id": "U01NEW", "name": "newcomer", "real_name": "New Comer", "email": "new@example.com"},
    ],
    "channels": [
        {"id": CHANNEL, "name": "general", "members": ["U01ANA", "U01BEN", "U01NEW", BOT]},
        {"id": PRIVATE, "name": "inner", "is_private": True, "members": ["U01ANA", "U01BEN", BOT]},
    ],
}


def installed(program: Path = BINARY) -> Path:
    """A server's program, installed where it is missing; skips (in CI fails) where that cannot be done."""
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None:
        _unavailable("npm is not installed, so the Slack server is not there")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "slack-server" / name, FOLDER / name)
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode or not program.exists():
        _unavailable(f"npm could not install the Slack server: {done.stderr[-300:]}")
    return program


def _unavailable(reason: str) -> None:
    if os.environ.get("CI", "").casefold() in {"1", "true"}:  # noqa: TID251 - CI is no setting of ours
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def slack_server(
    folder: Path, events: str | None = None, workspace: dict[str, Any] = WORKSPACE
) -> Iterator[SlackServer]:
    """The server with an empty workspace, running on a port of its own choice until the block ends.

    It sends over Socket Mode, or where `events` is an address signs its requests and posts them there.
    """
    config = folder / "workspace.json"
    app = workspace["app"] | ({"mode": "events", "requestUrl": events} if events else {})
    config.write_text(json.dumps(workspace | {"app": app}))
    command = [
        str(installed()),
        "--config",
        str(config),
        "--port",
        "0",
        "--base-host",
        "127.0.0.1",
        "--files-dir",
        str(folder / "files"),
    ]
    output = (folder / "server.log").open("w+")
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, process_group=0)  # ours to end
    try:
        log = folder / "server.log"
        address = waited(lambda: re.search(r"http://127\.0\.0\.1:\d+", log.read_text()), "the server's address").group()
        waited(lambda: "Apps:" in log.read_text(), "the server")
        yield SlackServer(address)
    finally:
        process.terminate()
        process.wait(timeout=10)
        output.close()


def waited(look: Callable[[], Any], what: str, seconds: float = 15) -> Any:
    """What `look` finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} seconds for {what}")


@dataclass(frozen=True)
class SlackServer:
    """The server's address, and what it knows."""

    address: str

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    def get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=15) as answer:
            return json.load(answer)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.address}{path}", json.dumps(body).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def reset(self) -> None:
        """Forget every message, DM, modal and the log."""
        self.post("/_control/reset")

    def log(self, kind: str, direction: str | None = None) -> list[dict[str, Any]]:
        """What went between the server and apps: `web_api` calls, `events_api` envelopes, `ack`, `socket`."""
        entries = self.get("/_control/log")["log"]
        return [each for each in entries if each["kind"] == kind and direction in {None, each["direction"]}]

    def wait_connected(self, connections: int = 1) -> None:
        waited(
            lambda: len([e for e in self.log("socket") if "hello" in e["summary"]]) >= connections,
            "the app's connection",
        )

    @property
    def connected(self) -> bool:
        """Whether the app has a connection at this moment."""
        with connect(f"{self.address.replace('http', 'ws')}/ui", max_size=None) as socket:
            return json.loads(socket.recv())["state"]["apps"][0]["connected"]

    def open_modal(self) -> dict[str, Any] | None:
        """The modal on top, where one is open."""
        with connect(f"{self.address.replace('http', 'ws')}/ui", max_size=None) as socket:
            stack = json.loads(socket.recv())["state"]["modalStack"]
            return stack[-1] if stack else None

    def submit_modal(self, user: str, values: dict[str, Any]) -> dict[str, str]:
        """Submit the modal on top as a person; `values` by block id and action id.

        Returns what the modal says is wrong, by block id, and then it stays; nothing where it closes.
        """
        with connect(f"{self.address.replace('http', 'ws')}/ui", max_size=None) as socket:
            socket.recv()
            socket.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
            frames = (json.loads(socket.recv(timeout=15)) for _ in range(1000))
            done = next(each for each in frames if each["t"] == "view_errors" or each.get("stack") == [])
            return done.get("errors", {})

    def trigger(self, user: str) -> str:
        """A leave to open a modal, which the server gives with every button: here with one that nobody knows."""
        before = len(self.log("interactive", "to_bot"))
        with connect(f"{self.address.replace('http', 'ws')}/ui", max_size=None) as socket:
            press = {"t": "block_action", "channel": CHANNEL, "messageTs": "1.1", "user": user}
            socket.send(json.dumps(press | {"action": {"action_id": "of-another-version", "block_id": "b"}}))
        sent = waited(lambda: self.log("interactive", "to_bot")[before:], "the press to be delivered")[-1]["detail"]
        whole = json.loads(parse_qs(sent)["payload"][0]) if isinstance(sent, str) else sent  # over HTTP it is a form
        return whole["trigger_id"]

    def home(self, user: str) -> dict[str, Any] | None:
        """What a person sees in the app's Home tab."""
        with connect(f"{self.address.replace('http', 'ws')}/ui", max_size=None) as socket:
            return json.loads(socket.recv())["state"]["homeViews"].get(user, {}).get("A01APP")


@dataclass
class Driver:
    """One person at the keyboard: writes, presses, reads what they can see."""

    server: SlackServer
    user: str
    seen: set[str] = field(default_factory=set)

    @property
    def dm_channel(self) -> str:
        """The id of the DM with the app."""
        return self.server.post("/api/conversations.open", users=self.user)["channel"]["id"]

    def dm(self, text: str, thread: str | None = None) -> dict[str, Any]:
        """Write to the app; the message as the server keeps it."""
        return self.say(self.dm_channel, text, thread)

    def mention(self, text: str, thread: str | None = None, channel: str = CHANNEL) -> dict[str, Any]:
        """Write in a channel, naming the app."""
        return self.say(channel, f"<@{BOT}> {text}", thread)

    def say(self, channel: str, text: str, thread: str | None = None) -> dict[str, Any]:
        return self.server.post(
            "/_control/message", channel=channel, user=self.user, text=text, **({"thread_ts": thread} if thread else {})
        )["message"]

    def command(self, text: str, channel: str | None = None) -> None:
        """Write `/deal` and this text in a channel (the DM by default)."""
        self.server.post(
            "/_control/command", channel=channel or self.dm_channel, user=self.user, command="/deal", text=text
        )

    def upload(self, *files: tuple[str, bytes], text: str = "", thread: str | None = None) -> dict[str, Any]:
        """Upload files in the DM, each with its name; the message as the server keeps it."""
        fields = {"channel": self.dm_channel, "user": self.user, "text": text, "thread_ts": thread or ""}
        parts = [("file", file) for file in files]
        answer = httpx.post(f"{self.server.address}/_control/upload", data=fields, files=parts, timeout=30)
        return answer.json()["message"]

    def messages(self, channel: str | None = None, thread: str | None = None) -> list[dict[str, Any]]:
        """What this person sees in a channel (the DM by default), or in one thread of it."""
        found = self.server.get(f"/_control/messages/{channel or self.dm_channel}")["messages"]
        return [
            each
            for each in found
            if each.get("ephemeral_to") in {None, self.user}
            and (thread is None or thread in {each["ts"], each.get("thread_ts")})
        ]

    def answers(self, channel: str | None = None, thread: str | None = None) -> list[dict[str, Any]]:
        """The app's messages among them."""
        return [each for each in self.messages(channel, thread) if each.get("user") == BOT]

    def wait_for(self, count: int, channel: str | None = None, thread: str | None = None) -> dict[str, Any]:
        """The newest of the app's messages, once there are `count`."""
        return waited(
            lambda: len(found := self.answers(channel, thread)) >= count and found,
            f"{count} answers in {channel or 'the DM'}",
        )[-1]

    def wait_for_reply(self, channel: str | None = None, thread: str | None = None) -> dict[str, Any]:
        """The app's next message with blocks that this person has not waited for yet."""
        reply = waited(
            lambda: next(
                (each for each in self.answers(channel, thread) if each.get("blocks") and each["ts"] not in self.seen),
                None,
            ),
            "a reply",
        )
        self.seen.add(reply["ts"])
        return reply

    def press(self, message: dict[str, Any], label: str, nth: int = 0) -> None:
        """Press the button with this label (the nth of them) under a message."""
        block, found = [
            (block, element)
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["text"]["text"] == label
        ][nth]
        self.server.post(
            "/_control/interact",
            channel=message["channel"],
            messageTs=message["ts"],
            user=self.user,
            action={**found, "block_id": block["block_id"]},
        )


def labels(message: dict[str, Any]) -> list[str]:
    """The labels of a message's buttons, in order."""
    return [
        element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]
