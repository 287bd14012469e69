"""A PowerPoint file (.pptx): the one home of python-pptx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assistant.documents.limits import BROKEN, check_characters, check_pages
from assistant.documents.office import damaged
from assistant.documents.plain import cleaned, shown, understood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from assistant.documents.document import Document
    from assistant.documents.sides import Us


def slides(name: str, data: bytes, ours: Us) -> Document:
    """The text of a deck: each slide's title as a heading, then its texts, tables and speaker's notes.

    `data` has passed `office.main_part`. Pictures and charts are left out. Raises `PersonError`.
    """
    from pptx import Presentation  # noqa: PLC0415 - slow to import
    from pptx.exc import PythonPptxError  # noqa: PLC0415

    marks: list[tuple[int, str]] = []
    parts: list[str] = []
    length = 0
    try:
        deck = Presentation(io.BytesIO(data))
        check_pages(name, len(deck.slides))
        for number, slide in enumerate(deck.slides, 1):
            marks.append((length, f"slide {number}"))
            parts.append(shown("\n".join(_lines(slide))))
            length += len(parts[-1]) + 1
            check_characters(name, length)
    except (PythonPptxError, *BROKEN) as error:
        raise damaged(name) from error
    text = "\n".join(parts)
    cleaned(name, text)  # says so where there are no words
    return understood(name, text, ours, marks=marks)


def _lines(slide: Any) -> Iterator[str]:  # noqa: ANN401 - python-pptx has no types
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        yield f"# {' '.join(title.text_frame.text.split())}"
    for shape in slide.shapes:
        if title is None or shape.shape_id != title.shape_id:
            yield from _of_shape(shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from slide.notes_slide.notes_text_frame.text.split("\n")


def _of_shape(shape: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    for inner in getattr(shape, "shapes", ()):  # of a group
        yield from _of_shape(inner)
    if shape.has_text_frame:
        yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield f"| {' | '.join(' '.join(cell.text.split()) for cell in row.cells)} |"
