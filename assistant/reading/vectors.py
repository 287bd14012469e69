"""The local reader's encoder as an embedding: it was taught which of a process's outcomes people mean."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant.reading.judge import Judge

SIZE = 384
LONGEST = 600  # characters; beyond them the encoder takes nothing in


class ReaderEmbedding:
    """Implements `knowledge.embedding.Embedding`; English. Loads the reader's weights with the first use."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @cached_property
    def name(self) -> str:
        """Changes with the weights."""
        return f"reader {self._judge.digest}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text, (texts, SIZE)."""
        if not texts:
            return np.empty((0, SIZE), dtype=np.float32)
        vectors = self._judge.vectors([text[:LONGEST].encode("utf-8", "replace").decode() for text in texts])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-30), dtype=np.float32)
