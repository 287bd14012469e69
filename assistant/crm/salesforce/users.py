"""Salesforce's users as people: who owns deals, and who manages them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.crm.people import address_in
from assistant.deals.deal import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

User = dict[str, Any]
MAX_ID = 200


class Users:
    """Everybody by their Salesforce id. A person's id is the e-mail address in lower case, as in every import.

    Where several users have one address, the first active one has it as their id, the others are known by the id
    that Salesforce gives them: their deals are nobody else's. `doubled` says so, one sentence an address.
    """

    def __init__(self, records: Iterable[User]) -> None:
        records = sorted(records, key=lambda each: (not each.get("IsActive", True), each["Id"]))
        owners: dict[str, User] = {}
        self._ids: dict[str, str] = {}
        doubled: dict[str, list[str]] = {}
        for each in records:
            address = address_in(each.get("Email") or "")[:MAX_ID]
            if address and owners.setdefault(address, each) is not each:
                doubled.setdefault(address, [_name(owners[address])]).append(_name(each))
                address = ""
            self._ids[each["Id"]] = address or each["Id"]
        self._people = {each["Id"]: self._person(each) for each in records}
        self.doubled = tuple(
            f"{len(names)} users have the address {address} ({', '.join(names)}); it is taken for the first one's."
            for address, names in sorted(doubled.items())
        )

    def id_of(self, user: str) -> str:
        """The person's id; empty where the user is not known."""
        return self._ids.get(user, "")

    def all(self) -> tuple[Person, ...]:
        """Everybody, by id."""
        return tuple(sorted(self._people.values(), key=lambda each: each.id))

    def _person(self, user: Mapping[str, Any]) -> Person:
        address = address_in(user.get("Email") or "")
        person = self._ids[user["Id"]]
        manager = self._ids.get(user.get("ManagerId") or "", "")
        return Person(
            id=person,
            name=_name(user),
            email=address if person == address else "",
            manager=manager if manager and manager != person else None,
            timezone=user.get("TimeZoneSidKey") or "UTC",
        )


def _name(user: Mapping[str, Any]) -> str:
    return str(user.get("Name") or user["Id"])
