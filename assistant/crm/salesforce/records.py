"""A record of Salesforce as a `Deal`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.crm.cells import Attributes, one_line, segment_of
from assistant.crm.dates import read_moment
from assistant.crm.faults import RowError, shown
from assistant.crm.headers import ATTRIBUTES, FIELDS, NUMBERS, Role
from assistant.crm.mapping import CUSTOM_SUFFIX, squash
from assistant.crm.states import read_state
from assistant.deals.deal import Deal, DealState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from assistant.crm.salesforce.client import Thing
    from assistant.crm.salesforce.remarks import Remarks
    from assistant.crm.salesforce.users import Users

SOURCE = "salesforce"
MAX_NAME = 300
REASONS = ("won_reason", "lost_reason", "close_reason")
NO_CURRENCY = "XXX"  # what ISO 4217 keeps for none
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_KNOWN = {
    **{spelling: field for field in REASONS for spelling in FIELDS[Role.DEALS][field]},
    **{spelling: key for key, spellings in ATTRIBUTES.items() for spelling in spellings},
}


def known_fields(thing: Thing) -> dict[str, str]:
    """Salesforce's field → our attribute or reason, by its name or label in the vocabulary of CSV headers."""
    found: dict[str, str] = {}
    for name, label in thing.plain.items():
        key = _KNOWN.get(squash(name.removesuffix(CUSTOM_SUFFIX))) or _KNOWN.get(squash(label))
        if key and key not in found.values():
            found[name] = key
    return found


class DealRecords:
    """Reads opportunities. What makes no sense is left out of the deal, and said in `remarks`."""

    def __init__(
        self, users: Users, stages: Iterable[str], own: Mapping[str, str], account: Mapping[str, str], currency: str,
        remarks: Remarks,
    ) -> None:  # fmt: skip
        self._users, self._stages, self._currency, self._remarks = users, frozenset(stages), currency, remarks
        self._own = {name: key for name, key in own.items() if key not in REASONS}
        self._reasons = {key: name for name, key in own.items() if key in REASONS}
        self._account = account

    def read(self, record: Mapping[str, Any]) -> Deal:
        """The deal of one opportunity, as far as it can be read."""
        identity = record["Id"]
        account = record.get("Account") or {}
        amount, currency = self._amount(record)
        closing, created = self._moment(record, "CloseDate"), self._moment(record, "CreatedDate")
        state = self._state(record)
        return Deal(
            id=identity, name=one_line(record.get("Name") or "")[:MAX_NAME] or identity,
            account=one_line(account.get("Name") or "")[:MAX_NAME], owner=self._owner(record), amount=amount,
            currency=currency, crm_stage=self._stage(record), forecast=record.get("ForecastCategoryName") or "",
            close_date=closing.date() if closing else None, state=state, close_reason=self._reason(record, state),
            attributes=self._attributes(record, account), contacts=_contacts(record), created_at=created, source=SOURCE,
        )  # fmt: skip

    def _owner(self, record: Mapping[str, Any]) -> str:
        owner = record.get("OwnerId") or ""
        person = self._users.id_of(owner)
        if owner and not person:
            self._remarks.add(f"The owner {owner} is no user that may be read; nobody owns the deal here", record["Id"])
        return person

    def _stage(self, record: Mapping[str, Any]) -> str:
        stage = one_line(record.get("StageName") or "")
        if self._stages and stage not in self._stages:
            self._remarks.add(
                f"The stage {shown(stage)} is not among Salesforce's active stages; it is kept as it is", record["Id"]
            )
        return stage

    def _state(self, record: Mapping[str, Any]) -> DealState:
        try:
            words = (record.get("StageName") or "",)
            return read_state(words, won=record.get("IsWon"), closed=record.get("IsClosed"))
        except RowError as error:
            self._remarks.add(f"Whether it is won or lost cannot be told ({error}); it counts as open", record["Id"])
            return DealState.OPEN

    def _amount(self, record: Mapping[str, Any]) -> tuple[Decimal | None, str]:
        amount, code = record.get("Amount"), record.get("CurrencyIsoCode") or self._currency
        if code and (not _CODE.fullmatch(code) or code == NO_CURRENCY):
            self._remarks.add(f"The currency {shown(code)} is not known; the amount is left out", record["Id"])
            return None, ""
        return None if amount is None else Decimal(amount), code

    def _moment(self, record: Mapping[str, Any], field: str) -> datetime | None:
        try:
            return read_moment(record.get(field) or "", day_first=False)
        except RowError as error:
            self._remarks.add(f"{field}: {error}; it is left out", record["Id"])
            return None

    def _reason(self, record: Mapping[str, Any], state: DealState) -> str:
        if state is DealState.OPEN:
            return ""
        fields = (self._reasons.get(key) for key in (f"{state.value}_reason", "close_reason"))
        told = (record.get(field) or "" for field in fields if field)
        return next((one_line(str(each)) for each in told if each), "")

    def _attributes(self, record: Mapping[str, Any], account: Mapping[str, Any]) -> Attributes:
        """The deal's own, before the account's."""
        attributes = _filled(account, self._account) | _filled(record, self._own)
        kind = (record.get("RecordType") or {}).get("Name")
        if kind:
            attributes["record_type"] = kind
        segment = "" if "segment" in attributes else segment_of(attributes.get("employees"))
        return {**attributes, "segment": segment} if segment else attributes


def _filled(record: Mapping[str, Any], fields: Mapping[str, str]) -> Attributes:
    values = {key: record.get(name) for name, key in fields.items()}
    return {key: _value(key, value) for key, value in values.items() if value not in {None, ""}}


def _value(key: str, value: object) -> str | float:
    return float(value) if key in NUMBERS and isinstance(value, int | Decimal) else str(value)


def _contacts(record: Mapping[str, Any]) -> tuple[str, ...]:
    roles = (record.get("OpportunityContactRoles") or {}).get("records") or ()
    names = (one_line((role.get("Contact") or {}).get("Name") or "") for role in roles)
    return tuple(dict.fromkeys(name for name in names if name))
