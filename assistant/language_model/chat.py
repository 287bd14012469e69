"""A chat model on any OpenAI-compatible endpoint, asked for answers of a form: the one home of langchain and openai.

Both packages take more than a second to import, so they are imported with the first question.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, cast

from assistant.errors import OperatorError, UnavailableError
from assistant.language_model.deadline import Deadline
from assistant.language_model.failures import TOO_LATE, UNREADABLE, translated

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.runnables import Runnable
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient
    from pydantic import BaseModel

    from knowledge.model import Form

    Chain = Runnable[LanguageModelInput, dict[str, Any] | Any]

TRIES = 2
PAUSE = 0.3


class ChatModel:
    """Answers in the form of a pydantic model, whose every text must be bounded.

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
        self._chat: ChatOpenAI | None = None
        self._client: DefaultAsyncHttpxClient | None = None
        self._chains: dict[type[BaseModel], Chain] = {}

    def answer(self, system: str, user: str, form: type[Form]) -> Form:
        """The model's answer to `user` under the rules of `system`.

        Raises `UnavailableError` where no usable answer came in time, `OperatorError` where a setting is
        wrong.
        """
        from langchain_core.exceptions import LangChainException  # noqa: PLC0415 - slow to import
        from openai import OpenAIError  # noqa: PLC0415

        try:
            given = self._deadline.run(_ask(self._chain(form), system, user))
            return _checked(given, form)
        except TimeoutError:
            raise UnavailableError(TOO_LATE) from None
        except (OpenAIError, LangChainException) as error:
            raise translated(error) from error
        # A server that is no OpenAI server at all makes the client fail with these on the answer's shape.
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise UnavailableError(UNREADABLE) from error

    def close(self) -> None:
        """Close the connections and stop the thread that waits for them; a later question starts again."""
        with self._building:
            if self._client is not None:
                self._deadline.run(self._client.aclose())
            self._deadline.close()
            self._chat = self._client = None
            self._chains.clear()

    def _chain(self, form: type[BaseModel]) -> Chain:
        """The model bound to a form; built once, with the first question of it."""
        with self._building:
            if self._chat is None:
                self._chat = self._build()
            if form not in self._chains:
                self._chains[form] = self._chat.with_structured_output(form, method="json_schema", include_raw=True)
            return self._chains[form]

    def _build(self) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI  # noqa: PLC0415 - slow to import
        from openai import DefaultAsyncHttpxClient  # noqa: PLC0415
        from pydantic import SecretStr  # noqa: PLC0415

        if not (self._api_key and self._api_key.isascii() and self._api_key.isprintable()):
            raise OperatorError("OPENAI_API_KEY is empty or holds characters that no key has; set it again.")
        # Our own: the shared default one stays bound to the event loop of whoever used it first.
        self._client = DefaultAsyncHttpxClient(timeout=self._deadline.seconds)
        return ChatOpenAI(
            model=self.model,
            base_url=self.base_url,
            api_key=SecretStr(self._api_key),
            temperature=0,
            timeout=self._deadline.seconds,
            max_retries=0,
            max_completion_tokens=self.max_tokens,
            http_async_client=self._client,
        )


async def _ask(chain: Chain, system: str, user: str) -> dict[str, Any]:
    """One call, with one more try after a fault that usually passes at once."""
    from openai import APIConnectionError, APITimeoutError, InternalServerError  # noqa: PLC0415

    for left in reversed(range(TRIES)):
        try:
            return cast("dict[str, Any]", await chain.ainvoke([("system", system), ("human", user)]))
        except (APIConnectionError, InternalServerError) as error:
            if not left or isinstance(error, APITimeoutError):
                raise
            await asyncio.sleep(PAUSE)
    raise AssertionError("unreachable: the last try returns or raises")


def _checked(given: dict[str, Any], form: type[Form]) -> Form:
    """The parsed answer; raises the parser's own error where there is none."""
    parsed = given["parsed"]
    if isinstance(parsed, form):
        return parsed
    error = given["parsing_error"]
    if type(error).__name__ == "OpenAIRefusalError":
        raise translated(error)
    raise UnavailableError(UNREADABLE)
