"""A reader that asks a chat model, on any OpenAI-compatible endpoint: the one home of langchain and openai.

Both packages take more than a second to import, so they are imported with the first message.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from assistant.errors import OperatorError, UnavailableError
from assistant.reading.deadline import Deadline
from assistant.reading.model_answer import Answer, as_reading
from assistant.reading.model_prompt import question
from assistant.reading.verify import verified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langchain_core.language_models import LanguageModelInput
    from langchain_core.runnables import Runnable
    from openai import DefaultAsyncHttpxClient

    from assistant.deals.claims import Reading, ToRead
    from assistant.errors import RightsideError
    from assistant.reading.model_prompt import Question

    Chain = Runnable[LanguageModelInput, dict[str, Any] | Any]

TRIES = 2
PAUSE = 0.3

TOO_LATE = "The model did not answer in time."
UNREADABLE = "The model's answer could not be understood."
BAD_KEY = "The model's server refused the key; check OPENAI_API_KEY and OPENAI_BASE_URL."
UNFIT = "The model does not take this kind of request; choose one with structured output in RIGHTSIDE_MODEL."
FAULT = "The model's server had a fault."
SET_UP_WRONGLY = "The model's client could not be set up; check OPENAI_API_KEY and OPENAI_BASE_URL."
LOST = "The connection to the model was lost."

# By the vendor's names of its errors. The sentences go to people, so nothing of the vendor's own text is in
# them: that can hold a part of the key.
LATER: Mapping[str, str] = {
    "APITimeoutError": TOO_LATE,
    "APIConnectionError": "The model could not be reached; check the network and OPENAI_BASE_URL.",
    "RateLimitError": "The model takes no more requests at the moment.",
    "LengthFinishReasonError": "The model's answer was cut off at its length limit.",
    "ContentFilterFinishReasonError": "The model's content filter stopped the answer.",
    "ContextOverflowError": "The message is too long for the model.",
    "InternalServerError": FAULT,
    "ConflictError": FAULT,
    "APIResponseValidationError": UNREADABLE,
    "WebSocketConnectionClosedError": LOST,
    "WebSocketQueueFullError": LOST,
    "StreamAlreadyConsumed": UNREADABLE,
    "OutputParserException": UNREADABLE,
    "APIError": "The model's server answered with an error.",
    "OpenAIRefusalError": "The model refused to read this message.",
}
OPERATOR: Mapping[str, str] = {
    "AuthenticationError": BAD_KEY,
    "SubjectTokenProviderError": BAD_KEY,
    "PermissionDeniedError": "The key may not use this model; check RIGHTSIDE_MODEL and the key's rights.",
    "NotFoundError": "The model was not found; check RIGHTSIDE_MODEL and OPENAI_BASE_URL.",
    "BadRequestError": UNFIT,
    "UnprocessableEntityError": UNFIT,
    "MutuallyExclusiveAuthError": "The model's client is set up with two keys; keep only OPENAI_API_KEY.",
    "APIRemovedInV1": "The installed openai package does not fit Rightside; install Rightside again.",
    "_AmbiguousModuleClientUsageError": SET_UP_WRONGLY,
    "OpenAIError": SET_UP_WRONGLY,
}
NO_CREDIT = "The model's account has no credit left; top it up or choose another key in OPENAI_API_KEY."
FILTERED = {"content_filter", "content_policy_violation"}


class ModelReader:
    """Reads messages with one model call each, and answers only what passed `verified`.

    `timeout` is in seconds and ends the whole call, whatever the server does. `base_url` is None for OpenAI's
    own address. Safe to use from several threads.
    """

    def __init__(
        self, model: str, *, base_url: str | None, api_key: str, timeout: float = 20, max_tokens: int = 1500
    ) -> None:
        self.model = model
        self.base_url = base_url
        self.max_tokens = max_tokens
        self._api_key = api_key.strip()
        self._deadline = Deadline(timeout)
        self._building = threading.Lock()
        self._chain: Chain | None = None
        self._client: DefaultAsyncHttpxClient | None = None

    def read(self, message: ToRead) -> Reading:
        """The claims of one message.

        Raises `UnavailableError` where no usable answer came in time, `OperatorError` where a setting is
        wrong.
        """
        asked = question(message)
        answer = self._answer(asked)
        return verified(as_reading(answer, message.text, self.model, asked.prompt, asked.notice), message)

    def close(self) -> None:
        """Close the connections and stop the thread that waits for them; a later `read` starts again."""
        with self._building:
            if self._client is not None:
                self._deadline.run(self._client.aclose())
            self._deadline.close()
            self._chain = self._client = None

    def _answer(self, asked: Question) -> Answer:
        from langchain_core.exceptions import LangChainException  # noqa: PLC0415 - slow to import
        from openai import OpenAIError  # noqa: PLC0415

        try:
            given = self._deadline.run(_ask(self._built(), asked))
            return _checked(given)
        except TimeoutError:
            raise UnavailableError(TOO_LATE) from None
        except (OpenAIError, LangChainException) as error:
            raise translated(error) from error
        # A server that is no OpenAI server at all makes the client fail with these on the answer's shape.
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise UnavailableError(UNREADABLE) from error

    def _built(self) -> Chain:
        """The model bound to the schema; built once, with the first message."""
        with self._building:
            if self._chain is None:
                self._chain = self._build()
            return self._chain

    def _build(self) -> Chain:
        from langchain_openai import ChatOpenAI  # noqa: PLC0415 - slow to import
        from openai import DefaultAsyncHttpxClient  # noqa: PLC0415
        from pydantic import SecretStr  # noqa: PLC0415

        if not (self._api_key and self._api_key.isascii() and self._api_key.isprintable()):
            raise OperatorError("OPENAI_API_KEY is empty or holds characters that no key has; set it again.")
        # Our own: the shared default one stays bound to the event loop of whoever used it first.
        self._client = DefaultAsyncHttpxClient(timeout=self._deadline.seconds)
        model = ChatOpenAI(
            model=self.model,
            base_url=self.base_url,
            api_key=SecretStr(self._api_key),
            temperature=0,
            timeout=self._deadline.seconds,
            max_retries=0,
            max_completion_tokens=self.max_tokens,
            http_async_client=self._client,
        )
        return model.with_structured_output(Answer, method="json_schema", include_raw=True)


async def _ask(chain: Chain, asked: Question) -> dict[str, Any]:
    """One call, with one more try after a fault that usually passes at once."""
    from openai import APIConnectionError, APITimeoutError, InternalServerError  # noqa: PLC0415

    for left in reversed(range(TRIES)):
        try:
            given: dict[str, Any] = await chain.ainvoke([("system", asked.system), ("human", asked.user)])
        except (APIConnectionError, InternalServerError) as error:
            if not left or isinstance(error, APITimeoutError):
                raise
            await asyncio.sleep(PAUSE)
        else:
            return given
    raise AssertionError("unreachable: the last try returns or raises")


def _checked(given: dict[str, Any]) -> Answer:
    """The parsed answer; raises the parser's own error where there is none."""
    parsed = given["parsed"]
    if isinstance(parsed, Answer):
        return parsed
    error = given["parsing_error"]
    if type(error).__name__ == "OpenAIRefusalError":
        raise translated(error)
    raise UnavailableError(UNREADABLE)


def translated(error: BaseException) -> RightsideError:
    """The vendor's error as one of ours: what to do, and whether the same call may work later."""
    code = getattr(error, "code", None)
    if code == "insufficient_quota":
        return OperatorError(NO_CREDIT)
    if code in FILTERED:
        return UnavailableError(LATER["ContentFilterFinishReasonError"])
    names = [each.__name__ for each in type(error).__mro__]
    if "ContextOverflowError" in names:
        return UnavailableError(LATER["ContextOverflowError"])
    for name in names:
        if name in LATER:
            return UnavailableError(LATER[name])
        if name in OPERATOR:
            return OperatorError(OPERATOR[name])
    return UnavailableError(UNREADABLE)
