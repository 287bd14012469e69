"""`python slack_app.py`, as it is run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.slack_server import APP_TOKEN, BOT_TOKEN, Driver, slack_server

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).resolve().parents[2]


def started(home: Path, command: Sequence[str] = ("slack_app.py",), **settings: str) -> subprocess.Popen[str]:
    kept = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - the child needs PATH and the like
        if not name.startswith(("RIGHTSIDE_", "SLACK_", "OPENAI_"))
    }
    return subprocess.Popen(
        [sys.executable, *(str(CHECKOUT / each) if each.endswith(".py") else each for each in command)],
        cwd=home,
        text=True,
        stderr=subprocess.PIPE,
        env={**kept, "RIGHTSIDE_HOME": str(home / "home"), **settings},
    )


def test_without_tokens_it_says_what_is_missing(tmp_path: Path) -> None:
    process = started(tmp_path)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == ("Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to run in Slack; docs/slack.md says where to find them.\n")


def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    process = started(tmp_path, RIGHTSIDE_TODAY="some day")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("A setting cannot be used")
    assert said.count("\n") == 1


def test_it_answers_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with slack_server(tmp_path) as server:
        process = started(
            tmp_path,
            SLACK_BOT_TOKEN=BOT_TOKEN,
            SLACK_APP_TOKEN=APP_TOKEN,
            SLACK_API_URL=server.api.rstrip("/"),
            SLACK_CLIENT_ID="1.2",
            SLACK_CLIENT_SECRET="secret",
        )
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            assert any("Rightside is connected to Slack" in line for line in lines)
            server.wait_connected()
            rep = Driver(server, "U01NEW")
            rep.dm("help")
            assert "Tell me in plain words what the customer did" in rep.wait_for_reply()["text"]
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
