"""The vector store behind its port: `knowledge.search` with its errors in the groups of `assistant.errors`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.errors import OperatorError, UnavailableError
from knowledge.search import ChromaSearch, StoreUnavailableError, StoreUnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.entries import Entry, Passage
    from knowledge.process import Process


class Retrieval:
    """Implements the `ProcessSearch` port; see there for units and order."""

    def __init__(self, search: ChromaSearch) -> None:
        self._search = search

    def index(self, organisation: str, process: Process) -> int:
        """Index one version of a process; returns how many texts were embedded."""
        with _translated():
            return self._search.index(organisation, process)

    def put(self, organisation: str, process: str, version: int, entries: Sequence[Entry]) -> int:
        """Make these the entries of one version; returns how many texts were embedded."""
        with _translated():
            return self._search.put(organisation, process, version, entries)

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
        """The entries nearest to any of the texts, best first."""
        with _translated():
            return self._search.find(organisation, process, version, texts, kinds=kinds, limit=limit)

    def indexed(self, organisation: str, process: str, version: int) -> bool:
        """Whether this version has entries in the store."""
        with _translated():
            return self._search.indexed(organisation, process, version)

    def close(self) -> None:
        """Let go of the store, so that another process may open it."""
        self._search.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except StoreUnavailableError as error:
        raise UnavailableError(str(error)) from error
    except StoreUnusableError as error:
        raise OperatorError(str(error)) from error
