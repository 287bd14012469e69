"""Captions of a recorded call (.vtt, .srt): the one home of webvtt."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from assistant.documents.document import Kind, Speech, composed
from assistant.documents.plain import cleaned, shown
from assistant.documents.sides import Who
from assistant.documents.spoken import name_before
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.documents.document import Document
    from assistant.documents.sides import Us

_VTT = re.compile(r"WEBVTT(?:[ \t].*)?(?:\n|$)")
_SRT = re.compile(r"\s*(?:\d+[ \t]*\n)?\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,99})?[ \t]([^<>\n]{0,199})>")
_TAG = re.compile(r"</?[a-z\d][^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_CHANGE = re.compile(r"^\s*>>+\s*")  # how captions mark a new speaker


def is_captions(text: str) -> bool:
    """Whether a text begins as caption files do."""
    return bool(_VTT.match(text) or _SRT.match(text))


def captions(name: str, text: str, ours: Us) -> Document:
    """What each speaker says, with time codes; a speaker's captions in a row are one passage."""
    try:
        kind = "vtt" if _VTT.match(text) else "srt"
        cues = [
            (str(cue.start).partition(".")[0], cue.raw_text)
            for cue in webvtt.from_buffer(io.StringIO(text.lstrip()), format=kind).captions
        ]
    except (MalformedFileError, MalformedCaptionError) as error:
        raise PersonError(f"{name} is a damaged caption file; export the transcript again.") from error
    marks: list[tuple[int, str]] = []
    speeches: list[Speech] = []
    parts: list[str] = []
    length = 0
    for time, speaker, words in _spoken(cues):
        marks.append((length, time))
        if speeches and speeches[-1].who == speaker:
            speeches[-1] = Speech(speeches[-1].start, length + len(words), speaker)
        else:
            speeches.append(Speech(length, length + len(words), speaker))
        parts.append(words)
        length += len(words) + 1
    said = cleaned(name, "\n".join(parts))
    return composed(name, Kind.TRANSCRIPT, said, speeches, ours, marks=marks)


def _spoken(cues: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Who | None, str]]:
    """Time, speaker and words of each stretch of one voice. A name stands until the next name or change."""
    current: Who | None = None
    for time, raw in cues:
        pieces = _VOICE.split(raw)
        voices = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
        for voice, piece in voices:
            if voice.strip():
                current = Who(html.unescape(voice).strip())
            for line in _TAG.sub("", piece).split("\n"):
                words = html.unescape(line)
                if _CHANGE.match(words):
                    current, words = None, _CHANGE.sub("", words)
                if not voice and (named := name_before(words)) is not None:
                    current, words = Who(named[0]), words[named[1] :]
                if words := " ".join(shown(words).split()):
                    yield time, current, words
        if len(pieces) > 1:
            current = None  # such a file names the voice of every caption
