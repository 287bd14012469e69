"""How the bytes of an export are to be read: is it text at all, and in which encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import PersonError

if TYPE_CHECKING:
    from pathlib import Path

CHUNK_BYTES = 1 << 20
HEAD_BYTES = 4096
BINARY_SHARE = 0.02  # of control characters: no text file comes near, every binary format is over it
FEW_CONTROLS = 4  # are a damaged row, however short the file
UTF_16_SHARE = 0.3  # of the bytes on one side of each pair that are zero in UTF-16 of a Latin script

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))


@dataclass(frozen=True)
class Encoding:
    """A codec's name, the handling of bytes it cannot read, and whether the file has such bytes."""

    codec: str
    errors: str = "surrogateescape"
    damaged: bool = False


def detect(path: Path) -> Encoding:
    """The encoding of a whole file, read once in pieces.

    UTF-16 by its mark or its zero bytes; UTF-8 where the file is; else Windows-1252. A file that is UTF-8
    except for a few bytes stays UTF-8, so that one broken row does not garble the names of all others.
    Raises `PersonError` for an empty file, a workbook or anything else that is no text; `OSError` passes.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise PersonError(f"{path.name} is empty.")
    if head.startswith(WORKBOOKS):
        raise PersonError(f"{path.name} is a workbook or an archive; save the sheet as CSV and give that file.")
    wide = _utf_16(head)
    if wide:
        return Encoding(wide, "replace")
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > max(FEW_CONTROLS, BINARY_SHARE * len(head)):
        raise PersonError(f"{path.name} is not a text file; export the table as CSV and give that file.")
    return _utf_8_or_windows(path)


def _utf_16(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2], head[1::2]
    for codec, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros.count(0) > UTF_16_SHARE * len(head) and not letters.count(0):
            return codec
    return ""


def _utf_8_or_windows(path: Path) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    broken = whole = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if not text.isascii():
                escaped = len(_ESCAPED.findall(text))
                broken += escaped
                whole += len(_NOT_ASCII.findall(text)) - escaped
    broken += len(decoder.decode(b"", final=True))
    if broken > whole:
        return Encoding("cp1252", damaged=True)
    return Encoding("utf-8-sig", damaged=broken > 0)
