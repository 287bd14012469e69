"""A Word document (.docx): the one home of python-docx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import BadZipFile, LargeZipFile, ZipFile

from assistant.documents.limits import BROKEN, check_characters, check_unpacked
from assistant.documents.plain import cleaned, understood
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from assistant.documents.document import Document
    from assistant.documents.sides import Us

MAIN = "word/document.xml"
BLOCK = 1 << 16  # bytes
_DECLARED = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _PARAGRAPH = f"{_W}t", f"{_W}p"
_SKIPPED = {f"{_W}moveFrom", f"{_W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def word(name: str, data: bytes, ours: Us) -> Document:
    """The text of a Word document, one paragraph a line, with tracked changes accepted. Raises `PersonError`.

    Headers, footnotes and comments are left out.
    """
    _check_zip(name, data)
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - slow to import

    try:
        text = _text(name, data)
    except (OpcError, *BROKEN) as error:
        raise _damaged(name) from error
    return understood(name, cleaned(name, text), ours)


def _check_zip(name: str, data: bytes) -> None:
    """Unpack block by block, so that nothing large or dangerous ever reaches a parser."""
    total = 0
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if MAIN not in archive.namelist():
                raise PersonError(f"{name} is an archive and no Word document; unpack it and give the files in it.")
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    last = b""
                    while block := file.read(BLOCK):
                        total += len(block)
                        check_unpacked(name, total, len(data))
                        if any(mark in last + block for mark in _DECLARED):
                            raise PersonError(f"{name} refers to text outside itself; save it again as docx.")
                        last = block[-32:]
    except (BadZipFile, LargeZipFile, *BROKEN) as error:
        raise _damaged(name) from error


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
            yield "".join(_words(child))
        if child.tag not in _SKIPPED:
            yield from _paragraphs(child)


def _words(node: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml, which has no types
    """The text under a node as it reads with all changes accepted; inner paragraphs speak for themselves."""
    for child in node:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag != _PARAGRAPH and child.tag not in _SKIPPED:
            yield from _words(child)


def _damaged(name: str) -> PersonError:
    return PersonError(f"{name} is a damaged Word document; open it in Word and save it again.")
