"""A paper as a Word document: with `assistant.documents.word`, the home of python-docx."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from docx import Document
from docx.shared import Mm, Pt

from assistant.coaching.paper import Bullets, Heading, Picture, Table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from assistant.coaching.paper import Block, Paper

WIDE, HIGH, MARGIN = 210, 297, 22  # mm: A4
TEXT = WIDE - 2 * MARGIN
GRID = "Table Grid"


def word(paper: Paper) -> bytes:
    """The file. Its properties name the title and the paper's day, and nobody."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(WIDE), Mm(HIGH)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN)
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.last_modified_by = paper.title, "", "", ""
    properties.created = properties.modified = datetime.combine(paper.on, time(), UTC)
    document.add_heading(paper.title, 0)
    for block in paper.blocks:
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, block.level)
        case Bullets():
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case Table():
            _table(document, block)
        case Picture():
            document.add_picture(io.BytesIO(block.png), width=Mm(TEXT))
            document.add_paragraph(block.described, style="Caption")
        case _:
            document.add_paragraph(block.text)


def _table(document: WordDocument, block: Table) -> None:
    shares = block.widths or (1 / len(block.head),) * len(block.head)
    grid = document.add_table(rows=0, cols=len(block.head), style=GRID)
    grid.autofit = False
    for at, texts in enumerate((block.head, *block.rows)):
        for cell, text, share in zip(grid.add_row().cells, texts, shares, strict=True):
            cell.width = Mm(TEXT * share)
            cell.paragraphs[0].add_run(text).bold = at == 0
    document.add_paragraph()
