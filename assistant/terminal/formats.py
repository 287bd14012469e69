"""Small readers that several commands share: output format, days, JSON lines."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Format(StrEnum):
    """How a command prints its answer."""

    TEXT = "text"
    JSON = "json"


def parse_day(text: object) -> date:
    """A day written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise PersonError(f"{text!r} is no day; write it as YYYY-MM-DD.") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What writes a file, until the block ends; `PersonError` where it cannot be written."""
    try:
        yield
    except OSError as error:
        raise PersonError(f"{path} cannot be written: {error.strerror}.") from error


def read_text(path: Path) -> str:
    """A UTF-8 file's text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PersonError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise PersonError(f"{path} cannot be read: {error.strerror}.") from error


def read_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """The JSON values of a file with one a line, with their line numbers; blank lines are skipped."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise PersonError(f"{path}, line {number}: not JSON ({error}); write one object a line.") from error
