"""Text in a picture: measured with its font, so that it is broken where it is full and never runs over."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties, findfont, get_font

from assistant.pictures.theme import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.ft2font import FT2Font

POINTS = 72  # an inch
PARTS = 64  # a point, as fonts are measured
LINE = 1.32  # of the font's size


@cache
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in inches."""
    font = _font(bold=bold)
    font.set_size(size, POINTS)
    with quiet():
        font.set_text(text, 0.0)
    wide, _ = font.get_width_height()
    return float(wide) / PARTS / POINTS


def missing(text: str) -> str:
    """The signs of a text for which the font has no shape; in a PNG they are boxes."""
    return "".join(dict.fromkeys(sign for sign in text if sign.isprintable() and not _font().get_char_index(ord(sign))))


@contextmanager
def quiet() -> Iterator[None]:
    """Without matplotlib's warning for each missing sign: who draws says it once."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def font_file(*, bold: bool = False) -> Path:
    """The file of the font, which papers are set in too."""
    return Path(findfont(FontProperties(family=FAMILY, weight="bold" if bold else "normal")))


def _font(*, bold: bool = False) -> FT2Font:
    return get_font(font_file(bold=bold))


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `room` inches; a word that is longer than a line is cut."""
    done, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            done.append(line)
        while width(word, size, bold=bold) > room:
            cuts = range(len(word) - 1, 0, -1)
            keep = next((cut for cut in cuts if width(word[:cut], size, bold=bold) <= room), 1)
            done.append(word[:keep])
            word = word[keep:]  # noqa: PLW2901 - the rest of the word
        line = word
    return [*done, line] if line or not done else done


def height(count: int, size: float) -> float:
    """How high so many lines are, in inches."""
    return count * size * LINE / POINTS
