"""A Word document (.docx): the one home of python-docx."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from assistant.documents.limits import BROKEN, check_characters
from assistant.documents.office import damaged
from assistant.documents.plain import cleaned, understood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from assistant.documents.document import Document
    from assistant.documents.sides import Us

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _PARAGRAPH = f"{_W}t", f"{_W}p"
_SKIPPED = {f"{_W}moveFrom", f"{_W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_STYLE = f"{_W}pPr/{_W}pStyle"
_HEADING = re.compile(r"(?i)heading\s?([1-6])")
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def word(name: str, data: bytes, ours: Us) -> Document:
    """The text of a Word document, one paragraph a line, with tracked changes accepted. Raises `PersonError`.

    `data` has passed `office.main_part`. Headings get the marks that they have in Markdown.
    Headers, footnotes and comments are left out.
    """
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - slow to import

    try:
        text = _text(name, data)
    except (OpcError, *BROKEN) as error:
        raise damaged(name) from error
    return understood(name, cleaned(name, text), ours)


def _text(name: str, data: bytes) -> str:
    from docx import Document as open_word  # noqa: PLC0415, N813 - slow to import

    lines: list[str] = []
    length = 0
    for line in _paragraphs(open_word(io.BytesIO(data)).element.body):
        length += len(line) + 1
        check_characters(name, length)
        lines.append(line)
    return "\n".join(lines)


def _paragraphs(node: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml, which has no types
    for child in node:
        if child.tag == _PARAGRAPH:
            yield _heading(child) + "".join(_words(child))
        if child.tag not in _SKIPPED:
            yield from _paragraphs(child)


def _heading(paragraph: Any) -> str:  # noqa: ANN401 - as above
    """The marks of a heading, as Markdown has them; none where the paragraph is no heading."""
    style = paragraph.find(_STYLE)
    found = None if style is None else _HEADING.fullmatch(style.get(f"{_W}val", ""))
    return f"{'#' * int(found[1])} " if found else ""


def _words(node: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml, which has no types
    """The text under a node as it reads with all changes accepted; inner paragraphs speak for themselves."""
    for child in node:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag != _PARAGRAPH and child.tag not in _SKIPPED:
            yield from _words(child)
