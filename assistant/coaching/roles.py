"""Who manages whom and who sees all, changed together: one fault, and nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.deal import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.crm.role_file import Role


@dataclass(frozen=True)
class Change:
    """What a file comes to: the people as they will be, who of them is new, and the faults by line."""

    people: tuple[Person, ...]
    added: frozenset[str]
    faults: tuple[tuple[int, str], ...]


def changed(roles: Sequence[Role], known: Sequence[Person]) -> Change:
    """The people that differ once these roles hold.

    A row is somebody's by id, or else by e-mail address whatever its case; who is not known is new, with the address
    as id. Managers may stand in the file or in the organisation.
    """
    directory = _Directory(known)
    faults: list[tuple[int, str]] = []
    lines: dict[str, int] = {}
    for role in roles:
        try:
            person = directory.place(role)
        except LookupError as error:
            faults.append((role.line, str(error)))
            continue
        if person in lines:
            faults.append((role.line, f"{person} stands in line {lines[person]} already"))
        lines.setdefault(person, role.line)
    by_line = {line: person for person, line in lines.items()}
    for role in roles:
        if role.manager is not None and role.line in by_line:
            try:
                directory.report(by_line[role.line], role.manager)
            except LookupError as error:
                faults.append((role.line, str(error)))
    faults += [(lines[person], reason) for person, reason in directory.cycles() if person in lines]
    before = {each.id: each for each in known}
    people = tuple(each for each in directory.people.values() if before.get(each.id) != each)
    return Change(people, frozenset(directory.people.keys() - before.keys()), tuple(sorted(faults)))


class _Directory:
    """Everybody by id, with the changes so far. Errors are `LookupError`s with the reason."""

    def __init__(self, known: Iterable[Person]) -> None:
        self.people = {each.id: each for each in known}
        self._addresses: dict[str, list[str]] = {}
        for each in self.people.values():
            self._addresses.setdefault(each.email.casefold(), []).append(each.id)

    def place(self, role: Role) -> str:
        """Find or add the person of a row and take over what it says of them; their id."""
        person = role.id if role.id in self.people else None
        if person is None and role.email:
            person = self._one(role.email, own=role.id)
        if person is None:
            person = role.id or role.email
            self.people[person] = Person(id=person, name=role.name or person)
        told = {"name": role.name, "email": role.email}
        update: dict[str, object] = {key: value for key, value in told.items() if value}
        if role.administrator is not None:
            update["sees_all"] = role.administrator
        if role.email and role.email != (before := self.people[person].email.casefold()):
            self._addresses[before] = [each for each in self._addresses.get(before, ()) if each != person]
            self._addresses.setdefault(role.email, []).append(person)
        self.people[person] = self.people[person].model_copy(update=update)
        return person

    def report(self, person: str, manager: str) -> None:
        """Give a person the manager whom an address or id names; empty for nobody."""
        above = None
        if manager:
            above = manager if manager in self.people else self._one(manager.casefold())
            if above is None:
                raise LookupError(f"the manager {manager!r} is nobody of the organisation or of this file")
            if above == person:
                raise LookupError("nobody is their own manager")
        self.people[person] = self.people[person].model_copy(update={"manager": above})

    def cycles(self) -> Iterator[tuple[str, str]]:
        """Each person above whom they stand again, with the way round."""
        for start in self.people:
            way, here = [start], self.people[start].manager
            while here is not None and here in self.people and here not in way:
                way.append(here)
                here = self.people[here].manager
            if here == start and len(way) > 1:
                yield start, f"the managers go round in a circle: {' → '.join([*way, start])}"

    def _one(self, email: str, own: str = "") -> str | None:
        found = self._addresses.get(email, [])
        apart = [each for each in found if not each.startswith("slack:")] or found
        if own and apart:
            raise LookupError(f"{email} belongs to {apart[0]!r}, not to a new person {own!r}")
        if len(apart) > 1:
            raise LookupError(f"{email} belongs to more than one person: {', '.join(apart)}; give the id")
        return apart[0] if apart else None
