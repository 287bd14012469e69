"""Papers as Markdown, Word and PDF: all of the text, none of it taken for markup, nobody named in the properties."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from pypdf import PdfReader

from assistant.coaching.paper import Bullets, Heading, Paper, Paragraph, Picture, Table
from assistant.errors import PersonError
from assistant.papers.writing import ENDINGS, written

ON = date(2026, 3, 10)


def png() -> bytes:
    out = io.BytesIO()
    Figure(figsize=(2, 5), dpi=50).savefig(out)
    return out.getvalue()


PAPER = Paper(
    title="Plan: Zürich & <Łódź>",
    on=ON,
    blocks=(
        Heading(text="Your steps", level=1),
        Paragraph(text="A *star*, a | bar\nand a new line \x07"),
        Bullets(items=("- first", "<b>second</b>")),
        Table(head=("Step", "By"), rows=(("The owner | signs", "1 May"),), widths=(0.7, 0.3)),
        Picture(png=png(), described="An empty picture"),
    ),
)


def text_of(data: bytes, ending: str) -> str:
    if ending == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if ending == "docx":
        document = Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(each.text for each in document.paragraphs), *cells])
    return data.decode()


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_text_stands_in_the_file(ending: str) -> None:
    text = text_of(written(PAPER, ending), ending).replace("\\", "")
    for each in PAPER.texts():
        assert each in text


def test_markdown_takes_no_sign_for_markup() -> None:
    lines = written(PAPER, ".MD").decode().splitlines()
    assert lines[0] == r"# Plan: Zürich & \<Łódź\>"
    assert r"A \*star\*, a \| bar and a new line" in lines
    assert r"- \- first" in lines
    assert r"| The owner \| signs | 1 May |" in lines


def test_properties_name_nobody() -> None:
    properties = Document(io.BytesIO(written(PAPER, "docx"))).core_properties
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")
    assert properties.created is not None
    assert properties.created.date() == ON
    facts = PdfReader(io.BytesIO(written(PAPER, "pdf"))).metadata
    assert facts is not None
    assert (facts.title, facts.author or "") == (PAPER.title, "")
    assert written(PAPER, "pdf") == written(PAPER, "pdf")


def test_a_paper_survives_being_kept_as_json() -> None:
    assert Paper.model_validate_json(PAPER.model_dump_json()) == PAPER


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(PersonError, match="md, docx, pdf"):
        written(PAPER, "odt")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=3000), min_size=2, max_size=6))
def test_any_text_is_written(texts: list[str]) -> None:
    paper = Paper(
        title=texts[0],
        on=ON,
        blocks=(
            Heading(text=texts[0], level=3),
            Bullets(items=tuple(texts)),
            Table(head=("a", "b"), rows=tuple((each, each) for each in texts)),
        ),
    )
    for ending in ENDINGS:
        assert written(paper, ending)


def test_a_long_table_goes_on_over_pages_with_its_head() -> None:
    rows = tuple((f"Step {number}", "word " * 60) for number in range(60))
    paper = Paper(title="Long", on=ON, blocks=(Table(head=("Number of the step", "Text"), rows=rows),))
    pages = PdfReader(io.BytesIO(written(paper, "pdf"))).pages
    assert len(pages) > 3
    assert all("Number of the step" in page.extract_text() for page in pages)
