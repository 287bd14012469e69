import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.crm.csv_export import read_export
from assistant.crm.csv_file import MAX_LINE, MISQUOTED, TOO_LONG, UNCLOSED, UNREADABLE, ZERO, open_csv
from assistant.errors import PersonError

HEADER = "Deal Name,Stage,Note\n"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(content: str | bytes, name: str = "deals.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def _names(path: Path) -> list[str]:
    return [row.cells[0] for row in open_csv(path).rows() if not row.fault]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    path = write(f'Deal Name{delimiter}Stage\nAlpha{delimiter}Open\n"Beta,;|\ttwo"{delimiter}"1,5"\n')
    file = open_csv(path)
    assert (file.delimiter, file.header) == (delimiter, ("Deal Name", "Stage"))
    assert _names(path) == ["Alpha", "Beta,;|\ttwo"]


def test_a_spreadsheets_separator_line_is_obeyed_and_skipped(write: Write) -> None:
    file = open_csv(write('sep=;\nDeal Name;Stage\n"a, b";"c, d"\n'))
    assert file.header == ("Deal Name", "Stage")
    assert [(row.line, row.cells) for row in file.rows()] == [(3, ["a, b", "c, d"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(write: Write, encoding: str) -> None:
    path = write((HEADER + "Müller & Söhne €,Open,x\n").encode(encoding))
    assert open_csv(path).header[0] == "Deal Name"
    assert _names(path) == ["Müller & Söhne €"]


def test_one_broken_byte_spoils_one_row_and_not_the_names_of_all(write: Write) -> None:
    path = write((HEADER + "Müller,Open,x\nSøren,Open,x\n").encode() + b"Caf\xe9,Open,x\n")
    rows = list(open_csv(path).rows())
    assert [row.fault for row in rows] == ["", "", UNREADABLE]
    assert [row.cells[0] for row in rows[:2]] == ["Müller", "Søren"]


def test_lines_are_those_of_the_file(write: Write) -> None:
    path = write('\n\nDeal Name,Stage\r\n"two\nlines",Open\r\n\r\n,\r\nlast,"x\r\n\r\ny"\nend,Open')
    file = open_csv(path)
    assert file.header_line == 3
    assert [(row.line, row.cells[0]) for row in file.rows()] == [(4, "two\nlines"), (8, "last"), (11, "end")]


def test_rows_with_too_few_or_too_many_fields_are_named(write: Write) -> None:
    path = write(HEADER + "a,Open\nb,Open,x,,\nc,Open,x,y\nGrand total\n")
    rows = list(open_csv(path).rows())
    assert [row.fault for row in rows] == [
        "the row has 2 fields where the header has 3", "", "the row has 4 fields where the header has 3",
        "the row has 1 fields where the header has 3",
    ]  # fmt: skip
    assert rows[1].cells == ["b", "Open", "x"]


def test_a_header_with_empty_ends_is_shortened(write: Write) -> None:
    file = open_csv(write("Deal Name,Stage,,\na,Open,,\n"))
    assert file.header == ("Deal Name", "Stage")
    assert [row.cells for row in file.rows()] == [["a", "Open"]]


def test_a_zero_character_spoils_its_row_only(write: Write) -> None:
    rows = list(open_csv(write(HEADER + "a,Op\0en,x\nb,Open,y\n")).rows())
    assert [row.fault for row in rows] == [ZERO, ""]


def test_a_field_of_a_megabyte_spoils_its_row_only(write: Write) -> None:
    path = write(HEADER + "a,Open," + "x" * 1_000_000 + "\nb,Open,y\n")
    rows = list(open_csv(path).rows())
    assert [(row.line, row.fault) for row in rows] == [(2, TOO_LONG), (3, "")]


def test_a_line_without_end_is_cut(write: Write) -> None:
    path = write(HEADER + "a,Open," + "x" * (2 * MAX_LINE + 7) + "\nb,Open,y\n")
    assert [(row.line, row.fault) for row in open_csv(path).rows()] == [(2, TOO_LONG), (3, "")]


def test_a_quote_that_is_never_closed_costs_one_row(write: Write) -> None:
    path = write(HEADER + 'a,Open,"oh\nb,Open,y\nc,Open,z\n')
    assert [(row.line, row.fault, row.cells[0]) for row in open_csv(path).rows()] == [
        (2, UNCLOSED, ""), (3, "", "b"), (4, "", "c"),
    ]  # fmt: skip


def test_a_quote_that_swallows_more_than_a_field_may_hold_costs_one_row(write: Write) -> None:
    path = write(HEADER + 'a,Open,"oh\n' + "b,Open,y\n" * 20_000)
    rows = list(open_csv(path).rows())
    assert [row.line for row in rows if row.fault] == [2]
    assert len(rows) == 20_001


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "deals.csv is empty."),
        (b"\xef\xbb\xbf \n\n", "deals.csv is empty."),
        (b"\xef\xbb\xbf" + b"," * 9 + b"\n", "deals.csv is empty."),
        (b"Deal Name,Stage\n\n", "deals.csv has a header and no rows."),
        (b"PK\x03\x04" + b"x" * 50, "workbook or an archive"),
        (bytes(range(256)) * 20, "is not a text file"),
        (b"Deal\0Name,Stage" + b"x" * 200 + b"\na,b\n", "no readable header"),
        (b'"Deal Name,Stage\na,b\n', "no readable header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(PersonError, match=message) as caught:
        open_csv(write(content))
    assert "\n" not in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="is a folder; give the CSV files in it"):
        open_csv(tmp_path)
    with pytest.raises(PersonError, match="There is no file"):
        open_csv(tmp_path / "none.csv")
    with pytest.raises(PersonError, match="There is no file"):
        open_csv(tmp_path / "a\0b.csv")


def test_a_file_removed_meanwhile_is_said(write: Write) -> None:
    path = write(HEADER + "a,Open,x\n")
    export = read_export([path])
    path.unlink()
    with pytest.raises(PersonError, match="can no longer be read"):
        next(export.deals)


def test_a_file_that_may_not_be_read_is_said(write: Write) -> None:
    path = write(HEADER + "a,Open,x\n")
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(PersonError, match="cannot be read: Permission denied"):
            open_csv(path)
    else:
        assert open_csv(path).header  # whoever may read everything reads this too


def test_bytes_read_are_told_and_end_at_the_size(write: Write) -> None:
    path = write(HEADER + "a,Open,x\n" * 2500)
    told: list[int] = []
    assert sum(1 for _ in open_csv(path).rows(told.append)) == 2500
    assert told == sorted(told)
    assert len(told) == 4
    assert told[-1] == path.stat().st_size


def test_every_row_with_an_unclosed_quote_is_named(write: Write) -> None:
    path = write(HEADER + 'a,Open,"x\n' * 251)
    rows = list(open_csv(path).rows())
    assert [row.line for row in rows] == list(range(2, 253))
    assert {row.fault for row in rows} == {MISQUOTED, UNCLOSED}


def test_a_quote_within_a_field_spoils_its_row_only(write: Write) -> None:
    rows = list(open_csv(write(HEADER + '"Acme" Corp,Open,x\nb "c" d,Open,y\n')).rows())
    assert [row.fault for row in rows] == [MISQUOTED, ""]
    assert rows[1].cells[0] == 'b "c" d'


def test_a_file_full_of_unclosed_quotes_is_read_to_its_end(write: Write) -> None:
    path = write(HEADER + ('a,Open,"\n' + "x\n" * 70_000) * 4)
    lines = [row.line for row in open_csv(path).rows() if row.fault]
    assert lines == sorted(set(lines))
    assert lines[-1] > 210_000


def test_a_written_file_reads_back(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    cells = [['say "hi"', "a\nb", "=cmd|' /C calc'!A0"], ["שלום עולם", "<b>&amp;</b>", "x;y|z\tq"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["Deal Name", "Stage", "Note"], *cells])
    assert [row.cells for row in open_csv(path).rows()] == cells
