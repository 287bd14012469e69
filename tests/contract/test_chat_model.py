"""The chat model on an endpoint that fails in every way we know: one plain sentence, in time, and no call too many."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import openai
import pytest
from langchain_core.exceptions import OutputParserException
from langchain_openai.chat_models.base import OpenAIRefusalError
from openai import OpenAIError

from assistant.deals.claims import Reading
from assistant.errors import OperatorError, UnavailableError
from assistant.language_model.chat import ChatModel
from assistant.language_model.failures import LATER, OPERATOR, translated
from assistant.reading.fallback import FallbackReader
from assistant.reading.model_reader import ModelReader
from tests.fakes import ScriptedReader
from tests.openai_server import (
    GOOD,
    MESSAGE,
    body,
    closes,
    closes_midway,
    drip,
    filtered,
    hang,
    huge,
    malformed,
    reading,
    refused,
    says,
    scripted_openai,
    status,
    too_many,
    truncated,
    vector,
    wrong_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.openai_server import Behaviour

LOCAL = Reading(reader="local", seller_activity=("We sent the offer.",))
SHORT = 0.6  # seconds until a call is given up
PATIENT = 15.0
MARGIN = 1.0  # seconds within which it must have ended after that


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """The first message imports the vendors, which no deadline covers: done before times are measured."""
    with scripted_openai([GOOD]) as server, reading(server) as reader:
        reader.read(MESSAGE)


FAILURES: dict[str, tuple[Callable[[], Behaviour], type[Exception], str]] = {
    "malformed": (malformed, UnavailableError, "could not be understood"),
    "empty": (lambda: says(""), UnavailableError, "could not be understood"),
    "no content": (lambda: says(None), UnavailableError, "could not be understood"),
    "other schema": (lambda: says('{"claims": "none"}'), UnavailableError, "could not be understood"),
    "huge": (huge, UnavailableError, "could not be understood"),
    "web page": (wrong_type, UnavailableError, "could not be understood"),
    "no choices": (lambda: body({"choices": []}), UnavailableError, "could not be understood"),
    "null choices": (lambda: body({"choices": None}), UnavailableError, "could not be understood"),
    "error with 200": (lambda: body({"error": {"message": "x"}}), UnavailableError, "could not be understood"),
    "a list": (lambda: body([1]), UnavailableError, "could not be understood"),
    "a string": (lambda: body("hello"), UnavailableError, "could not be understood"),
    "truncated": (truncated, UnavailableError, "cut off"),
    "refused": (refused, UnavailableError, "refused to read"),
    "filtered": (filtered, UnavailableError, "content filter"),
    "filter as 400": (lambda: status(400, "content_filter"), UnavailableError, "content filter"),
    "429": (too_many, UnavailableError, "no more requests"),
    "500": (lambda: status(500), UnavailableError, "had a fault"),
    "503": (lambda: status(503), UnavailableError, "had a fault"),
    "409": (lambda: status(409), UnavailableError, "had a fault"),
    "418": (lambda: status(418), UnavailableError, "answered with an error"),
    "too long": (lambda: status(400, message="context_length_exceeded"), UnavailableError, "too long for the model"),
    "hang": (hang, UnavailableError, "in time"),
    "drip": (drip, UnavailableError, "in time"),
    "drip in headers": (lambda: drip(headers_only=True), UnavailableError, "in time"),
    "closed": (closes, UnavailableError, "could not be reached"),
    "closed midway": (closes_midway, UnavailableError, "could not be reached"),
    "no credit": (lambda: status(429, "insufficient_quota"), OperatorError, "no credit"),
    "401": (lambda: status(401, message="Incorrect key: sk-1234"), OperatorError, "OPENAI_API_KEY"),
    "403": (lambda: status(403), OperatorError, "RIGHTSIDE_MODEL"),
    "404": (lambda: status(404), OperatorError, "RIGHTSIDE_MODEL"),
    "400": (lambda: status(400), OperatorError, "structured output"),
    "422": (lambda: status(422), OperatorError, "structured output"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_one_plain_sentence_in_time_and_the_second_reader_answers(name: str) -> None:
    behaviour, kind, words = FAILURES[name]
    timeout = SHORT if words == "in time" else PATIENT  # what fails at once does so on a busy machine too
    with scripted_openai([behaviour()]) as server, reading(server, timeout=timeout) as reader:
        began = time.monotonic()
        with pytest.raises(kind, match=words) as raised:
            reader.read(MESSAGE)
        assert time.monotonic() - began < timeout + MARGIN
        assert "sk-1234" not in str(raised.value)
        assert str(raised.value).endswith(".")
        found = FallbackReader(reader, ScriptedReader(LOCAL), clock=time.monotonic).read(MESSAGE)
        assert found.claims == ()
        assert found.reader == "local"
        assert found.notice == f"The model did not answer ({str(raised.value)[:-1]}), so the local reader read this."


def test_giving_up_closes_the_connection() -> None:
    with scripted_openai([drip(0.01)]) as server, reading(server, timeout=0.3) as reader:
        with pytest.raises(UnavailableError):
            reader.read(MESSAGE)
        assert server.hung_up.wait(2)


@pytest.mark.parametrize("passing", [status(500), closes(), status(502)])
def test_a_fault_that_passes_is_tried_once_more(passing: Behaviour) -> None:
    with scripted_openai([passing, GOOD]) as server, reading(server) as reader:
        assert reader.read(MESSAGE).claims
        assert len(server.requests) == 2


def test_too_many_requests_is_not_tried_again() -> None:
    with scripted_openai([too_many(1), GOOD]) as server, reading(server) as reader:
        with pytest.raises(UnavailableError):
            reader.read(MESSAGE)
        assert len(server.requests) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/v1", "nonsense", "http://[bad", "ftp://x/", ""])
def test_a_wrong_address_is_told(address: str) -> None:
    reader = ModelReader(ChatModel("any", base_url=address, api_key="key", timeout=5))
    with pytest.raises(UnavailableError, match="OPENAI_BASE_URL"):
        reader.read(MESSAGE)
    reader.close()


@pytest.mark.parametrize("key", ["", "  ", "schlüssel", "a\nb"])
def test_a_key_that_can_be_none_is_told_before_anything_is_sent(key: str) -> None:
    with scripted_openai([GOOD]) as server, reading(server, api_key=key) as reader:
        with pytest.raises(OperatorError, match="OPENAI_API_KEY"):
            reader.read(MESSAGE)
        assert server.requests == []


def test_many_threads_share_one_reader_and_one_slow_call_holds_up_no_other() -> None:
    with scripted_openai([hang(), GOOD]) as server, reading(server, timeout=2) as reader:

        def give_up() -> None:
            with pytest.raises(UnavailableError):
                reader.read(MESSAGE)

        slow = threading.Thread(target=give_up)
        slow.start()
        while not server.requests:
            time.sleep(0.01)
        began = time.monotonic()
        found: list[Reading] = []
        threads = [threading.Thread(target=lambda: found.append(reader.read(MESSAGE))) for _ in range(5)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert time.monotonic() - began < 1.5
        assert [len(each.claims) for each in found] == [1] * 5
        slow.join()


def test_it_can_be_used_inside_another_event_loop_and_after_it_was_closed() -> None:
    with scripted_openai([GOOD]) as server, reading(server) as reader:

        async def inside() -> Reading:
            return reader.read(MESSAGE)

        assert asyncio.run(inside()).claims
        reader.close()
        reader.close()
        assert reader.read(MESSAGE).claims


def _kinds(root: type[BaseException]) -> Iterator[type[BaseException]]:
    for each in root.__subclasses__():
        if each.__module__.startswith(("openai", "langchain")):
            yield each
        yield from _kinds(each)


def test_no_error_of_the_vendors_is_unmapped() -> None:
    named = {*LATER, *OPERATOR}
    by_parent_only = {
        # LangChain's own names for openai's classes, and openai's for a special case of its own.
        "APIStatusError",
        "OAuthError",
        "MissingDependencyError",
        "OpenAIContextOverflowError",
        "OpenAIAPIContextOverflowError",
        "OpenAIAuthenticationError",
        "OpenAIPermissionDeniedError",
        "OpenAIInvalidRequestError",
        "OpenAIModelNotFoundError",
        "OpenAIRateLimitError",
        "OpenAIAPIError",
        "OpenAIConnectionError",
        "OpenAITimeoutError",
    }
    found = {each.__name__ for each in _kinds(OpenAIError)}
    assert {"RateLimitError", "LengthFinishReasonError", "OpenAITimeoutError"} <= found
    assert found - named - by_parent_only == set()


@pytest.mark.parametrize("kind", [*_kinds(OpenAIError), OpenAIError, OutputParserException, OpenAIRefusalError])
def test_each_error_of_the_vendors_becomes_one_of_ours(kind: type[BaseException]) -> None:
    error = kind.__new__(kind)
    ours = translated(error)
    assert type(ours) in {UnavailableError, OperatorError}
    by_person = (
        issubclass(
            kind,
            (
                openai.AuthenticationError,
                openai.PermissionDeniedError,
                openai.NotFoundError,
                openai.BadRequestError,
                openai.UnprocessableEntityError,
            ),
        )
        and "ContextOverflow" not in kind.__name__
    )
    assert isinstance(ours, OperatorError) or not by_person
    if issubclass(kind, openai.APIConnectionError | openai.RateLimitError | openai.InternalServerError):
        assert isinstance(ours, UnavailableError)


def test_the_scripted_server_embeds_each_text_the_same_way_every_time() -> None:
    with scripted_openai([GOOD]) as server, openai.OpenAI(base_url=server.url, api_key="key") as client:
        packed = client.embeddings.create(model="any", input=["one", "two"])
        plain = client.embeddings.create(model="any", input="one", encoding_format="float")
    assert plain.data[0].embedding == vector("one")
    assert packed.data[0].embedding == pytest.approx(vector("one"), abs=1e-6)
    assert packed.data[1].embedding == pytest.approx(vector("two"), abs=1e-6)
