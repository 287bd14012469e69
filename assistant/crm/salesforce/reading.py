"""Deals from Salesforce: the port `Crm`, reading only. Tasks, events, e-mails and notes are never asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.crm.salesforce.records import SOURCE, DealRecords, known_fields
from assistant.crm.salesforce.remarks import Remarks
from assistant.crm.salesforce.users import Users
from assistant.deals.incoming import Page
from assistant.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.crm.salesforce.client import Answer, Client, Thing
    from assistant.deals.deal import Person

DEALS = "deals"
# What belongs to a deal and changes without it: the stream, and which deals it touches since a moment.
BESIDE = {
    "accounts": ("Account", "SELECT Id FROM Opportunity WHERE Account.SystemModstamp > {since}", "Id"),
    "contacts": (
        "OpportunityContactRole",
        "SELECT OpportunityId FROM OpportunityContactRole WHERE SystemModstamp > {since}",
        "OpportunityId",
    ),
}
# A change may be committed after a later one was read: the next run looks at the last minutes again.
SETTLED = timedelta(minutes=10)
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)
IDS = 200  # in one query, whose text may be as long as an address: about 16,000 characters
NEEDED = ("Id", "IsDeleted", "SystemModstamp", "Name", "StageName")
WANTED = ("Amount", "CloseDate", "IsClosed", "IsWon", "ForecastCategoryName", "OwnerId", "CreatedDate")
USER = ("Email", "ManagerId", "TimeZoneSidKey", "IsActive")


class _Mark(NamedTuple):
    """Where a stream goes on: after the record with this id, among those changed at this moment or later."""

    at: datetime
    id: str = ""

    @classmethod
    def read(cls, text: str) -> _Mark:
        at, _, identity = text.partition(" ")
        return cls(datetime.fromisoformat(at), identity)

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.id}".strip()


class SalesforceCrm:
    """What a Salesforce organisation knows of deals, as its user may read it. For one run."""

    name = SOURCE

    def __init__(self, client: Client, *, currency: str = "") -> None:
        """`currency`: of all amounts, in an organisation that has only one and so names none."""
        self._client, self._currency = client, currency
        self._remarks = Remarks()

    @property
    def notes(self) -> tuple[str, ...]:
        """What this user's rights keep from all deals, and addresses that several users have."""
        kinds = (
            ("Opportunity", self._opportunity, WANTED),
            ("User", self._user, USER),
            ("Account", self._account, ("Name",)),
        )
        hidden = [f"{kind}.{field}" for kind, thing, fields in kinds for field in fields if field not in thing.fields]
        if "ContactId" not in self._role.fields:
            hidden.append("OpportunityContactRole")
        return (
            *(f"{each} may not be read by the user; deals come without it." for each in hidden),
            *self._users.doubled,
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """What could not be taken over of single deals."""
        return self._remarks.all()

    def people(self) -> tuple[Person, ...]:
        """Every user who is a person, with their manager."""
        return self._users.all()

    def pages(self, marks: Mapping[str, str], now: datetime) -> Iterator[Page]:
        """What changed since these marks, and which deals are in the recycle bin; see the port."""
        beside = [stream for stream, (kind, _, _) in BESIDE.items() if "SystemModstamp" in self._kinds[kind].fields]
        newest = {stream: self._newest(BESIDE[stream][0], now) for stream in beside}
        # The deals bring all of it along the first time: its own streams begin where it stood before.
        yield from (Page(stream, str(newest[stream])) for stream in beside if stream not in marks)
        yield from self._changed(_Mark.read(marks[DEALS]) if DEALS in marks else None, now)
        for stream in beside:
            if stream in marks:
                yield from self._touched(stream, marks[stream], newest[stream])

    def _changed(self, since: _Mark | None, now: datetime) -> Iterator[Page]:
        """Deals by the moment of their last change; the deleted ones too where it is not the first time."""
        mark, settled = since, now - SETTLED
        for answer in self._client.query(_ordered(self._select, since), deleted=since is not None):
            mark = _last(answer) or mark
            yield self._page(DEALS, mark, answer)
        if mark is not None and mark.at > settled:
            yield Page(DEALS, str(_Mark(settled)))

    def _touched(self, stream: str, since: str, newest: _Mark) -> Iterator[Page]:
        """Deals whose account or contacts changed; the mark moves once all of them are told."""
        _, soql, field = BESIDE[stream]
        found = self._client.query(soql.format(since=_literal(_Mark.read(since).at)), deleted=True)
        ids = list(dict.fromkeys(record[field] for answer in found for record in answer.records))
        for start in range(0, len(ids), IDS):
            chosen = ", ".join(f"'{each}'" for each in ids[start : start + IDS])
            for answer in self._client.query(f"{self._select} WHERE Id IN ({chosen})"):
                yield self._page(stream, _Mark.read(since), answer)
        yield Page(stream, str(newest))

    def _page(self, stream: str, mark: _Mark | None, answer: Answer) -> Page:
        here = [record for record in answer.records if not record["IsDeleted"]]
        gone = tuple(record["Id"] for record in answer.records if record["IsDeleted"])
        return Page(stream, str(mark or ""), tuple(map(self._records.read, here)), gone, answer.total)

    def _newest(self, kind: str, now: datetime) -> _Mark:
        """When the last of this kind changed, as far as that is settled."""
        soql = f"SELECT Id, SystemModstamp FROM {kind} ORDER BY SystemModstamp DESC LIMIT 1"  # noqa: S608 - a constant
        stamps = [_stamp(record) for answer in self._client.query(soql, deleted=True) for record in answer.records]
        return _Mark(min([*stamps, now - SETTLED]) if stamps else LONG_AGO)

    @cached_property
    def _users(self) -> Users:
        fields = ", ".join(("Id", "Name", *(field for field in USER if field in self._user.fields)))
        people = f"SELECT {fields} FROM User WHERE UserType = 'Standard'"  # noqa: S608 - names from Salesforce itself
        return Users([record for answer in self._client.query(people) for record in answer.records])

    @cached_property
    def _records(self) -> DealRecords:
        stages = self._client.query("SELECT MasterLabel FROM OpportunityStage WHERE IsActive = true")
        names = [record["MasterLabel"] for answer in stages for record in answer.records]
        own, account = known_fields(self._opportunity), known_fields(self._account)
        return DealRecords(self._users, names, own, account, self._currency, self._remarks)

    @cached_property
    def _select(self) -> str:
        """The query for deals, with every field that the user may read and we have a use for."""
        readable = self._opportunity.fields
        fields = [*NEEDED, *(each for each in (*WANTED, "CurrencyIsoCode") if each in readable)]
        fields += [each for each in known_fields(self._opportunity) if each not in fields]
        if "RecordTypeId" in readable:
            fields.append("RecordType.Name")
        of_account = {"Name": "", **known_fields(self._account)}
        fields += [f"Account.{each}" for each in of_account if each in self._account.fields]
        if "ContactId" in self._role.fields:
            fields.append("(SELECT Contact.Name FROM OpportunityContactRoles ORDER BY IsPrimary DESC, Id)")
        return f"SELECT {', '.join(fields)} FROM Opportunity"  # noqa: S608 - names from Salesforce itself

    @cached_property
    def _kinds(self) -> dict[str, Thing]:
        kinds = {
            kind: self._client.describe(kind) for kind in ("Opportunity", "Account", "OpportunityContactRole", "User")
        }
        if missing := [field for field in NEEDED if field not in kinds["Opportunity"].fields]:
            raise OperatorError(
                f"The user may not read Opportunity ({', '.join(missing)}); give them the permission in Salesforce."
            )
        return kinds

    @property
    def _opportunity(self) -> Thing:
        return self._kinds["Opportunity"]

    @property
    def _account(self) -> Thing:
        return self._kinds["Account"]

    @property
    def _role(self) -> Thing:
        return self._kinds["OpportunityContactRole"]

    @property
    def _user(self) -> Thing:
        return self._kinds["User"]


def _ordered(select: str, since: _Mark | None) -> str:
    where = ""
    if since is not None:
        moment = _literal(since.at)
        where = f" WHERE SystemModstamp >= {moment}"
        where += f" AND (SystemModstamp > {moment} OR Id > '{since.id}')" if since.id else ""
    return f"{select}{where} ORDER BY SystemModstamp, Id"


def _last(answer: Answer) -> _Mark | None:
    return _Mark(_stamp(answer.records[-1]), answer.records[-1]["Id"]) if answer.records else None


def _stamp(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(record["SystemModstamp"])


def _literal(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
