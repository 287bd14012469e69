"""Slides, web pages and Word's headings: what playbooks are written in, with the headings that make their stages."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from assistant.documents.formats import read_document
from assistant.documents.sides import Us
from tests import document_files as files

if TYPE_CHECKING:
    from assistant.documents.document import Document


def opened(name: str, data: bytes) -> Document:
    return read_document(name, data, Us())


def test_a_deck_is_its_slides_with_titles_tables_and_notes() -> None:
    deck = files.pptx(
        ("Stage 1: Qualify", ["Get the budget confirmed by finance"]),
        ("Stage 2: Close", ["No signature, no order"]),
        table=[["Exit", "Proof"], ["Contract signed by the board", "the signed copy"]],
        notes="Wait for the board.",
    )
    found = opened("deck.pptx", deck)
    assert found.text.split("\n") == [
        "# Stage 1: Qualify",
        "Get the budget confirmed by finance",
        "# Stage 2: Close",
        "No signature, no order",
        "| Exit | Proof |",
        "| Contract signed by the board | the signed copy |",
        "Wait for the board.",
    ]
    assert [found.place(found.text.index(words)) for words in ("finance", "No signature", "Wait")] == [
        "slide 1",
        "slide 2",
        "slide 2",
    ]


@pytest.mark.parametrize("head", ["<!DOCTYPE html>\n<html>", "<html>", "<?xml version='1.0'?><!-- wiki --><HTML>"])
def test_a_page_is_what_its_reader_sees_with_its_headings(head: str) -> None:
    page = f"""{head}<head><title>t</title><style>h1 {{}}</style></head><body><h1>Guide</h1><h2>Stage 1: Qualify</h2>
<ul><li>Get the survey signed by the head of <b>maintenance</b></li></ul><script>alert(1)</script></body></html>"""
    lines = [line.strip() for line in opened("guide.html", page.encode()).text.split("\n") if line.strip()]
    assert lines == ["# Guide", "## Stage 1: Qualify", "* Get the survey signed by the head of maintenance"]


def test_headings_of_word_have_their_marks() -> None:
    assert opened("g.docx", files.docx("# Guide", "## Qualify", "Call them.")).text.split("\n") == [
        "# Guide",
        "## Qualify",
        "Call them.",
    ]


def test_comments_before_something_else_take_no_time() -> None:
    began = perf_counter()
    assert opened("odd.txt", b"<!--a-->" * 5_000 + b"They signed.").text.endswith("They signed.")
    assert perf_counter() - began < 5


def test_a_page_of_many_headings_takes_no_time() -> None:
    page = "<html><body>" + "<h2>Stage</h2><p>They signed.</p>" * 4_000 + "</body></html>"
    began = perf_counter()
    assert opened("long.html", page.encode()).text.count("## Stage") == 4_000
    assert perf_counter() - began < 20
