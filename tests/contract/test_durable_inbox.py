"""Deliveries that are kept, on SQLite and on Postgres."""

from __future__ import annotations

from threading import Event, Timer
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

import assistant.bootstrap
from assistant.bootstrap import build_inbox
from assistant.errors import RateLimitedError, UnavailableError
from assistant.jobs import durable
from assistant.jobs.forgetting import forget
from assistant.ledger.database import Database
from assistant.settings import Settings
from tests.slack_server import waited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from assistant.jobs.durable import DurableInbox

pytest_plugins = ("tests.postgres",)


@pytest.fixture
def opened(empty_url: str, tmp_path: Path) -> Iterator[Callable[[], DurableInbox]]:
    """Opens the inbox of one organisation, as often as it is called."""
    database = Database.open(empty_url)
    settings = Settings(RIGHTSIDE_HOME=tmp_path, RIGHTSIDE_ORGANISATION="o", RIGHTSIDE_DATABASE_URL=empty_url)
    yield lambda: build_inbox(settings, database)
    database.close()


class Desk:
    """Answers a delivery with its text; what it delivered, in order."""

    def __init__(self) -> None:
        self.delivered: list[str] = []
        self.refusals: list[Exception] = []

    def take(self, payload: dict[str, Any]) -> dict[str, Any]:
        return {"answer": payload["text"].upper()}

    def deliver(self, payload: dict[str, Any], answer: dict[str, Any]) -> None:
        if self.refusals:
            raise self.refusals.pop()
        self.delivered.append(answer["answer"])


def kept(inbox: DurableInbox, *texts: str, conversation: str = "D1") -> None:
    for text in texts:
        inbox.keep("o", "said", text, conversation, {"text": text})


def test_a_conversation_is_answered_in_order_and_each_delivery_once(opened: Callable[[], DurableInbox]) -> None:
    desk, inbox = Desk(), opened()
    inbox.serve("o", "said", desk.take, desk.deliver)
    with inbox:
        kept(inbox, *"abcab", *"defc")
        waited(lambda: len(desk.delivered) >= 6, "six answers")
    assert desk.delivered == list("ABCDEF")


def test_what_waits_for_leave_waits_without_the_others(opened: Callable[[], DurableInbox]) -> None:
    desk, other, inbox = Desk(), Desk(), opened()
    desk.refusals = [RateLimitedError("too often", 1.0)]
    inbox.serve("o", "said", desk.take, desk.deliver)
    inbox.serve("o", "pressed", other.take, other.deliver)
    with inbox:
        kept(inbox, "a", "b")
        inbox.keep("o", "pressed", "c", "D2", {"text": "c"})
        waited(lambda: other.delivered, "the other one")
        assert desk.delivered == []
        waited(lambda: len(desk.delivered) == 2, "both answers")
    assert desk.delivered == ["A", "B"]


def test_what_does_not_answer_is_asked_again_and_given_up_at_last(
    opened: Callable[[], DurableInbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "PAUSES_S", (0.01, 0.01))
    desk, inbox = Desk(), opened()
    desk.refusals = [UnavailableError("away")] * 5
    inbox.serve("o", "said", desk.take, desk.deliver)
    with inbox, capture_logs() as logs:
        kept(inbox, "a", "b")
        waited(lambda: desk.delivered, "the second one")
    assert desk.delivered == ["B"]
    assert [(each["event"], each["reason"]) for each in logs] == [("given up", "away")]


def test_what_is_done_is_forgotten_and_what_is_not_stays(opened: Callable[[], DurableInbox]) -> None:
    go_on, desk, inbox = Event(), Desk(), opened()

    def wait(payload: dict[str, Any]) -> dict[str, Any]:
        go_on.wait(20)
        return desk.take(payload)

    inbox.serve("o", "said", desk.take, desk.deliver)
    inbox.serve("o", "slow", wait, desk.deliver)
    with inbox:
        kept(inbox, "a", "b")
        inbox.keep("o", "slow", "c", "D2", {"text": "c"})
        waited(lambda: len(desk.delivered) == 2, "two answers")
        assert forget("deliveries-slack-o", 60) == 0
        waited(lambda: forget("deliveries-slack-o", -60) == 0, "nothing to forget")
        go_on.set()
        waited(lambda: desk.delivered == ["A", "B", "C"], "the last one")
        waited(lambda: forget("deliveries-slack-o", -60) == 1, "the last one to be done")


def test_what_is_not_done_when_it_is_closed_is_done_by_the_next_one(opened: Callable[[], DurableInbox]) -> None:
    begun, go_on, desk, other, inbox = Event(), Event(), Desk(), Desk(), opened()

    def wait(payload: dict[str, Any]) -> dict[str, Any]:
        begun.set()
        go_on.wait(20)
        return desk.take(payload)

    inbox.serve("o", "slow", wait, desk.deliver)
    inbox.serve("o", "said", other.take, other.deliver)
    other.refusals = [RateLimitedError("too often", 2.0)]
    with inbox:
        for text in "ab":
            inbox.keep("o", "slow", text, "D1", {"text": text})
        inbox.keep("o", "said", "c", "D2", {"text": "c"})
        begun.wait(20)
        waited(lambda: not other.refusals, "the refusal")
        Timer(0.3, go_on.set).start()
    assert desk.delivered == []
    again = opened()
    again.serve("o", "slow", desk.take, desk.deliver)
    again.serve("o", "said", other.take, other.deliver)
    with again:
        waited(lambda: (desk.delivered, other.delivered) == (["A", "B"], ["C"]), "the rest")


def test_only_one_process_answers_for_an_organisation(
    opened: Callable[[], DurableInbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant.bootstrap, "SECONDS_TO_TAKE_OVER", 0.1)
    with opened(), pytest.raises(UnavailableError, match="Another process answers in Slack"), opened():
        pass
    with opened():
        pass
