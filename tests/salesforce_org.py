"""What a fake Salesforce organisation holds, and the part of SOQL that Rightside asks it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Record = dict[str, Any]
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
STAGES = ("Prospecting", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
TYPES = {"Amount": "currency", "NumberOfEmployees": "int", "AnnualRevenue": "currency", "AccountId": "reference"}
# Names and labels of the fields of each kind; values are kept under the names.
FIELDS = {
    "Opportunity": {
        **{
            name: name
            for name in ("Id", "IsDeleted", "SystemModstamp", "Name", "Amount", "CurrencyIsoCode", "AccountId")
        },
        **{name: name for name in ("CloseDate", "IsClosed", "IsWon", "ForecastCategoryName", "OwnerId", "CreatedDate")},
        "StageName": "Stage",
        "Type": "Type",
        "RecordTypeId": "Record Type",
        "Reason__c": "Loss Reason",
    },
    "Account": {
        **{name: name for name in ("Id", "IsDeleted", "SystemModstamp", "Name", "Industry", "NumberOfEmployees")},
        "Gebiet__c": "Region",
    },
    "User": {name: name for name in ("Id", "Name", "Email", "ManagerId", "TimeZoneSidKey", "IsActive", "UserType")},
    "OpportunityContactRole": {
        name: name for name in ("Id", "IsDeleted", "SystemModstamp", "OpportunityId", "ContactId", "IsPrimary")
    },
    "OpportunityStage": {name: name for name in ("MasterLabel", "IsActive")},
}
_TOKEN = re.compile(r"\s*(\(|\)|,|>=|<=|=|>|<|'[^']*'|[\w.:+-]+)")
_QUERY = re.compile(
    r"SELECT (?P<fields>.+) FROM (?P<kind>\w+)(?: WHERE (?P<where>.+?))?"
    r"(?: ORDER BY (?P<order>.+?))?(?: LIMIT (?P<limit>\d+))?"
)
_INNER = re.compile(r"\(SELECT Contact\.Name FROM OpportunityContactRoles ORDER BY IsPrimary DESC, Id\)")


class SoqlError(Exception):
    """What Salesforce would refuse: its code, and its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Org:
    """Records by kind and id; `hidden` are fields ("Opportunity.Amount") and kinds that the user may not read."""

    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    hidden: set[str] = field(default_factory=set)
    now: datetime = START

    def put(self, kind: str, **values: Any) -> str:
        """Add a record, or change one by its id; the clock goes on a second."""
        self.now += timedelta(seconds=1)
        identity = values.setdefault("Id", f"{len(self.records[kind]):015}{kind[:3]}")
        empty = dict.fromkeys(FIELDS[kind]) | {"IsDeleted": False}
        old = self.records[kind].get(identity, empty)
        self.records[kind][identity] = old | values | {"SystemModstamp": stamp(self.now)}
        return str(identity)

    def readable(self, kind: str) -> dict[str, str]:
        """The fields of a kind that the user may read, with their labels."""
        if kind in self.hidden:
            return {}
        return {name: label for name, label in FIELDS[kind].items() if f"{kind}.{name}" not in self.hidden}

    def describe(self, kind: str) -> list[Record]:
        """The fields as Salesforce describes them."""
        readable = self.readable(kind).items()
        return [{"name": name, "label": label, "type": TYPES.get(name, "string")} for name, label in readable]

    def select(self, soql: str, *, deleted: bool) -> list[Record]:
        """The records that a query finds, as Salesforce gives them."""
        inner = _INNER.search(soql)
        parts = _QUERY.fullmatch(soql.replace(inner[0], "Roles") if inner else soql)
        if parts is None:
            raise SoqlError("MALFORMED_QUERY", f"unexpected token: {soql[:60]}")
        kind = parts["kind"]
        if kind not in FIELDS or not self.readable(kind):
            raise SoqlError("INVALID_TYPE", f"sObject type '{kind}' is not supported.")
        names = parts["fields"].split(", ")
        self._check(kind, names)
        fits = _condition(parts["where"]) if parts["where"] else (lambda _get: True)
        found = [
            each
            for each in self.records[kind].values()
            if (deleted or not each.get("IsDeleted")) and fits(lambda name, each=each: self._value(each, name))
        ]
        for part in reversed((parts["order"] or "Id").split(", ")):
            name, _, down = part.partition(" ")
            found.sort(key=lambda each, name=name: each[name] or "", reverse=down == "DESC")
        return [self._shown(kind, each, names) for each in found[: int(parts["limit"] or len(found))]]

    def _check(self, kind: str, names: list[str]) -> None:
        of_account = self.readable("Account")
        for name in names:
            outer, _, inner = name.rpartition(".")
            known = {"": self.readable(kind), "Account": of_account, "RecordType": {"Name": ""}}[outer]
            if inner != "Roles" and inner not in known:
                raise SoqlError("INVALID_FIELD", f"No such column '{name}' on entity '{kind}'.")

    def _value(self, record: Record, name: str) -> Any:
        if name.startswith("Account."):
            return (self._account(record) or {}).get(name.removeprefix("Account."))
        return record[name]

    def _account(self, record: Record) -> Record | None:
        return self.records["Account"].get(record["AccountId"] or "")

    def _shown(self, kind: str, record: Record, names: list[str]) -> Record:
        shown: Record = {"attributes": {"type": kind}}
        for name in names:
            outer, _, inner = name.rpartition(".")
            if inner == "Roles":
                shown["OpportunityContactRoles"] = self._roles(record["Id"])
            elif outer == "RecordType":
                shown[outer] = {"Name": record["RecordTypeId"]} if record["RecordTypeId"] else None
            elif outer:
                account = self._account(record)
                shown[outer] = None if account is None else {**(shown.get(outer) or {}), inner: account[inner]}
            else:
                shown[name] = record[name]
        return shown

    def _roles(self, deal: str) -> Record | None:
        of_deal = self._roles_by_deal.get(deal, ())
        roles = [self.records["OpportunityContactRole"][each] for each in of_deal]
        names = [{"Contact": {"Name": each["ContactId"]}} for each in roles if not each["IsDeleted"]]
        return {"totalSize": len(names), "done": True, "records": names} if names else None

    @property
    def _roles_by_deal(self) -> dict[str, list[str]]:
        roles = self.records["OpportunityContactRole"]
        cached: tuple[int, dict[str, list[str]]] | None = self.__dict__.get("_cache")
        if cached is None or cached[0] != len(roles):
            found: dict[str, list[str]] = {}
            for each in roles.values():
                found.setdefault(each["OpportunityId"], []).append(each["Id"])
            cached = self.__dict__["_cache"] = (len(roles), found)
        return cached[1]


def stamp(at: datetime) -> str:
    """A moment as Salesforce writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def generated(deals: int) -> Org:
    """An organisation with this many deals: every tenth is won, every tenth lost; a second lies between two changes."""
    org = Org()
    for name in STAGES:
        org.put("OpportunityStage", Id=name, MasterLabel=name, IsActive=True)
    for n in range(max(2, min(300, deals // 50))):
        manager = f"005{(n - 1) // 8:015}" if n else None
        org.put(
            "User", Id=f"005{n:015}", Name=f"Seller {n}", Email=f"Seller{n}@ours.example", ManagerId=manager,
            TimeZoneSidKey="Europe/Berlin", IsActive=True, UserType="Standard",
        )  # fmt: skip
    for n in range(max(1, deals // 10)):
        org.put(
            "Account", Id=f"001{n:015}", Name=f"Account {n}", Industry="Baking", NumberOfEmployees=n, Gebiet__c="EMEA"
        )
    users, accounts = len(org.records["User"]), len(org.records["Account"])
    for n in range(deals):
        stage = {8: "Closed Won", 9: "Closed Lost"}.get(n % 10, STAGES[n % 3])
        org.put(
            "Opportunity", Id=f"006{n:015}", Name=f"Deal {n}", StageName=stage, Amount=1000.5 + n,
            CurrencyIsoCode="EUR", AccountId=f"001{n % accounts:015}", CloseDate="2026-12-01",
            IsClosed=stage.startswith("Closed"),
            IsWon=stage == "Closed Won", ForecastCategoryName="Pipeline", OwnerId=f"005{n % users:015}",
            CreatedDate="2026-01-05T08:00:00.000+0000", Reason__c="price" if stage == "Closed Lost" else None,
        )  # fmt: skip
        if n % 3 == 0:
            org.put("OpportunityContactRole", OpportunityId=f"006{n:015}", ContactId=f"Contact {n}", IsPrimary=True)
    return org


def _condition(where: str) -> Callable[[Callable[[str], Any]], bool]:
    """What a WHERE demands of a record, whose values `get` gives by name."""
    tokens = iter([*_TOKEN.findall(where), ""])
    ahead = next(tokens)

    def take() -> str:
        nonlocal ahead
        taken, ahead = ahead, next(tokens, "")
        return taken

    def term() -> Callable[[Callable[[str], Any]], bool]:
        if ahead == "(":
            take()
            inner = either()
            take()
            return inner
        name, sign = take(), take()
        if sign == "IN":
            values = set(_listed(take))
            return lambda get: get(name) in values
        value = _literal(take())
        return lambda get: (told := get(name)) is not None and _compare(told, sign, value)

    def both() -> Callable[[Callable[[str], Any]], bool]:
        parts = [term()]
        while ahead == "AND":
            take()
            parts.append(term())
        return lambda get: all(part(get) for part in parts)

    def either() -> Callable[[Callable[[str], Any]], bool]:
        parts = [both()]
        while ahead == "OR":
            take()
            parts.append(both())
        return lambda get: any(part(get) for part in parts)

    return either()


def _listed(take: Callable[[], str]) -> Iterator[str]:
    assert take() == "("
    while (token := take()) != ")":
        if token != ",":
            yield token.strip("'")


def _literal(token: str) -> Any:
    if token.startswith("'"):
        return token.strip("'")
    return {"true": True, "false": False}.get(token) or stamp(datetime.fromisoformat(token))


def _compare(told: Any, sign: str, value: Any) -> bool:
    return {"=": told == value, ">": told > value, ">=": told >= value, "<": told < value, "<=": told <= value}[sign]
