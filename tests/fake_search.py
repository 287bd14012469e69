"""The `ProcessSearch` port in memory: exact cosine in numpy, the same rules as `knowledge.search`."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Self

import numpy as np

from knowledge.entries import Entry, Passage, entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from knowledge.embedding import Embedding
    from knowledge.process import Process

WIDTH = 256


class WordEmbedding:
    """Each word counts in one of 256 places, so texts that share words are near. Keeps what it embedded."""

    def __init__(self, name: str = "words") -> None:
        self._name = name
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded.extend(texts)
        vectors = np.full((len(texts), WIDTH), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[int.from_bytes(blake2b(f"{self._name} {word}".encode(), digest_size=2).digest()) % WIDTH] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class FakeSearch:
    """A process store that keeps every entry with its vector in a dictionary."""

    def __init__(self, embedding: Embedding | None = None) -> None:
        self._embedding = embedding or WordEmbedding()
        self._rows: dict[tuple[str, str, int], list[tuple[Entry, NDArray[np.float32]]]] = {}

    def index(self, organisation: str, process: Process) -> int:
        return self.put(organisation, process.id, process.version, entries(process))

    def put(self, organisation: str, process: str, version: int, entries: Sequence[Entry]) -> int:
        key = (organisation, process, version)
        known = {
            entry.text: vector
            for (owner, _, _), rows in self._rows.items()
            if owner == organisation
            for entry, vector in rows
        }
        fresh = list(dict.fromkeys(entry.text for entry in entries if entry.text not in known))
        known |= dict(zip(fresh, self._embedding(fresh), strict=True))
        self._rows[key] = [(entry, known[entry.text]) for entry in entries]
        return len(fresh)

    def find(
        self,
        organisation: str,
        process: str,
        version: int,
        texts: Sequence[str],
        *,
        kinds: Sequence[str] = (),
        limit: int = 5,
    ) -> tuple[Passage, ...]:
        rows = self._rows.get((organisation, process, version), [])
        rows = [row for row in rows if not kinds or row[0].kind in kinds]
        asked = [text for text in texts if text.strip()]
        if not rows or not asked or limit < 1:
            return ()
        nearness = self._embedding(asked) @ np.stack([vector for _, vector in rows]).T
        best: dict[int, float] = {}
        for near in nearness:
            for at in np.argsort(-near, kind="stable")[:limit]:
                best[int(at)] = max(best.get(int(at), -1.0), float(near[at]))
        return tuple(
            Passage(rows[at][0], process, version, min(1.0, near))
            for at, near in sorted(best.items(), key=lambda item: -item[1])
        )

    def indexed(self, organisation: str, process: str, version: int) -> bool:
        return bool(self._rows.get((organisation, process, version)))

    def count(self, organisation: str) -> int:
        return sum(len(rows) for (owner, _, _), rows in self._rows.items() if owner == organisation)

    def forget(self, organisation: str) -> None:
        self._rows = {key: rows for key, rows in self._rows.items() if key[0] != organisation}

    def close(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
