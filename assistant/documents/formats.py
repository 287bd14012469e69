"""From a file to a document. What a file is, its content says; the ending of its name only breaks ties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.documents.limits import MOST_BYTES, check_bytes
from assistant.documents.mail import is_mail, mail
from assistant.documents.office import WORD, main_part
from assistant.documents.pdf import MARK, pdf
from assistant.documents.plain import decoded, understood
from assistant.documents.slides import slides
from assistant.documents.transcript import captions, is_captions
from assistant.documents.web import page
from assistant.documents.word import word
from assistant.errors import PersonError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.documents.document import Document
    from assistant.documents.sides import Us

OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also a docx with a password
ZIP = b"PK\x03\x04"
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
MARK_WITHIN = 1024  # bytes: where readers look for a PDF's mark


def open_document(path: Path, ours: Us) -> Document:
    """The document in a file; `PersonError` says in one sentence why there is none."""
    try:
        size = path.stat().st_size
        if path.is_file():
            check_bytes(path.name, size)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PersonError(f"{path} cannot be read: {error.strerror}.") from error
    return read_document(path.name, data, ours)


def read_document(name: str, data: bytes, ours: Us) -> Document:
    """The document in a file's bytes. Raises `PersonError` and nothing else, whatever the bytes."""
    check_bytes(name, len(data))
    if MARK in data[:MARK_WITHIN]:
        return pdf(name, data, ours)
    if data.startswith(ZIP):
        return word(name, data, ours) if main_part(name, data) == WORD else slides(name, data, ours)
    if data.startswith(OLD_OFFICE):
        raise PersonError(
            f"{name} is an old or a password-protected Office file; save it as docx or pptx without a password."
        )
    if is_mail(data, named=name.lower().endswith(".eml")):
        return mail(name, data, ours)
    text = decoded(name, data)
    if _PAGE.match(text):
        return page(name, text, ours)
    return captions(name, text, ours) if is_captions(text) else understood(name, text, ours)
