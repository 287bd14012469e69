"""The process is killed while it carries out what was asked outside the conversation: once done, never twice."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.durable_app import durable_app, url_of
from tests.scenarios.test_durable_turns import follow_up, news, recorded
from tests.slack_server import CHANNEL, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durable_app import DurableApp


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DurableApp]:
    folder = tmp_path_factory.mktemp("durable")
    with durable_app(folder, url_of("sqlite", folder)) as made:
        yield made


@pytest.mark.parametrize("point", ["committed, not acknowledged", "after appending", "claimed, not posted"])
def test_a_command_is_recorded_once_and_answered_once(app: DurableApp, point: str) -> None:
    app.start()
    before, text = len(app.ana.answers()), news()
    app.arm(point)
    with suppress(OSError, httpx.HTTPError):  # the server tells the asker that nobody answered
        app.ana.command(text)
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert recorded(app, text) == 1


def test_a_command_in_a_channel_is_answered_to_the_asker_by_the_next_process(app: DurableApp) -> None:
    app.start()
    text = news()
    app.arm("after appending")
    app.ana.command(text, CHANNEL)
    app.wait_killed()
    app.start()
    reply = waited(lambda: app.ana.answers(CHANNEL), "the answer")[0]
    assert reply["ephemeral_to"] == "U01ANA"
    assert recorded(app, text) == 1
