"""How one file writes its dates and numbers, decided for each column from its own cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from assistant.crm.amounts import mark_told
from assistant.crm.dates import order_told
from assistant.crm.faults import RowError
from assistant.crm.headers import DATES, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from assistant.crm.csv_file import CsvFile
    from assistant.crm.mapping import Column, Layout

ENOUGH_PROOF = 50  # cells that show the convention, after which a column is looked at no further
ENOUGH_SILENCE = 1000  # filled cells, after which a column without a doubtful one is looked at no further

Told = TypeVar("Told", bool, str)


@dataclass(frozen=True)
class Conventions:
    """By field: whether the day comes first, and the decimal mark. `notes` say what was assumed."""

    day_first: dict[str, bool] = field(default_factory=dict)
    decimal: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class _Column(Generic[Told]):
    """What the cells of one column say about its convention."""

    def __init__(self, column: Column, tell: Callable[[str], Told | None]) -> None:
        self.column = column
        self._tell: Callable[[str], Told | None] = tell
        self._votes: dict[Told, int] = {}
        self._filled = 0
        self.doubtful = ""

    @property
    def settled(self) -> bool:
        return sum(self._votes.values()) >= ENOUGH_PROOF or (self._filled >= ENOUGH_SILENCE and not self.doubtful)

    @property
    def told(self) -> Told | None:
        """What most of the cells that are clear say; None where none is."""
        return max(self._votes, key=lambda each: (self._votes[each], each), default=None)

    def look(self, cell: str) -> None:
        if not cell.strip():
            return
        self._filled += 1
        try:
            told = self._tell(cell)
        except RowError:
            return
        if told is None:
            self.doubtful = self.doubtful or cell.strip()
        else:
            self._votes[told] = self._votes.get(told, 0) + 1


def conventions(file: CsvFile, layout: Layout) -> Conventions:
    """Look through a file's date and number columns, as far as needed, and decide each.

    A date column that says nothing follows the file's other date columns; failing these, the day comes first
    in a file separated by semicolons (as Europe's spreadsheets write it) and the month in any other.
    """
    dates = [_Column(column, order_told) for column in layout.columns if column.field in DATES]
    numbers = [_Column(column, mark_told) for column in layout.columns if column.field in NUMBERS]
    _look(file, [*dates, *numbers])
    known = [date.told for date in dates if date.told is not None]
    day_first = {True: True, False: False}[known[0]] if known else file.delimiter == ";"
    return Conventions(
        day_first={date.column.field: day_first if date.told is None else date.told for date in dates},
        decimal={number.column.field: number.told or "" for number in numbers},
        notes=(*_date_notes(dates, day_first=day_first), *_number_notes(numbers)),
    )


def _look(file: CsvFile, columns: Iterable[_Column[bool] | _Column[str]]) -> None:
    open_columns = list(columns)
    for row in file.rows():
        open_columns = [column for column in open_columns if not column.settled]
        if not open_columns:
            return
        if not row.fault:
            for column in open_columns:
                column.look(row.cells[column.column.index])


def _date_notes(columns: Iterable[_Column[bool]], *, day_first: bool) -> tuple[str, ...]:
    order = "day/month" if day_first else "month/day"
    return tuple(
        f"Dates in {column.column.header!r} such as {column.doubtful} can be read both ways; read as {order}."
        for column in columns
        if column.told is None and column.doubtful
    )


def _number_notes(columns: Iterable[_Column[str]]) -> tuple[str, ...]:
    return tuple(
        f"Numbers in {column.column.header!r} such as {column.doubtful} can be read both ways; "
        "the mark was taken to separate thousands."
        for column in columns
        if column.told is None and column.doubtful
    )
