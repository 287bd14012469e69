"""The people an export names: owners and their managers, each under one id wherever they appear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.crm.cells import Attributes, one_line
from assistant.crm.faults import RowError, shown
from assistant.deals.deal import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.crm.cells import Cells
    from assistant.crm.csv_file import CsvFile
    from assistant.crm.mapping import Layout

MAX_ID = 200
NAMING = ("owner", "owner_email", "owner_id", "manager", "manager_email")
PAIRS = (("owner", "owner_email"), ("manager", "manager_email"))


class Addresses:
    """Which e-mail goes with which name in an export, so that a row without it finds the same person."""

    def __init__(self) -> None:
        self._of_name: dict[str, set[str]] = {}

    def collect(self, file: CsvFile, layout: Layout) -> None:
        """Look through a file that has columns of names and of their e-mails; other files are not read."""
        found = [(layout.index(name), layout.index(email)) for name, email in PAIRS]
        places = [(name, email) for name, email in found if name is not None and email is not None]
        if not places:
            return
        for name_at, email_at in places:
            seen = {(row.cells[name_at], row.cells[email_at]) for row in file.rows() if not row.fault}
            for name, email in seen:
                if name.strip() and (address := address_in(email)):
                    self._of_name.setdefault(_fold(name), set()).add(address)

    def of(self, name: str) -> str:
        """The one e-mail that goes with a name; empty where there is none, or more than one."""
        found = self._of_name.get(_fold(name), set())
        return next(iter(found)) if len(found) == 1 else ""


class People:
    """Everybody named so far. An id is the e-mail in lower case, or the name as given where there is none."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._people: dict[str, Person] = {}
        self._by_reference: dict[str, set[str]] = {}
        self._attributes: dict[str, Attributes] = {}
        self._managers: dict[str, tuple[str, str]] = {}
        self._lines: dict[str, int] = {}
        self._owners: dict[tuple[str, ...], str] = {}

    def learn(self, cells: Cells, row: Sequence[str], line: int) -> None:
        """Take in one row of a table of people. Raises `RowError` for a row without a name or seen before."""
        name = cells.get(row, "owner", MAX_ID) or one_line(
            f"{cells.get(row, 'first_name', MAX_ID)} {cells.get(row, 'last_name', MAX_ID)}"
        )
        email, reference = cells.get(row, "owner_email", MAX_ID), cells.get(row, "owner_id", MAX_ID)
        manager = cells.get(row, "manager", MAX_ID), cells.get(row, "manager_email", MAX_ID)
        address = address_in(email) or address_in(name) or self._addresses.of(name)
        person = address or name
        if not person or len(person) > MAX_ID:
            raise RowError("the row names nobody")
        if person in self._lines:
            raise RowError(f"{shown(person)} stands in line {self._lines[person]} already")
        self._lines[person] = line
        self._people[person] = Person(id=person, name=name or address, email=address)
        self._attributes[person] = cells.attributes(row)
        self._managers[person] = manager
        for each in {name, address, reference} - {""}:
            self._by_reference.setdefault(_fold(each), set()).add(person)

    def link(self) -> None:
        """Resolve the managers that the tables name, once all of them are read."""
        for person, (name, email) in self._managers.items():
            self._report_to(person, self.id_of(name, email))

    def id_of(self, name: str, email: str = "", reference: str = "") -> str:
        """The id of somebody named in a row, who becomes known by it; empty where nobody is named."""
        told = address_in(email) or address_in(name) or self._addresses.of(name)
        person = self._find(reference) or told or self._find(name) or name or reference
        if person and person not in self._people:
            self._people[person] = Person(id=person, name=name or told or reference, email=told)
        elif name and name != person and self._people[person].name == person:
            self._people[person] = self._people[person].model_copy(update={"name": name})
        return person

    def owner(self, row: Sequence[str], cells: Cells) -> str:
        """The id of a deal's owner, with the manager that the row gives them; empty where nobody owns it."""
        named = tuple([cells.get(row, field, MAX_ID) for field in NAMING])
        owner = self._owners.get(named)
        if owner is None:
            name, email, reference, above, above_email = named
            owner, manager = self.id_of(name, email, reference), self.id_of(above, above_email)
            if owner:
                self._report_to(owner, manager)
            self._owners[named] = owner
        return owner

    def attributes(self, person: str) -> Attributes:
        """What the tables say of a person beside names, such as the region."""
        return self._attributes.get(person, {})

    def all(self) -> tuple[Person, ...]:
        """Everybody named so far, by id."""
        return tuple(self._people[person] for person in sorted(self._people))

    def _find(self, reference: str) -> str:
        found = self._by_reference.get(_fold(reference), set()) if reference else set()
        return next(iter(found)) if len(found) == 1 else ""

    def _report_to(self, person: str, manager: str) -> None:
        """Give a person their manager; the first one told stays, and nobody is their own."""
        if manager and manager != person and self._people[person].manager is None:
            self._people[person] = self._people[person].model_copy(update={"manager": manager})


def address_in(text: str) -> str:
    """The e-mail address in lower case; empty where the text is none."""
    clean = text.strip().casefold()
    name, at, domain = clean.rpartition("@")
    return clean if at and name and domain and " " not in clean else ""


def _fold(name: str) -> str:
    return one_line(name).casefold()
