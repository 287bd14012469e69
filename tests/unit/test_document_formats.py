"""Each kind of file, whole and broken."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents import limits
from assistant.documents.cutting import LONGEST_PIECE, pieces
from assistant.documents.formats import open_document, read_document
from assistant.documents.sides import Side, Us, us
from assistant.errors import PersonError
from tests import document_files as files

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.documents.document import Document

OURS = us(["Ana Silva", "ana@us.example"])
SOLD = "<v Ana Silva>Did you sign?</v>"
VTT = f"""WEBVTT - call

NOTE made by a recorder

00:00:01.000 --> 00:00:02.000
{SOLD}

00:00:03.500 --> 00:00:05.000
<v Jane Doe>We &amp; the board have <b>approved</b></v>

00:01:05.000 --> 00:01:06.000
<v Jane Doe>the budget.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
Ana: Did you sign?

2
01:02:03,500 --> 01:02:05,000
<i>JANE: We did,</i>
on Monday.
"""


def opened(name: str, data: bytes | str, ours: Us = OURS) -> Document:
    return read_document(name, data.encode() if isinstance(data, str) else data, ours)


def said(document: Document) -> list[tuple[str | None, Side, str, str]]:
    return [(each.speaker, each.side, each.place, each.text) for each in document.passages]


def letter(text: str = "", *, html: str = "", attach: str = "", subject: str = "Budget") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jané Doe <jane@c.example>"
    message["To"] = '"Silva, Ana" <ana@us.example>, Bo <bo@us.example>'
    message["Date"] = "Tue, 03 Mar 2026 23:30:00 -0500"
    message["Subject"] = subject
    message["Message-ID"] = "<1@c.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attach:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=attach)
    return message


def test_a_mail_gives_its_newest_words_with_sender_and_day() -> None:
    older = "On Mon, 2 Mar 2026 Ana Silva <ana@us.example> wrote:\n> You approved the budget?\n"
    document = opened("m.eml", bytes(letter(f"Hello,\nwe approved the büdget.\n\n{older}", attach="plan.pdf")))
    (passage,) = document.passages
    assert (passage.text, passage.speaker, passage.side) == (
        "Hello,\nwe approved the büdget.", "Jané Doe", Side.CUSTOMER,
    )  # fmt: skip
    assert (passage.sent, passage.place, document.kind) == (date(2026, 3, 3), "line 1", "mail")
    assert document.notes == (
        "1 older mail quoted in it left unread: quoted history is not news.",
        "Attached and left unread: plan.pdf; give each as a file of its own.",
    )


def test_a_mail_of_ours_is_the_sellers_and_what_it_forwards_is_the_customers() -> None:
    forwarded = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Jane <jane@c.example>\nDate: 1 Mar 2026\n\nWe signed.\n"
    )
    message = letter(forwarded)
    message.replace_header("From", "Ana Silva <ana@us.example>")
    assert [(each.text, each.side, each.sent) for each in opened("m.eml", bytes(message)).passages] == [
        ("FYI", Side.SELLER, date(2026, 3, 3)),
        ("We signed.", Side.CUSTOMER, date(2026, 3, 1)),
    ]


def test_a_forward_without_a_marker_is_known_by_its_subject() -> None:
    body = "see below\n\nFrom: Jane <jane@c.example>\nSent: 1 March 2026\nTo: Ana\n\nWe signed.\n"
    assert [each.text for each in opened("m.eml", bytes(letter(body, subject="FW: it"))).passages] == [
        "see below", "We signed.",
    ]  # fmt: skip
    assert [each.text for each in opened("m.eml", bytes(letter(body, subject="Re: it"))).passages] == ["see below"]


def test_an_html_mail_is_read_as_it_shows() -> None:
    page = (
        "<html><head><style>p{}</style><script>x()</script></head><body><p>Hi Ana,</p><p>the board <b>approved</b> the"
        "\nbudget.</p><div>On Mon, 2 Mar 2026 Ana &lt;ana@us.example&gt; wrote:</div>"
        "<blockquote type=cite><div>Did you?</div><blockquote>deeper</blockquote></blockquote></body></html>"
    )
    (passage,) = opened("m.eml", bytes(letter(html=page))).passages
    assert passage.text == "Hi Ana,\n\nthe board approved the budget."


@pytest.mark.parametrize("name", ["m.eml", "m.txt", "m.pdf"])
def test_a_saved_mail_is_known_by_its_headers(name: str) -> None:
    assert opened(name, bytes(letter("We signed."))).passages[0].speaker == "Jané Doe"


def test_captions_give_a_time_code_and_join_what_one_voice_says() -> None:
    document = opened("call.vtt", VTT)
    assert said(document) == [
        ("Ana Silva", Side.SELLER, "00:00:01", "Did you sign?"),
        ("Jane Doe", Side.CUSTOMER, "00:00:03", "We & the board have approved\nthe budget."),
    ]
    (piece,) = pieces(document, document.passages[1])
    assert piece.text == "We & the board have approved the budget."
    assert piece.find(document, "approved the budget") == (document.text.index("approved"), "approved\nthe budget")
    assert document.place(document.text.index("the budget")) == "00:01:05"


def test_subtitles_give_speakers_by_their_names() -> None:
    assert said(opened("call.srt", SRT.replace("\n", "\r\n"))) == [
        ("Ana", Side.SELLER, "00:00:01", "Did you sign?"),
        ("JANE", Side.CUSTOMER, "01:02:03", "We did,\non Monday."),
    ]


def test_a_caption_of_two_voices_is_not_given_to_one() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana Silva>We signed.</v>\n<v Jane>No.</v>\n\n00:03.000 --> 00:04.000\nSo?"  # noqa: E501 - one mail, as it comes
    assert [(each.speaker, each.text) for each in opened("c.vtt", text).passages] == [
        ("Ana Silva", "We signed."), ("Jane", "No."), (None, "So?"),
    ]  # fmt: skip
    change = "1\n00:00:01,000 --> 00:00:02,000\nAna: We signed.\n\n2\n00:00:03,000 --> 00:00:04,000\n>> Not us."
    assert [each.speaker for each in opened("c.srt", change).passages] == ["Ana", None]


def test_a_word_file_is_read_paragraph_by_paragraph_with_tables() -> None:
    document = opened("n.docx", files.docx("Minutes", "They signed.", table=[["Budget", "approved"]]))
    assert document.text == "Minutes\nThey signed.\nBudget\napproved"
    assert document.kind == "notes"
    assert document.place(document.text.index("They")) == "line 2"


def test_a_word_transcript_is_a_transcript() -> None:
    document = opened("n.docx", files.docx("Ana Silva   0:03", "Did you sign?", "Jane Doe   0:09", "We did."))
    assert [(each.speaker, each.text) for each in document.passages] == [
        ("Ana Silva", "Did you sign?"), ("Jane Doe", "We did."),
    ]  # fmt: skip


def test_a_word_file_reads_as_with_its_changes_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>They </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>gladly </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>signed</w:t><w:tab/><w:t>it</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='x'><w:p><w:r><w:t>"  # noqa: E501 - one mail, as it comes
        "box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        "</w:r></w:p>"
    )
    assert opened("n.docx", files.docx_with(body)).text == "They gladly signed\tit\nbox"


@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_gives_pages(packed: bool) -> None:
    data = files.pdf("Minutes of Monday", "", "The board approved\nthe budget.", packed=packed)
    document = opened("n.pdf", data)
    assert [(each.place, each.text) for each in document.passages] == [
        ("page 1", "Minutes of Monday"), ("page 3", "The board approved\nthe budget."),
    ]  # fmt: skip


def test_a_printed_mail_thread_is_a_thread_with_pages() -> None:
    data = files.pdf(
        "From: Jane <jane@c.example>\nSent: 3 March 2026\nTo: Ana", "We signed.\nFrom: Ana Silva\nTo: Jane\nDid you?"
    )
    assert [(each.place, each.text, each.sent) for each in opened("n.pdf", data).passages] == [
        ("page 2", "We signed.", date(2026, 3, 3))
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_text_in_any_usual_encoding_is_read(encoding: str) -> None:
    text = "Die Geschäftsführung hat das Büdget freigegeben.\r\nLegal: offen\r"
    assert opened("n.md", text.encode(encoding)).text == text.replace("\r\n", "\n").replace("\r", "\n")


def bomb(size: int) -> bytes:
    return files.replaced(files.docx("x"), {"word/media/image1.bin": bytes(size)})


def not_word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return out.getvalue()


ENTITY = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n ", "holds no words"),
    "binary": (bytes(range(256)) * 4, "is no text"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50), "is no text"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password-protected Office file"),
    "cut docx": (files.docx("x")[:900], "damaged Word document"),
    "docx with broken xml": (files.docx_with("<w:p>"), "damaged Word document"),
    "docx without parts": (files.replaced(files.docx("x"), {"[Content_Types].xml": b"<x/>"}), "damaged Word document"),
    "entity": (files.docx_with("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head=ENTITY), "refers to text outside itself"),
    "entity in utf-16": (
        files.replaced(files.docx("x"), {"customXml/item1.xml": f"<?xml version='1.0'?>{ENTITY}<w/>".encode("utf-16")}),
        "refers to text outside itself",
    ),
    "bomb in a deck": (files.replaced(files.pptx(("x", ())), {"ppt/media/a": bytes(20_000_000)}), "times its size"),
    "deck without parts": (files.replaced(files.pptx(("x", ())), {"[Content_Types].xml": b"<x/>"}), "damaged"),
    "deck with a broken slide": (
        files.replaced(files.pptx(("x", ())), {"ppt/slides/slide1.xml": b"<p:sld"}),
        "damaged",
    ),
    "deck without words": (files.pptx(("", ())), "holds no words"),
    "page without words": (b"<!DOCTYPE html><html><body><img src=x></body></html>", "holds no words"),
    "zip": (not_word(), "no Word document"),
    "bomb by ratio": (bomb(20 * 1024 * 1024), "times its size"),
    "scan": (files.pdf("", ""), "pictures of pages and no text"),
    "locked pdf": (files.locked_pdf("secret", "letmein"), "protected with a password"),
    "cut pdf": (files.pdf("hello")[:120], "damaged PDF"),
    "no pdf": (b"%PDF-1.7\nhello", "damaged PDF"),
    "pages": (files.pdf(*["x"] * 501), "501 pages"),
    "captions": (b"WEBVTT\n\n00:99.000 --> 99:99.000\n<v A>\n", "holds no words"),
    "mail without text": (bytes(letter(" ", attach="a.pdf")), "without text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_gets_one_sentence(case: str) -> None:
    data, words = REFUSED[case]
    with pytest.raises(PersonError, match=words) as told:
        opened("file.docx", data)
    assert str(told.value).startswith("file.docx ")
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_sizes_are_limited_before_anything_is_parsed(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * (limits.MOST_BYTES + 1))
    with pytest.raises(PersonError, match="at most 10 MB"):
        open_document(large, OURS)
    with pytest.raises(PersonError, match="2,000,000 characters"):
        opened("long.txt", "word " * 400_001)
    with pytest.raises(PersonError, match="2,000,000 characters"):
        opened("long.docx", files.docx(*["word " * 1000] * 401))
    noise = random.Random(1).randbytes(10_000) * 105  # a megabyte that packs badly enough to pass the ratio
    parts = {f"word/media/{number}.bin": noise for number in range(51)}
    with pytest.raises(PersonError, match="more than 50 MB"):
        opened("wide.docx", files.replaced(files.docx("x"), parts))
    with pytest.raises(PersonError, match="cannot be read"):
        open_document(tmp_path / "missing.txt", OURS)
    with pytest.raises(PersonError, match="cannot be read"):
        open_document(tmp_path, OURS)


def test_a_pdf_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(PersonError, match="unpacks to"):
        opened("bomb.pdf", files.pdf("x" * 60_000_000, packed=True))
    with pytest.raises(PersonError, match="200 times"):
        opened("bomb.pdf", files.pdf("x" * 5_000_000, packed=True))


def well_placed(document: Document) -> None:
    for passage in document.passages:
        assert passage.text
        assert document.text[passage.start : passage.start + len(passage.text)] == passage.text
        assert passage.place == document.place(passage.start)
        for piece in pieces(document, passage):
            assert len(piece.text) <= LONGEST_PIECE
            assert len(document.text[piece.start : piece.start + len(piece.text)]) == len(piece.text)
            assert piece.find(document, piece.text) is not None
        read = "".join(piece.text for piece in pieces(document, passage))
        assert sum(map(str.isalnum, read)) == sum(map(str.isalnum, passage.text))


WORDS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "\n", "\n\n", " ", ". ", "? ", "> ", "- ", "words and more of them ", "x" * 700, "é", "\u2028", "\t",
                "<v Jane>",
                "Jane: ", "Customer: ", "Rep 0:03\n", "From: J <j@c.example>\n", "To: A\n",
                "On Mon, 2 Mar 2026 Ana wrote:\n",
                "00:00:01.000 --> 00:00:02.000\n", "\n2\n00:00:03,000 --> 00:00:04,000\n",
            ]
        ),
        max_size=60,
    ).map("".join),
)  # fmt: skip
WHOLE = {
    "call.vtt": VTT.encode(),
    "call.srt": SRT.encode(),
    "m.eml": bytes(letter("Hi\n> x\n", html="<p>x</p><blockquote>y</blockquote>", attach="a.pdf")),
    "n.docx": files.docx("They signed.", table=[["a", "b"]]),
    "n.pptx": files.pptx(("They signed", ["On Monday."]), notes="x"),
    "n.html": b"<!DOCTYPE html><html><body><h1>They signed.</h1><table><tr><td>a</td></tr></table></body></html>",
    "n.pdf": files.pdf("They signed.", "", packed=True),
}


@settings(deadline=None)
@given(
    WORDS, st.sampled_from(["", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "From: J <j@c.example>\nMIME-Version: 1.0\n\n"])
)
def test_any_passage_stands_in_its_document(words: str, head: str) -> None:
    try:
        document = opened("any.txt", head + words)
    except PersonError:
        return
    well_placed(document)


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=600),
        st.tuples(
            st.sampled_from([b"%PDF-1.4", b"PK\x03\x04", b"WEBVTT\n", b"From: a@b\nMIME-Version: 1.0\n"]),
            st.binary(max_size=600),
        ).map(b"".join),
    )
)
def test_arbitrary_bytes_raise_nothing_but_our_errors(data: bytes) -> None:
    with suppress(PersonError):
        well_placed(opened("any.eml", data))


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8),
)
def test_damaged_files_raise_nothing_but_our_errors(name: str, harm: list[tuple[float, bytes]]) -> None:
    data = bytearray(WHOLE[name])
    for where, what in harm:
        at = int(where * (len(data) - 1))
        data[at : at + len(what)] = what
    with suppress(PersonError):
        well_placed(opened(name, bytes(data)))
