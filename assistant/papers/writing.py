"""A paper as a file: Markdown, Word or PDF, by its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import PersonError
from assistant.papers.markdown import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.paper import Paper

ENDINGS = ("md", "docx", "pdf")


def check_ending(ending: str, endings: Sequence[str] = ENDINGS) -> str:
    """The ending without its dot, in small letters; `PersonError` where it is none of these."""
    known = ending.removeprefix(".").casefold()
    if known not in endings:
        raise PersonError(f"A file ending in {ending!r} cannot be written; take one of {', '.join(endings)}.")
    return known


def written(paper: Paper, ending: str) -> bytes:
    """The file of this ending, such as `.pdf`. Raises as `check_ending`."""
    match check_ending(ending):
        case "docx":
            from assistant.papers.word import word  # noqa: PLC0415 - slow to import

            return word(paper)
        case "pdf":
            from assistant.papers.pdf import pdf  # noqa: PLC0415 - slow to import

            return pdf(paper)
        case _:
            return markdown(paper).encode()
