"""A figure written to a file, or held as a PNG: one at a time, since the drawing library's style is the process's."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING

import matplotlib as mpl

from assistant.pictures.theme import STYLE
from assistant.pictures.writing import quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.figure import Figure

    from assistant.pictures.theme import Colours

DOTS = 130  # an inch, of a PNG
_ONE_AT_A_TIME = RLock()


@contextmanager
def styled() -> Iterator[None]:
    """What is drawn here has our style."""
    with _ONE_AT_A_TIME, mpl.rc_context(STYLE), quiet():
        yield


def save(figure: Figure, out: Path, colours: Colours, described: str) -> None:
    """Write a figure as PNG or SVG by the file's ending, with its description in words."""
    figure.savefig(out, dpi=DOTS, facecolor=colours.ground, metadata={"Title": described})


def as_file(draw: Callable[[Path], object], ending: str = "png") -> bytes:
    """What a function draws into a file of this ending (png or svg)."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"picture.{ending}"
        draw(out)
        return out.read_bytes()
