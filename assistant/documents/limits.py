"""How large a document may be, and what parsers raise on bytes that are none of theirs."""

from __future__ import annotations

import struct
import zlib

from assistant.errors import PersonError

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
MOST_UNPACKED = 50 * 1024 * 1024  # bytes
MOST_RATIO = 200  # unpacked bytes for each packed one

# What the parsers of mail, Word and PDF let through from below beside their own errors, on broken or hostile files.
BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    SyntaxError,  # lxml's errors are kinds of it
    EOFError,
    OSError,
    MemoryError,
    struct.error,
    zlib.error,
)


def check_bytes(name: str, size: int) -> None:
    """Raise `PersonError` for a file that is empty or too large."""
    if not size:
        raise PersonError(f"{name} is empty; choose a file with text.")
    if size > MOST_BYTES:
        raise PersonError(f"{name} has {_megabytes(size)}; a document may have at most {_megabytes(MOST_BYTES)}.")


def check_pages(name: str, pages: int) -> None:
    """Raise `PersonError` for a document of too many pages."""
    if pages > MOST_PAGES:
        raise PersonError(f"{name} has {pages:,} pages; a document may have at most {MOST_PAGES}, so split it.")


def check_characters(name: str, count: int) -> None:
    """Raise `PersonError` for too long a text."""
    if count > MOST_CHARACTERS:
        raise PersonError(f"{name} holds more than {MOST_CHARACTERS:,} characters of text; split it into parts.")


def check_unpacked(name: str, unpacked: int, packed: int) -> None:
    """Raise `PersonError` for a file that grows too much when unpacked."""
    if unpacked > MOST_UNPACKED:
        raise PersonError(
            f"{name} unpacks to more than {_megabytes(MOST_UNPACKED)}; save its text alone and try again."
        )
    if unpacked > MOST_RATIO * max(packed, 1):
        raise PersonError(f"{name} unpacks to over {MOST_RATIO} times its size; save its text alone and try again.")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB" if size % (1024 * 1024) == 0 else f"{size / 1024 / 1024:.1f} MB"
