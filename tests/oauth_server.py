"""An independent Slack server that installs apps: the page that asks for leave, codes, tokens."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack_http import free_port
from tests.slack_server import OAUTH_PROGRAM, installed, waited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENT_ID, CLIENT_SECRET = "12.34", "client-secret"
TEAM = "T000000001"


@dataclass(frozen=True)
class OAuthServer:
    """Its address, and a person who gives the app leave."""

    address: str

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    def call(self, method: str, token: str = "test_token_admin", **body: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.api}{method}",
            json.dumps(body).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=15) as answer:
            return json.load(answer)

    def user(self, name: str) -> str:
        """The id of a user by name."""
        members = self.call("users.list")["members"]
        return next(each["id"] for each in members if each["name"] == name)

    def approved(self, page: str, name: str = "ana") -> str:
        """Where Slack sends somebody who gives the app leave on its page."""
        with urllib.request.urlopen(page, timeout=15) as answer:
            forms = re.findall(r"<form.*?</form>", answer.read().decode(), re.DOTALL)
        form = next(each for each in forms if self.user(name) in each)
        fields = {
            re.search(r'name="([^"]*)"', each)[1]: re.search(r'value="([^"]*)"', each)[1]  # type: ignore[index]
            for each in re.findall(r"<input[^>]*>", form)
        }
        request = urllib.request.Request(
            f"{self.address}/oauth/v2/authorize/callback", urllib.parse.urlencode(fields).encode()
        )
        try:
            urllib.request.build_opener(_Staying).open(request, timeout=15)
        except urllib.error.HTTPError as moved:
            return str(moved.headers["location"])
        raise AssertionError("Slack sent nobody back")


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def oauth_server(folder: Path, redirect: str) -> Iterator[OAuthServer]:
    """The server with one workspace and one app, until the block ends."""
    app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Rightside", "redirect_uris": [redirect]}
    users = [{"name": "ana", "real_name": "Ana", "email": "ana@example.com"}]
    (folder / "seed.json").write_text(json.dumps({"slack": {"oauth_apps": [app], "users": users}}))
    port = free_port()
    command = ["node", str(installed(OAUTH_PROGRAM)), "--service", "slack", "--port", str(port)]
    with (folder / "oauth.log").open("w+") as output:
        process = subprocess.Popen([*command, "--seed", str(folder / "seed.json")], stdout=output, stderr=output)
        try:
            server = OAuthServer(f"http://127.0.0.1:{port}")
            waited(lambda: _answers(server), "the server of installations")
            yield server
        finally:
            process.terminate()
            process.wait(timeout=10)


def _answers(server: OAuthServer) -> bool:
    try:
        return bool(server.call("users.list")["ok"])
    except OSError:
        return False
