"""Who reports to whom and who is an administrator, from a CSV or YAML file; docs/operator.md shows both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.crm.csv_file import open_csv
from assistant.crm.faults import BadRow, RowError, shown
from assistant.crm.people import MAX_ID, address_in
from assistant.errors import PersonError
from knowledge.process_yaml import Entries, Items, Node, Scalar, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

YAML = frozenset({".yaml", ".yml"})
MAX_BYTES = 10_000_000  # of a YAML file
COLUMNS = {
    "id": "id",
    "name": "name",
    "email": "email",
    "e-mail": "email",
    "manager": "manager",
    "administrator": "administrator",
    "admin": "administrator",
}
YES, NO = frozenset({"yes", "true", "y", "1", "x"}), frozenset({"", "no", "false", "n", "0"})
ASKED = "it must be one of id, name, email, manager, administrator"


@dataclass(frozen=True)
class Role:
    """One row. Empty texts name nothing; None stands for a column or key that is not there.

    `manager` is an e-mail address or an id, and empty where the person has none.
    """

    line: int
    id: str
    name: str
    email: str
    manager: str | None
    administrator: bool | None


def read_roles(path: Path) -> tuple[list[Role], list[BadRow]]:
    """The rows that can be read, and what is wrong with the others. `PersonError` where it is no such file."""
    rows = _yaml_rows(path) if path.suffix.casefold() in YAML else _csv_rows(path)
    roles, faults = [], []
    for line, cells in rows:
        if isinstance(cells, str):
            faults.append(BadRow(path, line, cells))
            continue
        try:
            roles.append(_role(line, cells))
        except RowError as error:
            faults.append(BadRow(path, line, str(error)))
    return roles, faults


def _role(line: int, cells: Mapping[str, str]) -> Role:
    email = cells.get("email", "")
    if email and not address_in(email):
        raise RowError(f"{shown(email)} is no e-mail address")
    if not email and not cells.get("id"):
        raise RowError("the row has neither an id nor an e-mail address")
    if long := [name for name, cell in cells.items() if len(cell) > MAX_ID]:
        raise RowError(f"{long[0]} is longer than {MAX_ID} characters")
    said = cells["administrator"].casefold() if "administrator" in cells else None
    if said is not None and said not in YES | NO:
        raise RowError(f"administrator is {shown(said)}; write yes or no")
    return Role(
        line=line,
        id=cells.get("id", ""),
        name=cells.get("name", ""),
        email=address_in(email),
        manager=cells.get("manager"),
        administrator=None if said is None else said in YES,
    )


def _csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    file = open_csv(path)
    names = [COLUMNS.get(each.casefold()) for each in file.header]
    if None in names:
        raise PersonError(f"{path.name} has a column {shown(file.header[names.index(None)])}; {ASKED}.")
    if len(set(names)) < len(names):
        raise PersonError(f"{path.name} has two columns for the same thing; leave one of them.")
    for row in file.rows():
        cells = [" ".join(cell.split()) for cell in row.cells]
        yield row.line, row.fault or {name: cell for name, cell in zip(names, cells, strict=True) if name}


def _yaml_rows(path: Path) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    root, faults = read_tree(_text(path))
    for fault in faults:
        yield fault.line, fault.message
    if root is None:
        return
    people = root.get("people") if isinstance(root, Entries) else root
    if not isinstance(people, Items):
        yield root.line, "the file must hold a list of people, or such a list under `people:`"
        return
    for item in people.items:
        yield item.line, _keys(item)


def _keys(item: Node) -> Mapping[str, str] | str:
    if not isinstance(item, Entries):
        return "a person is a group of keys, such as `email: ana@example.com`"
    cells: dict[str, str] = {}
    for key, (_, node) in item.entries.items():
        name = COLUMNS.get(key.casefold())
        if name is None:
            return f"the key {shown(key)} means nothing; {ASKED}"
        if name in cells or not isinstance(node, Scalar):
            return f"{key} must have one value"
        cells[name] = "" if node.is_null else " ".join(node.text.split())
    return cells


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PersonError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise PersonError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; give it as CSV.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PersonError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from error
