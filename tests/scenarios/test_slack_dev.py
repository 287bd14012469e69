"""`make slack-dev`, as it is run: a workspace in the browser, gone without a trace afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.slack_sample import REP
from tests.slack_server import Driver, SlackServer, installed, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    installed()
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.slack_dev"],
        cwd=CHECKOUT,
        text=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # noqa: TID251 - the child needs PATH and the like
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_contributor_talks_to_the_app_and_nothing_is_left(
    process: subprocess.Popen[str], tmp_path: Path, how: signal.Signals
) -> None:
    assert process.stdout is not None
    said = next(line for line in iter(process.stdout.readline, "") if "http://" in line)
    address = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert address is not None
    with urllib.request.urlopen(address.group(), timeout=15) as page:
        assert b"<title>local-slack</title>" in page.read()
    server = SlackServer(address.group())
    rep = Driver(server, REP)
    rep.dm("my deals")
    assert "4 open deals" in rep.wait_for_reply()["text"]
    rep.upload(("mail.txt", b"Priya Nair: I own this initiative from today."), text="Harbour Foods")
    assert "Harbour Foods dispatch" in rep.wait_for_reply()["text"]

    started = children(process.pid)
    assert any(map(alive, started))
    process.send_signal(how)
    assert process.wait(timeout=30) == 0
    waited(lambda: not any(map(alive, started)), "the end of what it started")
    assert list(tmp_path.glob("rightside-slack-*")) == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address.group(), timeout=5)
