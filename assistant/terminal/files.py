"""Process files named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from assistant.errors import PersonError
from knowledge.process_file import ProcessFileError, load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.drafting.stories import Story
    from knowledge.process import Process


def load_process(path: Path) -> Process:
    """The process in a file; `PersonError` lists every fault with its line."""
    try:
        return load(path)
    except ProcessFileError as error:
        raise PersonError(str(error)) from error


def stories_in(paths: Sequence[Path]) -> list[Story]:
    """The stories of interviews in these files; none where they are documents. Raises `PersonError`."""
    from pydantic import ValidationError

    from assistant.terminal.formats import read_text
    from knowledge.drafting.stories import Story

    files = [path for path in paths if path.suffix.lower() in {".yaml", ".yml"}]
    if not files:
        return []
    if len(files) < len(paths):
        raise PersonError("Give either documents or story files; a draft is made from one kind at a time.")
    found = []
    for path in files:
        try:
            found.append(Story.model_validate(yaml.safe_load(read_text(path))))
        except (yaml.YAMLError, ValidationError) as error:
            raise PersonError(f"{path} is no story of 'rightside process interview'.") from error
    return found
