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


@pytest.mark.parametrize("point", ["committed, not acknowledged", "after appending", "claimed, not posted"])
@pytest.mark.parametrize("callback", ["update_deal", "record_evidence"])
def test_a_form_of_a_shortcut_is_recorded_once_and_answered_once(app: DurableApp, callback: str, point: str) -> None:
    app.start()
    before, text = len(app.ana.answers()), news()
    app.arm(point)
    if callback == "update_deal":
        app.submit(callback, deal="D1", text=text)
    else:
        app.submit(callback, '{"channel": "C01GEN", "ts": "1.1"}', deal="D1", kind="quoted", text=text)
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert recorded(app, text) == 1


@pytest.mark.parametrize("point", ["committed, not acknowledged", "answer found, not kept", "claimed, not posted"])
def test_an_opened_deal_is_answered_once(app: DurableApp, point: str) -> None:
    app.start()
    before, entries = len(app.ana.answers()), len(app.ledger())
    app.arm(point)
    pressed = {"action_id": "open_deal", "block_id": "b", "value": "D1"}
    app.interact(type="block_actions", container={"type": "view"}, actions=[pressed])
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert len(app.ledger()) == entries + 1  # the later message's


@pytest.mark.parametrize(
    "point", ["committed, not acknowledged", "before reading", "after reading", "claimed, not posted"]
)
def test_a_file_is_read_and_put_for_confirmation_once(app: DurableApp, point: str) -> None:
    app.start()
    before, text = len(app.ana.answers()), news().split(": ", 1)[1]
    app.arm(point)
    app.ana.upload(("notes.txt", f"They met. {text}.".encode()), text="Old Mill Bakery")
    app.wait_killed()
    app.start()
    follow_up(app)
    offers = [each for each in app.ana.answers()[before:] if "notes.txt" in each["text"]]
    assert len(offers) == 1
    assert len(app.ana.answers()) == before + 2
    assert recorded(app, text) == 0

    app.arm("after appending")
    with suppress(OSError):
        app.ana.press(offers[0], "Record")
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 4
    assert recorded(app, text) == 1


@pytest.mark.parametrize("point", ["work begun", "claimed, not posted"])
def test_several_files_are_each_put_for_confirmation_once(app: DurableApp, point: str) -> None:
    app.start()
    before = len(app.ana.answers())
    app.arm(point)
    files = [(f"{name}.txt", f"Notes. {news().split(': ', 1)[1]}.".encode()) for name in ("one", "two", "three")]
    app.ana.upload(*files, text="Old Mill Bakery")
    app.wait_killed()
    app.start()
    follow_up(app)
    told = [each["text"] for each in app.ana.answers()[before:]]
    assert [sum(f" {name} " in text for text in told) for name, _ in files] == [1, 1, 1]
    assert len(told) == 4


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
