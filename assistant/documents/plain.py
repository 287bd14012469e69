"""Plain text: from bytes in any usual encoding to words, and what kind of document the words are. Pure."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from assistant.documents.document import Document, Kind, Speech, composed
from assistant.documents.limits import check_characters
from assistant.documents.spoken import turns
from assistant.documents.thread import threaded
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.documents.document import Document
    from assistant.documents.sides import Us, Who
    from assistant.documents.thread import Part

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
SAMPLE = 4000  # bytes


def decoded(name: str, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Latin-1, with plain line ends.

    Raises `PersonError` for what is no text.
    """
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise PersonError(f"{name} is damaged text; save it again as UTF-8.") from error
    if _BINARY.search(text):
        raise PersonError(f"{name} is no text; give a txt, md, html, eml, vtt, srt, docx, pptx or pdf file.")
    return cleaned(name, text)


def shown(text: str) -> str:
    """A text with one kind of line end and without signs that nobody can see."""
    return _UNSHOWN.sub("", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


def cleaned(name: str, text: str) -> str:
    """The text as shown; `PersonError` where it is too long or holds no words."""
    text = shown(text)
    check_characters(name, len(text))
    if not any(sign.isalnum() for sign in text):
        raise PersonError(f"{name} holds no words; choose a file with text.")
    return text


def _encoding(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None)
    if marked is not None:
        return marked
    some = data[:SAMPLE]
    if some.count(0) > len(some) // 4:  # every second byte of Western text in UTF-16
        return "utf-16-be" if some[::2].count(0) > some[1::2].count(0) else "utf-16-le"
    for encoding in ("utf-8", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def understood(name: str, text: str, ours: Us, *, marks: Sequence[tuple[int, str]] = ()) -> Document:
    """The document a text is: a pasted thread of mails, a transcript with a name before each turn, or notes."""
    thread = threaded(text)
    if thread.quotes:
        news = thread.newest(ours, pasted=True)
        mails = any(part.heading for part in thread.parts)
        return composed(
            name,
            Kind.MAIL if mails else Kind.NOTES,
            text,
            speeches(news),
            ours,
            marks=marks,
            others=senders(thread.parts),
            notes=left_out(len(thread.parts) - len(news)),
        )
    spoken = turns(text, ours)
    if spoken:
        return composed(name, Kind.TRANSCRIPT, text, spoken, ours, marks=marks)
    starts = [offset for offset, _ in marks] or [0]
    pages = [Speech(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return composed(name, Kind.NOTES, text, pages, ours, marks=marks)


def speeches(news: Sequence[Part], sender: Who | None = None) -> list[Speech]:
    """The stretches of the mails that are news; `sender` wrote the one without a heading."""
    return sorted(
        (
            Speech(
                start, end, part.heading.who if part.heading else sender, part.heading.sent if part.heading else None
            )
            for part in news
            for start, end in part.spans
        ),
        key=lambda speech: speech.start,
    )


def senders(parts: Sequence[Part]) -> list[Who]:
    """Who wrote the mails of a thread, as far as their headings say."""
    return [part.heading.who for part in parts if part.heading and part.heading.who]


def left_out(count: int) -> tuple[str, ...]:
    """What to say about quoted mails that were not read."""
    if not count:
        return ()
    return (f"{count} older {'mail' if count == 1 else 'mails'} quoted in it left unread: quoted history is not news.",)
