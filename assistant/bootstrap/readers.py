"""What reads, what answers and what the store searches by, as the settings choose them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.coaching.ports import Reader
    from assistant.language_model.chat import ChatModel
    from assistant.reading.judge import Judge
    from assistant.settings import Settings
    from knowledge.embedding import Embedding

SHORT_TOKENS, LONG_TOKENS, LONG_TIMES = 1500, 6000, 4  # of a model's answer; and how many timeouts a long one may take
READERS_WEIGHT = 2.0  # beside 1 of the packaged embedding; measured by `rightside eval questions`


def build_embedding(settings: Settings) -> Embedding:
    """What the store searches by: the packaged embedding beside the local reader's own, or an endpoint's.

    The endpoint's is taken where `RIGHTSIDE_EMBEDDING_MODEL` names one.
    """
    from knowledge.embedding import OpenAIEmbedding

    if settings.embedding_model and settings.openai_api_key:
        return OpenAIEmbedding(
            settings.embedding_model,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value(),
        )
    return build_own_embedding()


def build_own_embedding() -> Embedding:
    """What the store searches by without an endpoint."""
    from assistant.reading.vectors import ReaderEmbedding
    from knowledge.embedding import JointEmbedding

    return JointEmbedding([(build_comparison(), 1.0), (ReaderEmbedding(_judge()), READERS_WEIGHT)])


@cache
def build_comparison() -> Embedding:
    """What tells how alike two texts are, whatever the organisation's settings; loaded once."""
    from knowledge.embedding import PackagedEmbedding

    return PackagedEmbedding()


@cache
def _judge() -> Judge:
    """One judge for the reader and the search: its weights are loaded once."""
    from assistant.reading.judge import Judge

    return Judge()


def build_chat(settings: Settings, *, long: bool = False) -> ChatModel | None:
    """The chat model, where a key is set; `long` for answers of pages, which nobody waits for in a conversation."""
    if settings.openai_api_key is None:
        return None
    from assistant.language_model.chat import ChatModel

    return ChatModel(
        settings.model,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout=settings.model_timeout * (LONG_TIMES if long else 1),
        max_tokens=LONG_TOKENS if long else SHORT_TOKENS,
    )


def build_reader(settings: Settings, which: str | None = None) -> Reader:
    """The reader: `local`, `model`, or by default the model with the local reader behind it where a key is set."""
    from assistant.errors import OperatorError
    from assistant.reading.local_reader import LocalReader

    chat = None if which == "local" else build_chat(settings)
    if which == "model" and chat is None:
        raise OperatorError("No model key is set; set OPENAI_API_KEY, or use the local reader.")
    local = LocalReader(_judge())
    if chat is None:
        return local
    from assistant.reading.fallback import FallbackReader
    from assistant.reading.model_reader import ModelReader

    return FallbackReader(ModelReader(chat), local)
