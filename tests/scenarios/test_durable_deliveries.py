"""Deliveries that come twice, in any order or in a hurry; Slack that refuses, or does not answer."""

from __future__ import annotations

import random
import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.durable_app import durable_app, url_of
from tests.slack_server import CHANNEL, Driver, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.durable_app import DurableApp

_numbers = count(1000)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DurableApp]:
    folder = tmp_path_factory.mktemp("deliveries")
    with durable_app(folder, url_of(request.param, folder)) as made:
        made.start()
        yield made


def news() -> str:
    return f"Old Mill Bakery: the owner wrote: {next(_numbers)} is set aside for the oven"


def answered(who: Driver, text: str) -> list[dict[str, Any]]:
    """The answers that quote a message."""
    return [each for each in who.answers() if text.rsplit(": ", maxsplit=1)[-1] in each["text"]]


def recorded(app: DurableApp, text: str) -> int:
    return sum(bool(each.quote and each.quote in text) for each in app.ledger())


def threads(app: DurableApp, number: int) -> list[str]:
    """New threads in the DM, whose first messages are answered."""
    before = len(app.ana.answers())
    roots = [app.ana.dm("help")["ts"] for _ in range(number)]
    app.ana.wait_for(before + number)
    return roots


def held(app: DurableApp, texts: list[str], threads: list[str] | list[None]) -> list[dict[str, Any]]:
    """Write these into the threads in turn, and keep their events back."""
    between = app.between
    begun = len(between.delivered)
    between.holding = True
    for number, text in enumerate(texts):
        app.ana.dm(text, threads[number % len(threads)])
    waited(lambda: len(between.delivered) == begun + len(texts), "the events")
    between.holding = False
    return between.delivered[begun:]


def test_quick_messages_of_a_conversation_are_answered_in_order(app: DurableApp) -> None:
    texts = [news() for _ in range(10)]
    for envelope in held(app, texts, [None]):
        app.between.deliver(envelope)
    waited(lambda: answered(app.ana, texts[-1]), "the last answer")
    order = [each["ts"] for text in texts for each in answered(app.ana, text)]
    assert len(order) == 10
    assert order == sorted(order)


def test_two_hundred_deliveries_twice_and_in_any_order_are_a_hundred_turns(app: DurableApp) -> None:
    texts = [news() for _ in range(100)]
    envelopes = held(app, texts, threads(app, 10)) * 2
    random.Random(7).shuffle(envelopes)
    before = len(app.ana.answers())
    for number, envelope in enumerate(envelopes):
        if number == 120:
            app.kill()
            app.start()
        app.between.deliver(envelope)
    waited(lambda: all(answered(app.ana, text) for text in texts), "every answer", 60)
    assert {text: recorded(app, text) for text in texts} == dict.fromkeys(texts, 1)
    assert len(app.ana.answers()) - before == 100


def test_an_answer_that_slack_refuses_waits_as_long_as_it_says_and_holds_nobody_up(app: DurableApp) -> None:
    roots = threads(app, 8)
    texts = [news() for _ in roots]
    app.between.refuse("chat.postMessage", *[6] * 8)
    for root, text in zip(roots, texts, strict=True):
        app.ana.dm(text, root)
    waited(lambda: app.between.count("chat.postMessage refused") >= 8, "eight refusals")
    begun = time.monotonic()
    other = news()
    app.ana.dm(other)
    waited(lambda: answered(app.ana, other), "an answer meanwhile", 4)
    assert not any(answered(app.ana, text) for text in texts)
    app.kill()
    app.start()
    waited(lambda: all(answered(app.ana, text) for text in texts), "every answer", 20)
    assert time.monotonic() - begun > 5
    assert [len(answered(app.ana, text)) for text in texts] == [1] * 8


def test_a_refusal_to_say_who_asks_is_waited_for_too(app: DurableApp) -> None:
    newcomer = Driver(app.between.server, "U01NEW")
    app.between.refuse("users.info", 1)
    newcomer.dm("my deals")
    newcomer.wait_for(1)
    assert len(newcomer.answers()) == 1


def test_an_answer_of_which_slack_does_not_say_whether_it_was_posted_is_looked_for(app: DurableApp) -> None:
    text = news()
    app.between.lose("chat.postMessage")
    root = app.ana.dm(text)
    waited(lambda: app.between.count("conversations.history") > 0, "the search")
    again = news()
    app.between.lose("chat.postMessage")
    app.ana.dm(again, root["ts"])
    waited(lambda: app.between.count("conversations.replies") > 0, "the search in the thread")
    last = news()
    app.ana.dm(last, root["ts"])
    waited(lambda: answered(app.ana, last), "the next answer")
    assert [len(answered(app.ana, each)) for each in (text, again, last)] == [1, 1, 1]


def test_an_answer_to_one_person_is_never_posted_twice(app: DurableApp) -> None:
    app.between.lose("chat.postEphemeral")
    root = app.ana.mention(news())
    waited(lambda: "an answer may be lost" in app.log(), "the log")
    app.ana.say(CHANNEL, "where is Old Mill Bakery?", root["ts"])
    app.ana.wait_for(3, CHANNEL, root["ts"])
    assert len(app.ana.answers(CHANNEL, root["ts"])) == 3  # the line for all, and two answers
