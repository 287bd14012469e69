"""What Chroma raises, put into plain sentences that say what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import httpx
import orjson
from chromadb.errors import AuthorizationError, ChromaAuthError, ChromaError

from knowledge.failures import StoreUnavailableError, StoreUnusableError

if TYPE_CHECKING:
    from types import TracebackType

LONGEST_REASON = 160  # characters of a vendor's message that a sentence can carry


class Calls:
    """Around calls of Chroma: what it raises becomes one of the two errors of `knowledge.failures`.

    `place` is the folder, or the server's address without any password. Errors that are ours pass unchanged.
    """

    def __init__(self, place: Path | str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if error is not None and _is_chromas(error):
            raise self._explained(error) from error
        return False

    def _explained(self, error: BaseException) -> StoreUnavailableError | StoreUnusableError:
        if isinstance(self._place, Path):
            return unusable(self._place, error)
        if isinstance(error, ChromaAuthError | AuthorizationError):
            return StoreUnusableError(
                f"The Chroma server at {self._place} refuses the credentials; set "
                "CHROMA_CLIENT_AUTH_PROVIDER and CHROMA_CLIENT_AUTH_CREDENTIALS as the server expects them."
            )
        return unanswered(self._place, error)


def server_place(url: str) -> str:
    """An address as it may be shown, without user and password; `StoreUnusableError` where it is none."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise StoreUnusableError("RIGHTSIDE_CHROMA_URL is no address; write it like http://localhost:8000.")
    return f"{parts.scheme}://{parts.hostname}{port}"


def _is_chromas(error: BaseException) -> bool:
    """Whether Chroma raises it: its own, the transport's, a panic, or `Exception` itself (odd answers)."""
    return (
        isinstance(error, ChromaError | httpx.HTTPError | httpx.InvalidURL | orjson.JSONDecodeError)
        or type(error) is Exception
        or type(error).__name__ == "PanicException"
    )


def unusable(folder: Path, error: BaseException) -> StoreUnusableError:
    """What to say of a folder that cannot be used."""
    return StoreUnusableError(
        f"The vector store in {folder} cannot be used ({_short(error)}); if the disk has room and the "
        "folder may be written, move the folder away and run `rightside doctor --rebuild`."
    )


def unanswered(place: str, error: BaseException) -> StoreUnavailableError:
    """What to say of a server that does not answer, or answers like no Chroma."""
    return StoreUnavailableError(
        f"No Chroma server answers as it should at {place} ({_short(error)}); start it, or correct "
        "RIGHTSIDE_CHROMA_URL."
    )


def _short(error: BaseException) -> str:
    line = (str(error) or type(error).__name__).splitlines()[0]
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
