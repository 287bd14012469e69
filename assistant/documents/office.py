"""What Word and PowerPoint files have in common: archives of XML, looked through before a parser sees them."""

from __future__ import annotations

import io
from zipfile import BadZipFile, LargeZipFile, ZipFile

from assistant.documents.limits import BROKEN, check_unpacked
from assistant.errors import PersonError

WORD, SLIDES = "word/document.xml", "ppt/presentation.xml"
BINARY = ".bin"  # printers' settings, which hold a declaration of their own and are never parsed
BLOCK = 1 << 16  # bytes
_DECLARED = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)


def main_part(name: str, data: bytes) -> str:
    """WORD or SLIDES, whichever the archive is. Raises `PersonError`.

    Unpacks block by block, so that nothing large or dangerous ever reaches a parser.
    """
    total = 0
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            main = next((each for each in (WORD, SLIDES) if each in archive.namelist()), None)
            if main is None:
                raise PersonError(f"{name} is an archive and no Word document; unpack it and give the files in it.")
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    last = b""
                    while block := file.read(BLOCK):
                        total += len(block)
                        check_unpacked(name, total, len(data))
                        if not entry.filename.endswith(BINARY) and any(mark in last + block for mark in _DECLARED):
                            raise PersonError(f"{name} refers to text outside itself; save it again as docx or pptx.")
                        last = block[-32:]
    except (BadZipFile, LargeZipFile, *BROKEN) as error:
        raise damaged(name) from error
    return main


def damaged(name: str) -> PersonError:
    """The error for a file that its program would not open."""
    kind, program = ("deck", "PowerPoint") if name.lower().endswith(".pptx") else ("Word document", "Word")
    return PersonError(f"{name} is a damaged {kind}; open it in {program} and save it again.")
