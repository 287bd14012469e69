"""Cells of one row by field, and the attributes they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.crm.amounts import read_amount
from assistant.crm.faults import RowError, shown
from assistant.crm.headers import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.crm.conventions import Conventions
    from assistant.crm.mapping import Layout

Attributes = dict[str, str | float]

SMALL_BELOW = 100  # employees; a usual line between small and middle-sized customers
MID_BELOW = 1000  # employees; from here on a customer is an enterprise

# A number as no label is written: no leading zero, no sign but minus, at most 15 digits (exact as a float).
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,3})?")
_LABELS = ("id", "ids", "code", "zip", "postal", "phone", "number", "no", "fax")


def one_line(text: str) -> str:
    """A name without line breaks and doubled spaces, otherwise as it is."""
    return " ".join(text.split())


class Cells:
    """Reads the rows of one table by field."""

    def __init__(self, layout: Layout, told: Conventions) -> None:
        self._index = {column.field: column.index for column in layout.columns if not column.attribute}
        self._attributes = [(column.field, column.index) for column in layout.columns if column.attribute]
        self._decimal = told.decimal

    def get(self, row: Sequence[str], field: str, limit: int = 0) -> str:
        """A field on one line; empty where it is blank or has no column. Raises `RowError` over the limit."""
        index = self._index.get(field)
        if index is None:
            return ""
        text = one_line(row[index])
        if limit and len(text) > limit:
            raise RowError(f"the {field.replace('_', ' ')} {shown(text)} is longer than {limit} characters")
        return text

    def attributes(self, row: Sequence[str]) -> Attributes:
        """Every filled attribute of a row: a number where it is one, else its text as it stands."""
        return {key: self._value(key, text) for key, index in self._attributes if (text := row[index].strip())}

    def _value(self, key: str, text: str) -> str | float:
        if key in NUMBERS:
            try:
                value = read_amount(text, decimal=self._decimal.get(key, "")).value
            except RowError:  # "50-200" employees is worth keeping as it stands
                return text
            return text if value is None else float(value)
        if _NUMBER.fullmatch(text) and key.rpartition("_")[2] not in _LABELS:
            return float(text)
        return text


def segment_of(employees: str | float | None) -> str:
    """The segment by the customer's employees; empty where their number is unknown."""
    if not isinstance(employees, float) or employees <= 0:
        return ""
    if employees < SMALL_BELOW:
        return "small"
    return "mid" if employees < MID_BELOW else "enterprise"
