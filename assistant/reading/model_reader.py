"""A reader that asks a chat model, one call a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reading.model_answer import Answer, as_reading
from assistant.reading.model_prompt import question
from assistant.reading.verify import verified

if TYPE_CHECKING:
    from assistant.deals.claims import Reading, ToRead
    from assistant.language_model.chat import ChatModel


class ModelReader:
    """Reads messages with one call each, and answers only what passed `verified`. Safe to use from several threads."""

    def __init__(self, chat: ChatModel) -> None:
        self.chat = chat

    @property
    def model(self) -> str:
        """The name of the model."""
        return self.chat.model

    def read(self, message: ToRead) -> Reading:
        """The claims of one message.

        Raises `UnavailableError` where no usable answer came in time, `OperatorError` where a setting is
        wrong.
        """
        asked = question(message)
        answer = self.chat.answer(asked.system, asked.user, Answer)
        return verified(as_reading(answer, message.text, self.model, asked.prompt, asked.notice), message)

    def close(self) -> None:
        """Close the connections; a later `read` starts again."""
        self.chat.close()
