"""Is a CRM's list of stages upside down? The same question for people who have no process written down yet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.check.score import RIGHT_SIDE_UP, UPSIDE_DOWN, Side
from knowledge.check.stage_names import is_customers, is_sellers
from knowledge.check.turning import Turned, turned

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_STAGES, LONGEST = 60, 120  # of a list, and characters of a name: beyond it the file is no list of stages
_NAME_COLUMNS = re.compile(
    r"(?:(?:deal|sales|opportunity|pipeline|crm)?[ _]*(?:stage|step|status)[ _]*(?:name|label)?"
    r"|master[ _]*label|label|name)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.):]?|#+)\s+")


class Named(StrEnum):
    """Whom a stage is named for."""

    SELLER = "seller"
    CUSTOMER = "customer"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class ListedStage:
    """One stage of a list: its line, its name, whom it is named for, and what it would be right side up."""

    line: int
    name: str
    named_for: Named
    proposal: Turned | None


@dataclass(frozen=True)
class StageList:
    """The answer for a list of stages."""

    stages: tuple[ListedStage, ...]

    @property
    def value(self) -> int:
        """From 0 (every stage is named for the seller) to 100 (every one for the customer); unclear ones count half."""
        worth = {Named.CUSTOMER: 1.0, Named.UNCLEAR: 0.5, Named.SELLER: 0.0}
        return round(100 * sum(worth[each.named_for] for each in self.stages) / len(self.stages))

    @property
    def side(self) -> Side:
        """The answer in words."""
        if self.value < UPSIDE_DOWN:
            return Side.UPSIDE_DOWN
        return Side.RIGHT_SIDE_UP if self.value >= RIGHT_SIDE_UP else Side.TILTED


def check(text: str, *, is_csv: bool) -> StageList:
    """The answer for stage names, one a line, or in the column of a CSV that is named for them.

    Raises `ValueError`, with a sentence, where the text holds no list of stages.
    """
    names = list(_from_csv(text) if is_csv else _from_lines(text))
    if not names:
        raise ValueError("no stage names are in it; write one a line, or give a CSV with a column `stage`")
    if len(names) > MOST_STAGES or any(len(name) > LONGEST for _, name in names):
        raise ValueError("this is no list of stages; give one name a line, or a process file (.yaml)")
    return StageList(tuple(_judged(line, name) for line, name in names))


def _judged(line: int, name: str) -> ListedStage:
    if is_sellers(name):
        return ListedStage(line, name, Named.SELLER, turned(name))
    if is_customers(name):
        return ListedStage(line, name, Named.CUSTOMER, None)
    return ListedStage(line, name, Named.UNCLEAR, turned(name))


def _from_lines(text: str) -> list[tuple[int, str]]:
    lines = ((number, _BULLET.sub("", line).strip(" \t,;|\"'")) for number, line in enumerate(text.split("\n"), 1))
    return _once((number, name) for number, name in lines if any(sign.isalpha() for sign in name))


def _from_csv(text: str) -> list[tuple[int, str]]:
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4000], ",;\t|")
    except csv.Error:
        dialect = "excel"
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    found, column = [], None
    for row in rows:
        if column is None:
            column = next((place for place, cell in enumerate(row) if _NAME_COLUMNS.fullmatch(cell.strip())), None)
            if column is not None or not any(row):
                continue
            column = 0
        if column < len(row) and any(sign.isalpha() for sign in row[column]):
            found.append((rows.line_num, row[column].strip()))
    return _once(found)


def _once(names: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Each name at its first line: an export of deals names its stages many times."""
    first: dict[str, tuple[int, str]] = {}
    for line, name in names:
        first.setdefault(name.casefold(), (line, name))
    return list(first.values())
