"""Which table a file is, and which of its columns is which of our fields, guessed from its headers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.crm.headers import ATTRIBUTES, DEALS_ONLY, FIELDS, NAME_BESIDE, Role
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHOWN_HEADERS = 8
CUSTOM_SUFFIX = "__c"  # how Salesforce ends the names of fields that an organisation added


class Origin(StrEnum):
    """Where a column's meaning comes from."""

    GIVEN = "given"  # by the administrator
    GUESSED = "guessed"  # from the header
    KEPT = "kept"  # nothing known: an attribute under the header's own name


@dataclass(frozen=True)
class Column:
    """Our field ← their header, at `index` (from 0). `attribute`: the field is one of `Deal.attributes`."""

    field: str
    header: str
    index: int
    origin: Origin
    attribute: bool = False


@dataclass(frozen=True)
class Layout:
    """What a file was recognised as, and every one of its columns."""

    role: Role
    columns: tuple[Column, ...]

    def index(self, field: str) -> int | None:
        """The place of a field in a row, counted from 0; None where no column has it."""
        return next((column.index for column in self.columns if column.field == field), None)

    def has(self, *fields: str) -> bool:
        """Whether any of these fields has a column."""
        return any(column.field in fields for column in self.columns)


def squash(text: str) -> str:
    """A text as it is compared: lower case, letters and digits only."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if character.isalnum())


def attribute_key(header: str, index: int) -> str:
    """The attribute name of a header nobody knows: lower-case words with underscores."""
    text = unicodedata.normalize("NFKC", header).removesuffix(CUSTOM_SUFFIX)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).lower()
    return "_".join(re.findall(r"[^\W_]+", words)) or f"column_{index + 1}"


def recognise(headers: Sequence[str], given: Mapping[str, str], file: str) -> Layout:
    """The layout of a file. `given` is field → header and wins over every guess.

    A given header that this file lacks is no fault here: it may be another file's (`check_given`).
    Raises `PersonError` where the headers are those of no table that can be used.
    """
    for role in Role:
        layout = Layout(role, _columns(role, headers, given))
        if _fits(layout, headers):
            return layout
    shown = ", ".join(header for header in headers[:SHOWN_HEADERS] if header.strip()) or "none"
    raise PersonError(
        f"{file} was not recognised as deals, accounts, products or people; its columns are: {shown}. "
        "Say which column is which, for example stage=COLUMN and name=COLUMN."
    )


def check_given(given: Mapping[str, str], tables: Sequence[Sequence[str]]) -> None:
    """Raise `PersonError` for a field that does not exist or a header that no file has."""
    known = sorted({*ATTRIBUTES, *(field for fields in FIELDS.values() for field in fields)})
    headers = {squash(header) for table in tables for header in table}
    for field, header in given.items():
        if field not in known:
            raise PersonError(f"There is no field {field!r} to map a column to; the fields are: {', '.join(known)}.")
        if squash(header) not in headers:
            raise PersonError(f"No file has a column {header!r}, which was given for {field}.")


def _columns(role: Role, headers: Sequence[str], given: Mapping[str, str]) -> tuple[Column, ...]:
    squashed = [_squashed(header) for header in headers]
    taken: dict[int, Column] = {}
    for field, origin, index in _matches(role, headers, squashed, given):
        if index not in taken and all(column.field != field for column in taken.values()):
            attribute = field not in FIELDS[role]
            taken[index] = Column(field, headers[index], index, origin, attribute)
    used = {column.field for column in taken.values()}
    for index, header in enumerate(headers):
        if index not in taken:
            key = _free(attribute_key(header, index), used)
            used.add(key)
            taken[index] = Column(key, header, index, Origin.KEPT, attribute=True)
    return tuple(taken[index] for index in range(len(headers)))


def _matches(
    role: Role, headers: Sequence[str], squashed: Sequence[str], given: Mapping[str, str]
) -> Iterator[tuple[str, Origin, int]]:
    """Every field that a header may be, the surest first."""
    for field, header in given.items():
        exact = [index for index, each in enumerate(headers) if each.strip() == header.strip()]
        alike = [index for index, each in enumerate(headers) if squash(each) == squash(header)]
        if (exact or alike) and (field in FIELDS[role] or field in ATTRIBUTES):
            yield field, Origin.GIVEN, (exact or alike)[0]
    for field, spellings in {**ATTRIBUTES, **FIELDS[role]}.items():
        for spelling in spellings:
            if spelling in squashed:
                yield field, Origin.GUESSED, squashed.index(spelling)


def _squashed(header: str) -> str:
    return squash(header.strip().removesuffix(CUSTOM_SUFFIX))


def _free(key: str, used: set[str]) -> str:
    """The key, with a number behind it where a column before it has it already, or one of our fields does."""
    number, free = 2, key
    while free in used:
        free, number = f"{key}_{number}", number + 1
    return free


def _fits(layout: Layout, headers: Sequence[str]) -> bool:
    """Whether a role's columns are enough to use the file as that role."""
    squashed = {_squashed(header) for header in headers}
    if layout.role is Role.DEALS:
        dated = layout.has("stage", "won", "closed", "close_date") or (
            layout.has("status") and layout.has("amount", "close_date")
        )
        return layout.has("id", "name", "account") and (dated or bool(squashed & DEALS_ONLY))
    named, beside = _naming(layout), layout.has(*NAME_BESIDE[layout.role])
    if layout.role is Role.ACCOUNTS and ({"email", "manager"} & squashed):
        return False  # a list of contacts or of sellers, each with a company
    if layout.role is Role.PEOPLE and layout.has("first_name", "last_name"):
        return True
    return named is not None and (beside or _squashed(named) != "name")


def _naming(layout: Layout) -> str | None:
    """The header of the column that names what a reference table is about."""
    field = {Role.ACCOUNTS: "account", Role.PRODUCTS: "product", Role.PEOPLE: "owner"}[layout.role]
    return next((column.header for column in layout.columns if column.field == field), None)
