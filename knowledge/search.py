"""The vector store of process definitions, over Chroma: one collection an organisation (decision 0004)."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Self, TypeVar, cast

import numpy as np

from knowledge.entries import Entry, Passage, entries
from knowledge.failures import StoreUnavailableError, StoreUnusableError
from knowledge.rows import merged, metadata, owner_of, row_id, where, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Embeddings, Where
    from numpy.typing import NDArray

    from knowledge.chroma import Shelves
    from knowledge.chroma_calls import Calls
    from knowledge.embedding import Embedding
    from knowledge.process import Process

__all__ = ["ChromaSearch", "StoreUnavailableError", "StoreUnusableError"]

Result = TypeVar("Result")


class ChromaSearch:
    """Finds the entries of a process that are nearest to a text.

    Give `path`, a folder of this machine that one process at a time may use, or `url`, a Chroma server.
    Nothing is opened or imported before the first use; after `close` the next use opens it again. Threads may
    share one. Every method raises `StoreUnavailableError` or `StoreUnusableError` (see `knowledge.failures`).
    """

    def __init__(self, embedding: Embedding, *, path: Path | None = None, url: str | None = None) -> None:
        if (path is None) == (url is None):
            raise ValueError("give a path or a url, and not both")
        self._embedding = embedding
        self._path = path.absolute() if path else None
        self._url = url
        self._turn = RLock()
        self._open: Shelves | None = None
        self._known: dict[str, Collection] = {}

    def index(self, organisation: str, process: Process) -> int:
        """Index one version of a process; returns how many texts were embedded.

        A text that the organisation's store already holds, in any version, keeps its vector. Entries of this
        version that the process no longer has are removed.
        """
        return self.put(organisation, process.id, process.version, entries(process))

    def put(self, organisation: str, process: str, version: int, entries: Sequence[Entry]) -> int:
        """Make these the entries of one version, as `index` does; `knowledge.entries.PLAYBOOKS` is a version too."""
        wanted = {row_id(process, version, entry): entry for entry in entries}
        with self._turn:
            return self._on_shelf(
                organisation,
                lambda shelf: self._put(shelf, organisation, (process, version), wanted),
                otherwise=0,
                create=bool(entries),
            )

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
        """The entries nearest to any of the texts, best first, each once, at most `limit` for each text.

        `kinds` are values of `Kind`; none means all. Blank texts are skipped. Empty where the organisation
        has no such process or version.
        """
        asked = list(dict.fromkeys(text for text in texts if text.strip()))
        if not asked or limit < 1:
            return ()

        def query(shelf: Collection) -> tuple[Passage, ...]:
            found = shelf.query(
                query_embeddings=self._embedding(asked),
                n_results=limit,
                where=_filter(organisation, process, version, kinds),
                include=["documents", "metadatas", "distances"],
            )
            return merged(found)

        return self._on_shelf(organisation, query, otherwise=())

    def indexed(self, organisation: str, process: str, version: int) -> bool:
        """Whether this version has entries in the store."""

        def look(shelf: Collection) -> bool:
            return bool(shelf.get(where=_filter(organisation, process, version), limit=1, include=[])["ids"])

        return self._on_shelf(organisation, look, otherwise=False)

    def count(self, organisation: str) -> int:
        """How many entries the organisation has, over all processes and versions."""
        return self._on_shelf(organisation, lambda shelf: shelf.count(), otherwise=0)

    def forget(self, organisation: str) -> None:
        """Delete every entry of an organisation; nothing happens where there is none."""
        with self._turn, self._calls():
            self._known.pop(organisation, None)
            self._shelves().forget(organisation)

    def close(self) -> None:
        """Let go of the store, so that another process may open it."""
        with self._turn:
            self._known.clear()
            if self._open is not None:
                self._open.close()
            self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _shelves(self) -> Shelves:
        with self._turn:
            if self._open is None:
                from knowledge import chroma  # noqa: PLC0415 - takes most of a second to import

                if self._path is not None:
                    self._open = chroma.open_folder(self._path, self._embedding)
                else:
                    self._open = chroma.open_server(self._url or "", self._embedding)
            return self._open

    def _calls(self) -> Calls:
        from knowledge.chroma_calls import Calls, server_place  # noqa: PLC0415 - as above

        return Calls(self._path if self._path is not None else server_place(self._url or ""))

    def _on_shelf(
        self, organisation: str, work: Callable[[Collection], Result], *, otherwise: Result, create: bool = False
    ) -> Result:
        """Do something with the organisation's collection, or answer `otherwise` where there is none.

        Once more where the collection is no longer there: another process rebuilt or forgot it meanwhile.
        """
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - as above

        with self._calls():
            for last in (False, True):
                shelf = self._shelf(organisation, create=create)
                if shelf is None:
                    return otherwise
                try:
                    return work(shelf)
                except NotFoundError:
                    with self._turn:
                        self._known.pop(organisation, None)
                    if last:
                        raise
        return otherwise

    def _shelf(self, organisation: str, *, create: bool) -> Collection | None:
        with self._turn:
            shelf = self._known.get(organisation) or self._shelves().shelf(organisation, create=create)
            if shelf is not None:
                self._known[organisation] = shelf
            return shelf

    def _put(self, shelf: Collection, organisation: str, place: tuple[str, int], wanted: Mapping[str, Entry]) -> int:
        owner = owner_of(organisation)
        rows = shelf.get(where=_filter(organisation, *place), include=["metadatas"])
        there = dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))
        about = {key: metadata(owner, *place, entry) for key, entry in wanted.items()}
        changed = [key for key in wanted if there.get(key) != about[key]]
        vectors = self._stored(shelf, owner, {wanted[key].digest for key in changed})
        fresh = {wanted[key].digest: wanted[key].text for key in changed if wanted[key].digest not in vectors}
        vectors |= dict(zip(fresh, self._embedding(list(fresh.values())), strict=True))
        for keys in self._batches(changed):
            shelf.upsert(
                ids=keys,
                embeddings=cast("Embeddings", [vectors[wanted[key].digest] for key in keys]),
                metadatas=[about[key] for key in keys],
                documents=[wanted[key].text for key in keys],
            )
        for keys in self._batches([key for key in there if key not in wanted]):
            shelf.delete(ids=keys)
        return len(fresh)

    def _stored(self, shelf: Collection, owner: str, digests: set[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that the collection already has for these texts, by digest."""
        holder: dict[str, str] = {}
        for some in self._batches(sorted(digests)):
            same = {"words": {"$in": [words(owner, digest) for digest in some]}}
            rows = shelf.get(where=cast("Where", same), include=["metadatas"])
            for key, row in zip(rows["ids"], rows["metadatas"] or [], strict=True):
                holder[str(row["digest"])] = key
        vectors: dict[str, NDArray[np.float32]] = {}
        for keys in self._batches(list(holder.values())):
            rows = shelf.get(ids=keys, include=["embeddings"])
            vectors |= dict(zip(rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32), strict=True))
        return {digest: vectors[key] for digest, key in holder.items()}

    def _batches(self, keys: list[str]) -> list[list[str]]:
        size = self._shelves().batch
        return [keys[at : at + size] for at in range(0, len(keys), size)]


def _filter(organisation: str, process: str, version: int, kinds: Sequence[str] = ()) -> Where:
    return cast("Where", where(owner_of(organisation), process, version, kinds))
