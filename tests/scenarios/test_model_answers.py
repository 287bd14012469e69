"""The whole turn with a model behind a real HTTP endpoint that misbehaves in every way we know."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from assistant.bootstrap import build
from assistant.bootstrap.readers import build_reader
from assistant.coaching.messages import Message
from assistant.coaching.publishing import publish
from assistant.deals.deal import Deal, Person
from assistant.deals.observation import Grade, Verdict
from assistant.settings import read_settings
from tests import openai_server as server
from tests.builders import bakery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from assistant.bootstrap import Application
    from assistant.coaching.reply import Reply
    from tests.openai_server import Behaviour

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
TEXT = 'Old Mill: the head baker said "we lose forty loaves a night". We sent the owner a cost sheet.'
QUOTE = 'the head baker said "we lose forty loaves a night"'


@pytest.fixture
def coached(tmp_path: Path) -> Iterator[Callable[..., Application]]:
    opened: list[Application] = []

    def open_with(url: str) -> Application:
        settings = read_settings(home=tmp_path, openai_api_key="test-key", openai_base_url=url, model_timeout=1.5)
        application = build(settings, clock=lambda: NOW, reader=build_reader(settings))
        publish(application.desk, "org", bakery(), "", by="test", at=NOW)
        application.desk.deals.save_people("org", [Person(id="ana", name="Ana")])
        application.desk.deals.save_deals("org", [Deal(id="D1", name="Old Mill oven", account="Old Mill", owner="ana")])
        opened.append(application)
        return application

    yield open_with
    for application in opened:
        application.close()


def _message(number: int = 1) -> Message:
    return Message(id=f"m{number}", organisation="org", person="ana", conversation="c", at=NOW, text=TEXT)


GOOD = server.claim("problem-stated", QUOTE, verdict="happened", grade="quoted")


def test_good_json_is_recorded_with_its_quote_and_the_prompt(coached: Callable[..., Application]) -> None:
    with server.scripted_openai([server.answer([GOOD], ["We sent the owner a cost sheet."])]) as endpoint:
        application = coached(endpoint.url)
        reply = application.coach.reply(_message())
    assert [(each.outcome, each.grade, each.quote) for each in reply.recorded] == [
        ("problem-stated", Grade.QUOTED, QUOTE)
    ]
    entry = application.desk.ledger.observations("org", "D1")[0]
    assert entry.read_by.split()[0] == reply.reader
    assert len(entry.read_by.split()[1]) == 12
    assert len(endpoint.requests) == 1
    assert "budget-opened" in endpoint.requests[0].system + endpoint.requests[0].user


FALSE_CLAIMS = [
    server.claim("order-signed", "the owner signed the order"),
    server.claim("no-such-outcome", QUOTE),
    server.claim("budget-opened", "We sent the owner a cost sheet."),
]


@pytest.mark.parametrize("false", FALSE_CLAIMS, ids=["invented quote", "unknown outcome", "seller's action"])
def test_a_false_claim_is_never_recorded(coached: Callable[..., Application], false: dict[str, object]) -> None:
    with server.scripted_openai([server.answer([false])]) as endpoint:
        application = coached(endpoint.url)
        reply = application.coach.reply(_message())
    assert reply.recorded == ()
    assert reply.place is not None
    assert application.desk.ledger.observations("org", "D1") == ()


@pytest.mark.parametrize(
    "behaviour",
    [
        server.malformed(),
        server.truncated(),
        server.refused(),
        server.too_many(),
        server.status(500),
        server.status(401),
        server.status(404),
        server.hang(),
        server.drip(),
        server.closes(),
        server.closes_midway(),
        server.wrong_type(),
        server.huge(),
    ],
    ids=[
        "malformed",
        "truncated",
        "refused",
        "429",
        "500",
        "401",
        "404",
        "hang",
        "drip",
        "closes",
        "closes midway",
        "wrong type",
        "huge",
    ],
)
def test_when_the_model_fails_the_local_reader_answers_and_says_so(
    coached: Callable[..., Application], behaviour: Behaviour
) -> None:
    with server.scripted_openai([behaviour]) as endpoint:
        application = coached(endpoint.url)
        reply = application.coach.reply(_message())
    assert reply.reader == "local"
    assert reply.notice is not None
    assert "local reader" in reply.notice
    for entry in application.desk.ledger.observations("org", "D1"):
        assert entry.quote is not None
        assert entry.quote in TEXT
        assert entry.verdict is Verdict.HAPPENED
        assert entry.outcome == "problem-stated"


def test_a_model_that_failed_is_left_alone_for_a_while(coached: Callable[..., Application]) -> None:
    with server.scripted_openai([server.status(500)]) as endpoint:
        application = coached(endpoint.url)
        application.coach.reply(_message(1))
        tried = len(endpoint.requests)
        reply = application.coach.reply(_message(2))
    assert len(endpoint.requests) == tried
    assert reply.reader == "local"


ASKED = "What counts as proof of the budget?"
BUDGET = "[outcome budget-opened, version 1]"


def phrased(*sentences: tuple[str, str], answered: bool = True) -> Behaviour:
    said = [{"text": text, "citations": [mark]} for text, mark in sentences]
    return server.says(json.dumps({"answered": answered, "sentences": said}))


def asked(open_with: Callable[..., Application], behaviour: Behaviour, text: str = ASKED) -> Reply:
    with server.scripted_openai([behaviour]) as endpoint:
        return open_with(endpoint.url).coach.reply(_message().model_copy(update={"text": text}))


def test_a_question_is_answered_in_the_models_words_where_the_definition_bears_them(
    coached: Callable[..., Application],
) -> None:
    reply = asked(coached, phrased(("A mail from the owner counts as proof of the budget.", BUDGET)))
    assert [(each.text, each.citation) for each in reply.sentences] == [
        ("A mail from the owner counts as proof of the budget.", BUDGET)
    ]


@pytest.mark.parametrize(
    "said",
    [
        phrased(("A mail from the owner counts as proof, within 14 days.", BUDGET)),
        phrased(("A mail from the owner counts as proof.", "[outcome invented, version 1]")),
        server.malformed(),
        server.status(500),
        server.hang(),
    ],
)
def test_otherwise_in_the_definitions_own_words(coached: Callable[..., Application], said: Behaviour) -> None:
    told = " ".join(each.text for each in asked(coached, said).sentences)
    assert "Counts as proof: mail from the owner." in told
    assert "14 days" not in told


def test_what_is_left_of_an_answer_is_filled_up_with_the_definitions_own_words(
    coached: Callable[..., Application],
) -> None:
    reply = asked(coached, phrased(("A mail from the owner is proof.", BUDGET), ("Give 20 percent off.", BUDGET)))
    told = [each.text for each in reply.sentences]
    assert told[0] == "A mail from the owner is proof."
    assert "Counts as proof: mail from the owner." in told
    assert "20 percent" not in " ".join(told)


def test_a_model_that_does_not_answer_is_named_in_the_notice(coached: Callable[..., Application]) -> None:
    reply = asked(coached, server.status(429))
    assert reply.notice == "The model takes no more requests at the moment. These are the definitions' own words."


def test_a_model_may_say_that_the_process_does_not(coached: Callable[..., Application]) -> None:
    reply = asked(coached, phrased(answered=False), "What is our discount limit for the bakery?")
    assert reply.sentences[0].text.startswith("The process does not say.")
    assert all(each.citation for each in reply.sentences[1:])
