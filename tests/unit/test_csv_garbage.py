import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.crm.csv_export import read_export
from assistant.errors import PersonError

SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)

# What a text file carries: no control characters but the usual ones, no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=30)
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=20)
WORDS = st.sampled_from(
    ["Deal Name", "Stage", "Amount", "Close Date", "Owner Email", "Account", ",", ";", "\t", "\n", "\r", '"', "1,5",
     "01/02/2024", "Won", "Closed", "x" * 300, "é", "\0", "sep=;\n", "=1", "(5)", "a@b"]
)  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.split())


@SHARED_FOLDER
@given(rows=ROWS, dialect=st.sampled_from(["excel", "excel-tab", "unix"]), bom=st.booleans())
def test_what_a_writer_wrote_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], dialect: str, bom: bool
) -> None:
    path = tmp_path / "w.csv"
    with path.open("w", newline="", encoding="utf-8-sig" if bom else "utf-8") as file:
        writer = csv.writer(file, dialect=dialect)
        writer.writerow(["Deal ID", "Deal Name", "Stage", "Account", "Note"])
        for number, (name, account, note) in enumerate(rows):
            writer.writerow([f"D{number}", name, "Proposal", account, note])
    export = read_export([path])
    deals = list(export.deals)
    assert export.bad_rows == []
    assert [(deal.id, deal.name, deal.account) for deal in deals] == [
        (f"D{number}", _plain(name) or f"D{number}", _plain(account)) for number, (name, account, _) in enumerate(rows)
    ]
    for deal, (_, _, note) in zip(deals, rows, strict=True):
        kept = deal.attributes.get("note", "")
        assert kept == note.strip() or isinstance(kept, float)
    assert list(read_export([path]).deals) == deals


def _swallow(path: Path) -> None:
    """Read whatever there is; nothing but a `PersonError` in one sentence may come out."""
    refused = ""
    try:
        export = read_export([path])
        deals = list(export.deals)
    except PersonError as error:
        refused = str(error)
    if refused:
        assert "\n" not in refused
        return
    lines = path.read_bytes().count(b"\n") + path.read_bytes().count(b"\r") + 1
    assert all(1 < row.line <= lines and row.reason for row in export.bad_rows)
    assert len({deal.id for deal in deals}) == len(deals)
    assert {deal.owner for deal in deals} - {""} <= {person.id for person in export.people}


@pytest.fixture
def feed(tmp_path: Path) -> Callable[[bytes], None]:
    path = tmp_path / "g.csv"

    def _feed(content: bytes) -> None:
        path.write_bytes(content)
        _swallow(path)

    return _feed


@SHARED_FOLDER
@given(content=st.binary(max_size=400))
def test_garbage_raises_nothing_else(feed: Callable[[bytes], None], content: bytes) -> None:
    feed(content)


@SHARED_FOLDER
@given(content=st.binary(max_size=400))
def test_garbage_under_a_good_header_raises_nothing_else(feed: Callable[[bytes], None], content: bytes) -> None:
    feed(b"Deal Name,Stage,Amount,Close Date,Owner,Owner Email\n" + content)


@SHARED_FOLDER
@given(parts=st.lists(WORDS, max_size=60), encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]))
def test_scrambled_tables_raise_nothing_else(feed: Callable[[bytes], None], parts: list[str], encoding: str) -> None:
    feed("".join(parts).encode(encoding))


@SHARED_FOLDER
@given(content=st.text(max_size=200), cut=st.integers(0, 3))
def test_truncated_utf_16_raises_nothing_else(feed: Callable[[bytes], None], content: str, cut: int) -> None:
    text = "Deal Name,Stage\n" + content
    feed(text.encode("utf-16", "surrogatepass")[: -cut or None])
