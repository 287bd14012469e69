"""The process is killed at every point of a turn: nothing is lost, recorded twice or answered twice."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import pytest
from websockets.sync.client import connect

from tests.durable_app import durable_app, url_of
from tests.slack_server import CHANNEL, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durable_app import DurableApp

BEFORE_THE_ACKNOWLEDGEMENT = ["before the commit", "committed, not acknowledged"]
RECORDING = ["before appending", "after appending"]
POSTING = [
    "answer found, not kept",
    "before the claim",
    "claimed, not posted",
    "posted, not noted",
    "noted",
    "sent, work not ended",
]
IN_A_DM = [*BEFORE_THE_ACKNOWLEDGEMENT, "work begun", "before reading", "after reading", *RECORDING, *POSTING]
_numbers = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DurableApp]:
    folder = tmp_path_factory.mktemp("durable")
    with durable_app(folder, url_of(request.param, folder)) as made:
        yield made


@pytest.mark.parametrize("point", IN_A_DM)
def test_a_message_is_recorded_once_and_answered_once(app: DurableApp, point: str) -> None:
    app.start()
    before, text = len(app.ana.answers()), news()
    app.arm(point)
    app.ana.dm(text)
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert recorded(app, text) == 1


@pytest.mark.parametrize(("point", "answers"), [("to one: claimed, not posted", 0), ("to one: posted, not noted", 1)])
def test_what_one_person_sees_is_posted_at_most_once(app: DurableApp, point: str, answers: int) -> None:
    app.start()
    text = news()
    app.arm(point)
    root = app.ana.mention(text)
    app.wait_killed()
    app.start()
    app.ana.mention("where is Old Mill Bakery?", root["ts"])
    app.ana.wait_for(answers + 2, CHANNEL, root["ts"])
    assert len(app.ana.answers(CHANNEL, root["ts"])) == answers + 2  # and the line for all
    assert recorded(app, text) == 1


@pytest.mark.parametrize("point", ["committed, not acknowledged", "after appending", "claimed, not posted"])
def test_a_press_is_recorded_once_and_answered_once(app: DurableApp, point: str) -> None:
    asked = app.ask()
    before, pressed = len(app.ana.answers()), by_button(app)
    app.arm(point)
    with suppress(OSError):  # the server tells the presser that nobody answered
        app.ana.press(asked, "Happened")
    app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert by_button(app) == pressed + 1
    waited(lambda: "You answered" in next(m for m in app.ana.messages() if m["ts"] == asked["ts"])["text"], "the note")


def test_a_press_that_was_not_kept_can_be_made_again(app: DurableApp) -> None:
    asked = app.ask()
    before, pressed = len(app.ana.answers()), by_button(app)
    app.arm("before the commit")
    with suppress(OSError):
        app.ana.press(asked, "Not yet")
    app.wait_killed()
    app.start()
    app.ana.press(asked, "Not yet")
    app.ana.wait_for(before + 1)
    assert by_button(app) == pressed + 1


def test_a_form_is_recorded_once_and_answered_once(app: DurableApp) -> None:
    app.ana.press(app.ask(), "Happened")
    app.ana.press(app.ana.wait_for_reply(), "Add proof")
    waited(app.between.server.open_modal, "the modal")
    before, number = len(app.ana.answers()), next(_numbers)
    app.arm("committed, not acknowledged")
    values = {
        "kind": {"kind": {"type": "static_select", "selected_option": {"value": "quoted"}}},
        "quote": {"quote": {"type": "plain_text_input", "value": f"Baker: we lose {number} loaves"}},
        "day": {"day": {"type": "datepicker", "selected_date": "2026-03-02"}},
    }
    with connect(f"{app.between.server.address.replace('http', 'ws')}/ui", max_size=None) as socket:
        socket.recv()
        socket.send(json.dumps({"t": "view_submit", "user": app.ana.user, "values": values}))
        app.wait_killed()
    app.start()
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert [each.quote for each in app.ledger() if f"lose {number} " in (each.quote or "")] == [
        f"Baker: we lose {number} loaves"
    ]


def news() -> str:
    return f"Old Mill Bakery: the owner wrote: {next(_numbers)} is set aside for the oven"


def recorded(app: DurableApp, text: str) -> int:
    """How often the ledger has a message."""
    return sum(bool(each.quote and each.quote in text) for each in app.ledger())


def by_button(app: DurableApp) -> int:
    return sum(each.source == "button" for each in app.ledger())


def follow_up(app: DurableApp) -> None:
    """A later message of the same conversation: once it is answered, everything before it is done with."""
    text = news()
    app.ana.dm(text)
    waited(lambda: any(text.split(": ")[-1] in each["text"] for each in app.ana.answers()), "the answer")
