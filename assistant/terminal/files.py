"""Process files named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import PersonError
from knowledge.process_file import ProcessFileError, load

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.process import Process


def load_process(path: Path) -> Process:
    """The process in a file; `PersonError` lists every fault with its line."""
    try:
        return load(path)
    except ProcessFileError as error:
        raise PersonError(str(error)) from error
