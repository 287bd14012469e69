"""Chroma behind a narrow door: opened, one collection an organisation, its errors put into plain sentences.

Chroma's own `Client` keeps a half-open store in a table of the process after a failed start, and waits for
ever for a server that is silent; so this module builds on the `ServerAPI` underneath, as both clients do.
"""

from __future__ import annotations

from contextlib import ExitStack
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

import httpx
from chromadb.api import ServerAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System
from chromadb.errors import NotFoundError
from filelock import FileLock, Timeout

from knowledge.chroma_calls import Calls, server_place, unanswered, unusable
from knowledge.failures import StoreUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.fastapi import FastAPI

    from knowledge.embedding import Embedding

BATCH = 1_000  # entries in one call; Chroma takes 5,461 on most machines
PATIENCE = httpx.Timeout(20, connect=3)  # seconds
# A small threshold: entries soon reach the index file, so that the first query need not build the index.
SHAPE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "sync_threshold": 100}}


class Shelves:
    """An open store. Every collection it hands out holds vectors of this embedding only."""

    def __init__(self, system: System, embedding: Embedding, lock: FileLock | None = None) -> None:
        self._system = system
        self._api = _api(system)
        self._embedding = embedding
        self._lock = lock
        self.batch = min(BATCH, self._api.get_max_batch_size())

    def shelf(self, organisation: str, *, create: bool = False) -> Collection | None:
        """The organisation's collection; None where there is none and none is to be made.

        Vectors of another embedding are made anew here, from the texts stored beside them.
        """
        name = _name(organisation)
        found = self._get(name) or self._finished(name)
        if found is None:
            return self._create(name, organisation) if create else None
        if (found.metadata or {}).get("embedding") != self._embedding.name:
            return self._rebuilt(name, organisation, found)
        return found

    def forget(self, organisation: str) -> None:
        """Delete everything of an organisation; the spare goes first, see `_finished`."""
        name = _name(organisation)
        self._drop(_spare(name))
        self._drop(name)

    def close(self) -> None:
        """Let go of the files, or of the connections."""
        if self._lock is None:
            _session(self._api).close()
        self._system.stop()
        if self._lock is not None:
            self._lock.release()

    def _get(self, name: str) -> Collection | None:
        try:
            return Collection(client=self._api, model=self._api.get_collection(name), embedding_function=None)
        except NotFoundError:
            return None

    def _create(self, name: str, organisation: str) -> Collection:
        shown = organisation[:200].encode("utf-8", "replace").decode()
        about = {"embedding": self._embedding.name, "organisation": shown}
        model = self._api.create_collection(name, configuration=SHAPE, metadata=about, get_or_create=True)
        return Collection(client=self._api, model=model, embedding_function=None)

    def _drop(self, name: str) -> None:
        try:
            self._api.delete_collection(name)
        except NotFoundError:
            return

    def _rebuilt(self, name: str, organisation: str, old: Collection) -> Collection:
        """Fill a spare, delete the old one, give the spare its name. One that was stopped starts over."""
        self._drop(_spare(name))
        new = self._create(_spare(name), organisation)
        ids = old.get(include=[])["ids"]
        for at in range(0, len(ids), self.batch):
            page = old.get(ids=ids[at : at + self.batch], include=["documents", "metadatas"])
            texts = page["documents"] or []
            new.add(page["ids"], self._embedding(texts), page["metadatas"], texts)
        self._drop(name)
        new.modify(name=name)
        return new

    def _finished(self, name: str) -> Collection | None:
        """The spare of a rebuild that stopped just before it was renamed.

        The old collection is deleted only once the spare is full, so a spare that stands alone is full.
        """
        spare = self._get(_spare(name))
        if spare is not None:
            spare.modify(name=name)
        return spare


def open_folder(folder: Path, embedding: Embedding) -> Shelves:
    """The store of a folder, made where there is none. One process at a time: a lock beside it says so."""
    lock = FileLock(folder.with_name(f"{folder.name}.lock"), blocking=False, thread_local=False)
    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        is_persistent=True,
        persist_directory=str(folder),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StoreUnavailableError(
            f"The vector store in {folder} is open in another window; use that one, or set "
            "RIGHTSIDE_CHROMA_URL to a Chroma server that both can use."
        ) from error
    except (OSError, NotImplementedError) as error:  # the second: a disk that knows no locks
        raise unusable(folder, error) from error
    with Calls(folder), ExitStack() as stack:
        stack.callback(lock.release)
        shelves = Shelves(_started(settings), embedding, lock)
        stack.pop_all()
        return shelves


def open_server(url: str, embedding: Embedding) -> Shelves:
    """The store of a Chroma server at an `http://` or `https://` address."""
    place = server_place(url)
    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=url.rstrip("/"),
        chroma_server_http_port=80,
    )
    with Calls(place):
        try:
            system = _started(settings)
            api = _api(system)
            _session(api).timeout = PATIENCE
            api.heartbeat()
            return Shelves(system, embedding)
        except (KeyError, TypeError, ValueError) as error:  # something answers, and it is no Chroma
            raise unanswered(place, error) from error


def _started(settings: Settings) -> System:
    system = System(settings)
    _api(system)  # made before the start, so that it is started too
    system.start()
    return system


def _api(system: System) -> ServerAPI:
    return system.instance(ServerAPI)  # type: ignore[type-abstract]


def _session(api: ServerAPI) -> httpx.Client:
    return cast("FastAPI", api)._session  # noqa: SLF001 - Chroma sets no time limit and never closes it


def _name(organisation: str) -> str:
    """A collection's name: Chroma allows few characters, so any organisation becomes its digest."""
    return "organisation-" + blake2b(organisation.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _spare(name: str) -> str:
    return f"{name}-next"
