"""Deals and people from the CSV files that somebody exported from a CRM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.crm.cells import Cells
from assistant.crm.conventions import Conventions, conventions
from assistant.crm.csv_file import CsvFile, open_csv
from assistant.crm.deal_rows import Books, DealRows
from assistant.crm.faults import BadRow, RowError
from assistant.crm.headers import Role
from assistant.crm.joins import Register
from assistant.crm.mapping import Column, Layout, check_given, recognise
from assistant.crm.people import Addresses, People
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from assistant.deals.deal import Deal, Person

NO_ID = "There is no id column; ids are made from name and account, so a renamed deal becomes a new one."
NO_NAME = "There is no name column; a deal is named by its account and product, or by its id."
NO_STATE = "There is no stage or status column; every deal counts as open."


@dataclass(frozen=True)
class Table:
    """What one file was recognised as: each column as our field ← their header, and what was assumed."""

    file: Path
    role: Role
    columns: tuple[Column, ...]
    notes: tuple[str, ...]


@dataclass
class Export:
    """An export being read. `deals` can be run through once; `bad_rows` and `people` grow while it is.

    The rows of accounts, products and people are read already. Running through `deals` raises `PersonError`
    where a file can no longer be read.
    """

    tables: tuple[Table, ...]
    deals: Iterator[Deal]
    bad_rows: list[BadRow]
    _people: People = field(repr=False)

    @property
    def people(self) -> tuple[Person, ...]:
        """Owners and managers by id; complete once `deals` is exhausted."""
        return self._people.all()


@dataclass(frozen=True)
class _Source:
    file: CsvFile
    layout: Layout
    told: Conventions


class _Progress:
    """Bytes read over all files, in the order in which they are read."""

    def __init__(self, total: int, tell: Callable[[int, int], None] | None) -> None:
        self._total, self._tell, self._before = total, tell, 0

    def within(self, read: int) -> None:
        if self._tell is not None:
            self._tell(self._before + read, self._total)

    def done(self, file: CsvFile) -> None:
        self._before += file.size


def read_export(
    paths: Sequence[Path], *, columns: Mapping[str, str] | None = None, default_currency: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Export:  # fmt: skip
    """Recognise the files, read those that describe accounts, products and people, and prepare the deals.

    Args:
        paths: The files, in any order; at least one is a table of deals.
        columns: Our field → their header, for columns that would be guessed wrongly or not at all.
        default_currency: A code such as "EUR" for amounts that name no currency.
        progress: Told (bytes read, bytes in all) every thousand rows and at each file's end.

    Raises:
        PersonError: A file cannot be used, or a given column does not exist; one sentence.
    """
    sources = _sources(paths, columns or {})
    bad_rows: list[BadRow] = []
    books = _books(sources)
    track = _Progress(sum(source.file.size for source in sources), progress)
    for source in sources:
        if source.layout.role is not Role.DEALS:
            _learn(source, books, bad_rows, track)
    books.people.link()
    tables = [source for source in sources if source.layout.role is Role.DEALS]
    deals = _deals(tables, books, default_currency.strip().upper(), bad_rows, track)
    return Export(tuple(_table(source) for source in sources), deals, bad_rows, books.people)


def _sources(paths: Sequence[Path], given: Mapping[str, str]) -> list[_Source]:
    if not paths:
        raise PersonError("Give at least one CSV file.")
    files = [open_csv(path) for path in dict.fromkeys(paths)]
    check_given(given, [file.header for file in files])
    layouts = [recognise(file.header, given, file.path.name) for file in files]
    if all(layout.role is not Role.DEALS for layout in layouts):
        found = ", ".join(
            f"{file.path.name} as {layout.role.value}" for file, layout in zip(files, layouts, strict=True)
        )
        raise PersonError(f"No file is a table of deals (found {found}); give the export of the deals too.")
    return [_Source(file, layout, conventions(file, layout)) for file, layout in zip(files, layouts, strict=True)]


def _books(sources: Sequence[_Source]) -> Books:
    addresses = Addresses()
    for source in sources:
        addresses.collect(source.file, source.layout)
    accounts, products = Register("account", "account_id"), Register("product")
    return Books(accounts, products, People(addresses), owner_region=_owner_region(sources))


def _owner_region(sources: Iterable[_Source]) -> str:
    nearer = (Role.DEALS, Role.ACCOUNTS)
    told = any(source.layout.role in nearer and source.layout.has("region") for source in sources)
    return "owner_region" if told else "region"


def _table(source: _Source) -> Table:
    layout, notes = source.layout, list(source.told.notes)
    if layout.role is Role.DEALS:
        lacking = ((NO_ID, ("id",)), (NO_NAME, ("name",)), (NO_STATE, ("stage", "status", "won", "closed")))
        notes += [note for note, fields in lacking if not layout.has(*fields)]
    if source.file.encoding.codec == "cp1252":
        notes.append("The file is not UTF-8; it was read as Windows-1252.")
    return Table(source.file.path, layout.role, layout.columns, tuple(notes))


def _learn(source: _Source, books: Books, bad_rows: list[BadRow], track: _Progress) -> None:
    """Read a whole table of accounts, products or people into its book."""
    books_of: dict[Role, Register | People] = {
        Role.ACCOUNTS: books.accounts, Role.PRODUCTS: books.products, Role.PEOPLE: books.people,
    }  # fmt: skip
    book = books_of[source.layout.role]
    cells = Cells(source.layout, source.told)
    for row in source.file.rows(track.within):
        try:
            book.learn(cells, row.sound(), row.line)
        except RowError as error:
            bad_rows.append(BadRow(source.file.path, row.line, f"{error}."))
    track.done(source.file)


def _deals(
    sources: Sequence[_Source], books: Books, default_currency: str, bad_rows: list[BadRow], track: _Progress
) -> Iterator[Deal]:
    """Every good row as a deal; an id that a row before had makes a bad row."""
    seen: dict[str, tuple[Path, int]] = {}
    for source in sources:
        reader = DealRows(source.layout, source.told, books, default_currency)
        for row in source.file.rows(track.within):
            place = (source.file.path, row.line)
            try:
                deal = reader.read(row.sound())
                _check_new(deal.id, place, seen)
            except RowError as error:
                bad_rows.append(BadRow(*place, f"{error}."))
                continue
            seen[deal.id] = place
            yield deal
        track.done(source.file)


def _check_new(deal: str, place: tuple[Path, int], seen: Mapping[str, tuple[Path, int]]) -> None:
    if deal in seen:
        file, line = seen[deal]
        where = "" if file == place[0] else f" of {file.name}"
        raise RowError(f"the deal {deal!r} stands in line {line}{where} already")
