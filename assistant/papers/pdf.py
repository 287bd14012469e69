"""A paper as a PDF: the one home of reportlab."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, Image, ListFlowable, ListItem, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Grid

from assistant.coaching.paper import Bullets, Heading, Picture, Table
from assistant.pictures.theme import COLOURS, Theme
from assistant.pictures.writing import font_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.paper import Block, Paper

MARGIN = 20 * mm
TEXT = A4[0] - 2 * MARGIN - 12  # points; reportlab keeps 6 free on each side
TALLEST = A4[1] - 2 * MARGIN - 20 * mm  # of a picture, with room for its description
PLAIN, BOLD = "Rightside", "Rightside-Bold"
BELOW_HEADING = 28 * mm  # a heading with less than this below it begins the next page
TITLE_SIZE, SIZES, SIZE, SMALL = 18, (13, 11, 10), 9.5, 8  # points
LINE = 1.35  # of the size
INK, FAINT, CARD = (HexColor(getattr(COLOURS[Theme.LIGHT], each)) for each in ("ink", "faint", "card"))


def pdf(paper: Paper) -> bytes:
    """The file, the same for the same paper. Its properties name the title, and nobody."""
    _fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=paper.title, author="", creator="", invariant=1, lang="en",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    parts = [_text(paper.title, TITLE_SIZE, bold=True, after=8)]
    for block in paper.blocks:
        parts.extend(_parts(block))
    document.build(parts, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


@cache
def _fonts() -> None:
    pdfmetrics.registerFont(TTFont(PLAIN, str(font_file())))
    pdfmetrics.registerFont(TTFont(BOLD, str(font_file(bold=True))))


def _numbered(canvas: Any, _document: Any) -> None:  # noqa: ANN401 - reportlab has no types
    canvas.setFont(PLAIN, SMALL)
    canvas.setFillColor(FAINT)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(canvas.getPageNumber()))


def _text(text: str, size: float = SIZE, *, bold: bool = False, after: float = 4, faint: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "text", fontName=BOLD if bold else PLAIN, fontSize=size, leading=size * LINE, spaceAfter=after,
        spaceBefore=size * 0.6 if bold else 0, textColor=FAINT if faint else INK, keepWithNext=bold,
        splitLongWords=1,
    )  # fmt: skip
    return Paragraph(escape(text), style)


def _parts(block: Block) -> Iterator[Any]:
    match block:
        case Heading():
            yield CondPageBreak(BELOW_HEADING)
            yield _text(block.text, SIZES[block.level - 1], bold=True)
        case Bullets():
            items = [ListItem(_text(each, after=2)) for each in block.items]
            yield ListFlowable(items, bulletType="bullet", start="•", bulletFontName=PLAIN, leftIndent=12)
        case Table():
            yield _grid(block)
        case Picture():
            wide, high = ImageReader(io.BytesIO(block.png)).getSize()
            scale = min(TEXT / wide, TALLEST / high)
            yield Image(io.BytesIO(block.png), wide * scale, high * scale)
            yield _text(block.described, SMALL, faint=True)
        case _:
            yield _text(block.text)


def _grid(block: Table) -> Grid:
    shares = block.widths or (1 / len(block.head),) * len(block.head)
    rows = [[_cell(each, bold=at == 0) for each in row] for at, row in enumerate((block.head, *block.rows))]
    return Grid(
        rows,
        [TEXT * share for share in shares],
        repeatRows=1,
        splitInRow=1,
        spaceAfter=8,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), CARD),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, FAINT),
        ],
    )


def _cell(text: str, *, bold: bool) -> Paragraph:
    font = BOLD if bold else PLAIN
    return Paragraph(escape(text), ParagraphStyle("cell", fontName=font, fontSize=SIZE, leading=SIZE * LINE,
                                                  textColor=INK))  # fmt: skip
