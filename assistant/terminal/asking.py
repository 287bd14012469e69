"""The chat model as `knowledge` asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.language_model.chat import ChatModel
    from knowledge.model import Form, Model


def asker(chat: ChatModel) -> Model:
    """An answer that cannot be had is None: the rules go on without it."""
    from assistant.errors import RightsideError

    def ask(system: str, user: str, form: type[Form]) -> Form | None:
        try:
            return chat.answer(system, user, form)
        except RightsideError:
            return None

    return ask
