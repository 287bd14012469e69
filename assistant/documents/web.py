"""A web page (.html) with its headings, as a wiki exports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.documents.limits import BROKEN
from assistant.documents.plain import cleaned, understood
from assistant.errors import PersonError

if TYPE_CHECKING:
    from assistant.documents.document import Document
    from assistant.documents.sides import Us


def page(name: str, html: str, ours: Us) -> Document:
    """The text of a page as its reader sees it. Raises `PersonError`."""
    from assistant.documents.html_text import text_of  # noqa: PLC0415 - slow to import

    try:
        text = text_of(html, headings=True)
    except BROKEN as error:
        raise PersonError(f"{name} is a damaged web page; save its text alone and try again.") from error
    return understood(name, cleaned(name, text), ours)
