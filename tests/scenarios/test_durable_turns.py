"""The process is killed at every point of a turn: nothing is lost, recorded twice or answered twice."""

from __future__ import annotations

import random
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.durable_app import durable_app
from tests.postgres import new_database
from tests.slack_server import CHANNEL, labels, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durable_app import DurableApp

IN_A_DM = [
    "before the commit",
    "committed, not acknowledged",
    "work begun",
    "before reading",
    "after reading",
    "before appending",
    "after appending",
    "answer found, not kept",
    "before the claim",
    "claimed, not posted",
    "posted, not noted",
    "before noting",
    "noted",
    "sent, work not ended",
]
_numbers = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DurableApp]:
    folder = tmp_path_factory.mktemp("durable")
    url = new_database() if request.param == "postgres" else f"sqlite:///{folder / 'rightside.db'}"
    with durable_app(folder, url) as made:
        yield made


def news() -> str:
    return f"Old Mill Bakery: the owner wrote: {next(_numbers)} is set aside for the oven"


def recorded(app: DurableApp, text: str) -> list[str]:
    """The ids of what the ledger has of a message."""
    return [each.id for each in app.ledger() if each.quote and each.quote in text]


@pytest.mark.parametrize("point", IN_A_DM)
def test_a_message_is_recorded_once_and_answered_once(app: DurableApp, point: str) -> None:
    app.start()
    before, text = len(app.ana.answers()), news()
    app.arm(point)
    app.ana.dm(text)
    app.wait_killed()
    app.start()
    app.ana.wait_for(before + 1)
    follow_up(app)
    assert len(app.ana.answers()) == before + 2
    assert len(recorded(app, text)) == 1


def follow_up(app: DurableApp) -> None:
    """A later message of the same conversation; once it is answered, everything before it is done with."""
    before = len(app.ana.answers())
    text = news()
    app.ana.dm(text)
    waited(lambda: any(text[30:50] in each["text"] for each in app.ana.answers()), "the answer")
    assert len(app.ana.answers()) == before + 1
