"""Accounts and products of an export, found by the names that deals call them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.crm.faults import RowError, shown
from assistant.crm.mapping import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.crm.cells import Attributes, Cells

MAX_NAME = 300


@dataclass(frozen=True)
class Named:
    """An account or a product as its own table spells it, with what the table says of it."""

    name: str
    attributes: Attributes = field(default_factory=dict)


class Register:
    """One reference table. Names are compared by letters and digits only: "GTXPro" finds "GTX Pro"."""

    def __init__(self, naming: str, identifying: str = "") -> None:
        self._naming, self._identifying = naming, identifying
        self._by_name: dict[str, Named] = {}
        self._by_id: dict[str, Named] = {}
        self._lines: dict[str, int] = {}

    def learn(self, cells: Cells, row: Sequence[str], line: int) -> None:
        """Take in one row. Raises `RowError` for a row without a name, or with one that was seen before."""
        name = cells.get(row, self._naming, MAX_NAME)
        if not name:
            raise RowError(f"the row names no {self._naming}")
        key = _key(name)
        if key in self._lines:
            raise RowError(f"{shown(name)} stands in line {self._lines[key]} already")
        self._lines[key] = line
        named = Named(name, cells.attributes(row))
        self._by_name[key] = named
        reference = cells.get(row, self._identifying) if self._identifying else ""
        if reference:
            self._by_id[reference] = named

    def find(self, name: str, reference: str = "") -> Named:
        """What is known under an id or a name; the name alone where nothing is."""
        found = self._by_id.get(reference) or (self._by_name.get(_key(name)) if name else None)
        return found or Named(name)


def _key(name: str) -> str:
    return squash(name) or name.casefold()
