"""A PDF: the one home of pypdf."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from assistant.documents.limits import BROKEN, MOST_UNPACKED, check_characters, check_pages, check_unpacked
from assistant.documents.plain import shown, understood
from assistant.errors import PersonError

if TYPE_CHECKING:
    from pypdf import PdfReader

    from assistant.documents.document import Document
    from assistant.documents.sides import Us

MARK = b"%PDF-"
_LIMITS = (
    "zlib_maximum_output_length",
    "lzw_maximum_output_length",
    "run_length_maximum_output_length",
    "array_based_stream_maximum_output_length",
    "maximum_declared_stream_length",
)


def pdf(name: str, data: bytes, ours: Us) -> Document:
    """The text of a PDF with its pages. Raises `PersonError`; a scan without text gets its own sentence."""
    pages = _pages(name, data)
    marks: list[tuple[int, str]] = []
    length = 0
    for number, page in enumerate(pages, 1):
        marks.append((length, f"page {number}"))
        length += len(page) + 1
    text = "\n".join(pages)
    if not any(sign.isalnum() for sign in text):
        raise PersonError(f"{name} holds pictures of pages and no text; have its text recognised (OCR) and try again.")
    return understood(name, text, ours, marks=marks)


def _pages(name: str, data: bytes) -> list[str]:
    from pypdf import Configuration, PdfReader, apply_configuration  # noqa: PLC0415 - slow to import
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends on its way is nobody's news
    try:
        with apply_configuration(Configuration().with_overwrites(**dict.fromkeys(_LIMITS, MOST_UNPACKED))):
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise _locked(name)
            check_pages(name, len(reader.pages))
            return _texts(name, reader, len(data))
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(name) from error
    except LimitReachedError as error:
        raise PersonError(f"{name} unpacks to too much; print it to a new PDF and try again.") from error
    except (PyPdfError, *BROKEN) as error:
        raise PersonError(f"{name} is a damaged PDF; print it to a new PDF and try again.") from error


def _texts(name: str, reader: PdfReader, packed: int) -> list[str]:
    pages: list[str] = []
    unpacked = length = 0
    for page in reader.pages:
        content = page.get_contents()
        unpacked += 0 if content is None else len(content.get_data())
        check_unpacked(name, unpacked, packed)
        words = page.extract_text()
        length += len(words)
        check_characters(name, length)
        pages.append(shown(words))
    return pages


def _locked(name: str) -> PersonError:
    return PersonError(f"{name} is protected with a password; save it without one and try again.")
