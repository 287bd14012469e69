"""One delimited file as rows with the line each begins on, whatever is wrong with it. Constant memory."""

from __future__ import annotations

import csv
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TextIO

from assistant.crm.csv_text import Encoding, detect
from assistant.crm.faults import RowError
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

DELIMITERS = ",;\t|"
SAMPLE_LINES = 50
MAX_LINE = 4_000_000  # characters; the rest of a longer line is dropped, and its row is a bad one
MAX_REREAD = 100_000  # lines; a file full of unclosed quotes is not read over and over
REPORT_ROWS = 1000

TOO_LONG = "a field is too long, or a quote is opened and never closed"
MISQUOTED = "text follows a closing quote; a quote within a field must be doubled"
UNCLOSED = "a quote is opened and never closed"
ZERO = "the row contains a zero character"
UNREADABLE = "the row contains bytes that are not text in the file's encoding"


class RawRow(NamedTuple):
    """A row's cells and the line it begins on, counted from 1; `fault` is empty where nothing is wrong."""

    line: int
    cells: list[str]
    fault: str

    def filled(self) -> bool:
        """Whether there is anything in the row, be it a fault."""
        return bool(self.fault) or any(cell.strip() for cell in self.cells)

    def sound(self) -> list[str]:
        """The cells; raises `RowError` with what is wrong with the row, if anything is."""
        if self.fault:
            raise RowError(self.fault)
        return self.cells


@dataclass(frozen=True)
class CsvFile:
    """A file that was found to be a table. `size` in bytes; `header_line` is where the header begins."""

    path: Path
    size: int
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_line: int

    def rows(self, report: Callable[[int], None] | None = None) -> Iterator[RawRow]:
        """The rows under the header; blank ones are left out. `report` is told the bytes read so far.

        Raises `PersonError` where the file can no longer be read.
        """
        with _opened(self.path, self.encoding) as text:
            for number, row in enumerate(_rows(text, self.delimiter, damaged=self.encoding.damaged)):
                if report is not None and number % REPORT_ROWS == 0:
                    report(min(text.buffer.tell(), self.size))
                if row.line > self.header_line and row.filled():
                    yield self._counted(row)
        if report is not None:
            report(self.size)

    def _counted(self, row: RawRow) -> RawRow:
        width, cells = len(self.header), row.cells
        if row.fault or len(cells) == width:
            return row
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return row._replace(cells=cells[:width])
        return row._replace(fault=f"the row has {len(cells)} fields where the header has {width}")


def open_csv(path: Path) -> CsvFile:
    """Look at a file: encoding, delimiter, header.

    Raises `PersonError`, one sentence, for a file that is missing, a folder, unreadable, empty, binary, or a
    header without rows.
    """
    if path.is_dir():
        raise PersonError(f"{path} is a folder; give the CSV files in it.")
    if not path.is_file():
        raise PersonError(f"There is no file {path}.")
    try:
        size, encoding = path.stat().st_size, detect(path)
    except OSError as error:
        raise PersonError(f"{path} cannot be read: {error.strerror}.") from error
    with _opened(path, encoding) as text:
        lines = list(islice(_Lines(text), SAMPLE_LINES))
    delimiter = _delimiter(lines)
    with _opened(path, encoding) as text:
        rows = (row for row in _rows(text, delimiter, damaged=False) if row.filled())
        first, second = next(rows, None), next(rows, None)
        if first is not None and _separator_line(first.cells, delimiter):
            first, second = second, next(rows, None)
    return _checked(CsvFile(path, size, encoding, delimiter, (), 0), first, second)


def _checked(file: CsvFile, header: RawRow | None, row: RawRow | None) -> CsvFile:
    name = file.path.name
    if header is None:
        raise PersonError(f"{name} is empty.")
    names = tuple(" ".join(cell.split()) for cell in header.cells)
    if header.fault or not all(_is_text(cell) for cell in names):
        raise PersonError(f"{name} has no readable header; its first line must name the columns.")
    if row is None:
        raise PersonError(f"{name} has a header and no rows.")
    while names and not names[-1]:
        names = names[:-1]
    return CsvFile(file.path, file.size, file.encoding, file.delimiter, names, header.line)


def _is_text(cell: str) -> bool:
    """Whether a header cell holds no control characters and no bytes that could not be read."""
    return not any(character < " " or "\ud800" <= character <= "\udfff" for character in cell)


@contextmanager
def _opened(path: Path, encoding: Encoding) -> Iterator[TextIO]:
    try:
        with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as text:
            yield text
    except (OSError, UnicodeError) as error:
        raise PersonError(f"{path.name} can no longer be read; was it changed or removed meanwhile?") from error


class _Lines:
    """The lines of a text with their number; those of a row that never ended can be given back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def fault(self) -> str:
        """Why the lines taken for one row could not be read as one."""
        if self.ended:
            return UNCLOSED
        return TOO_LONG if sum(map(len, self.taken)) > csv.field_size_limit() else MISQUOTED

    def give_back(self) -> None:
        """Read again from the second line of the row that was being read."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1

    def _read(self) -> str:
        line = rest = self._text.readline(MAX_LINE)
        while len(rest) == MAX_LINE and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(MAX_LINE)
        return line


def _rows(text: TextIO, delimiter: str, *, damaged: bool) -> Iterator[RawRow]:
    """Every row, the header included. `damaged` says that lines may hold bytes that could not be read."""
    lines, reread = _Lines(text), 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        lines.ended, line = False, lines.number + 1
        try:
            cells, fault = next(reader, None), ""
        except csv.Error:
            cells, fault = [""], lines.fault()
        if cells is None:
            return
        if fault and reread < MAX_REREAD:
            reread += len(lines.taken) - 1
            lines.give_back()
        if cells:
            yield RawRow(line, cells, fault or _unfit(lines.taken, damaged=damaged))


def _unfit(lines: Sequence[str], *, damaged: bool) -> str:
    for line in lines:
        if "\0" in line:
            return ZERO
        if damaged and any("\ud800" <= character <= "\udfff" for character in line):
            return UNREADABLE
    return ""


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter under which the first rows have the header's width, the widest of those."""
    if lines and (mark := lines[0].strip().lower().removeprefix("sep=")) in set(DELIMITERS):
        return mark
    return max(DELIMITERS, key=lambda each: _agreement(lines, each))


def _separator_line(cells: Sequence[str], delimiter: str) -> bool:
    """Whether this is the line "sep=;" that spreadsheets put first to name the delimiter."""
    return delimiter.join(cells).strip().lower() == f"sep={delimiter}"


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not rows or len(rows[0]) < 2:  # noqa: PLR2004 - one column means that it does not separate
        return 0, 0
    return sum(len(row) == len(rows[0]) for row in rows) / len(rows), len(rows[0])
