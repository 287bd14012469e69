"""A row of a table of deals as a `Deal`."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.crm.amounts import currency, read_amount
from assistant.crm.cells import Cells, segment_of
from assistant.crm.dates import read_moment
from assistant.crm.faults import RowError, shown
from assistant.crm.states import read_flag, read_state
from assistant.deals.deal import Deal, DealState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from assistant.crm.cells import Attributes
    from assistant.crm.conventions import Conventions
    from assistant.crm.joins import Named, Register
    from assistant.crm.mapping import Layout
    from assistant.crm.people import People

SOURCE = "csv"
MAX_ID = 100
MAX_NAME = 300


@dataclass(frozen=True)
class Books:
    """What the other files of an export tell about accounts, products and people.

    `owner_region` is the attribute that a seller's region becomes: `region`, unless a deal or its account has
    a region of its own kind, from which it is kept apart.
    """

    accounts: Register
    products: Register
    people: People
    owner_region: str = "region"


class DealRows:
    """Reads the rows of one table of deals."""

    def __init__(self, layout: Layout, told: Conventions, books: Books, default_currency: str) -> None:
        self._cells = Cells(layout, told)
        self._told = told
        self._books = books
        self._default_currency = default_currency

    def read(self, row: Sequence[str]) -> Deal:
        """The deal of one row. Raises `RowError` where a cell cannot be read or nothing names the deal."""
        get = self._cells.get
        account = self._books.accounts.find(get(row, "account", MAX_NAME), get(row, "account_id"))
        product = self._books.products.find(get(row, "product", MAX_NAME))
        identity, name = self._identity(row, account.name, product.name)
        state = self._state(row)
        amount, code = self._amount(row)
        closing, created = self._moment(row, "close_date"), self._moment(row, "created")
        # The owner comes last: a row that cannot be read makes nobody known.
        owner = self._books.people.owner(row, self._cells)
        return Deal(
            id=identity, name=name, account=account.name, owner=owner, amount=amount, currency=code,
            crm_stage=get(row, "stage") or get(row, "status"), forecast=get(row, "forecast"),
            close_date=closing.date() if closing else None, state=state,
            close_reason=self._reason(row, state),
            attributes=self._attributes(row, account, product, owner), contacts=self._contacts(row),
            created_at=created, source=SOURCE,
        )  # fmt: skip

    def _identity(self, row: Sequence[str], account: str, product: str) -> tuple[str, str]:
        """Id and name. The name is given, or account and product, or the id; the id is given, or derived."""
        given, name = self._cells.get(row, "id", MAX_ID), self._cells.get(row, "name", MAX_NAME)
        if not name and account and product:
            name = f"{account} - {product}"
            if len(name) > MAX_NAME:
                raise RowError(f"the name {shown(name)} is longer than {MAX_NAME} characters")
        if not given and not name and not account:
            raise RowError("the row has neither an id nor a name nor an account")
        return given or derived_id(name, account), name or given or account

    def _state(self, row: Sequence[str]) -> DealState:
        get = self._cells.get
        won, lost, closed = [read_flag(get(row, field)) for field in ("won", "lost", "closed")]
        words = (get(row, "status"), get(row, "stage"))
        return read_state(words, won=won, lost=lost, closed=closed, reason_lost=bool(get(row, "lost_reason")))

    def _amount(self, row: Sequence[str]) -> tuple[Decimal | None, str]:
        amount = self._cells.get(row, "amount")
        value, mark = read_amount(amount, decimal=self._told.decimal.get("amount", ""))
        default = self._default_currency
        told, beside = self._cells.get(row, "currency"), currency(mark, default) if mark else ""
        code = currency(told, default) if told else beside or default
        if mark.isalpha() and told and beside != code:
            raise RowError(f"the amount {shown(amount)} and the currency {shown(told)} differ")
        return value, code

    def _moment(self, row: Sequence[str], field: str) -> datetime | None:
        return read_moment(self._cells.get(row, field), day_first=self._told.day_first.get(field, False))

    def _reason(self, row: Sequence[str], state: DealState) -> str:
        if state is DealState.OPEN:
            return ""
        return self._cells.get(row, f"{state.value}_reason") or self._cells.get(row, "close_reason")

    def _contacts(self, row: Sequence[str]) -> tuple[str, ...]:
        names = (name.strip() for name in self._cells.get(row, "contacts").split(";"))
        return tuple(dict.fromkeys(name for name in names if name))

    def _attributes(self, row: Sequence[str], account: Named, product: Named, owner: str) -> Attributes:
        """The deal's own, then the account's, the product's and the owner's where nothing nearer says it."""
        of_owner = {
            self._books.owner_region if key == "region" else key: value
            for key, value in self._books.people.attributes(owner).items()
        }
        own = self._cells.attributes(row)
        attributes = {**of_owner, **product.attributes, **account.attributes, **own}
        if product.name:
            attributes["product"] = product.name
        segment = "" if "segment" in attributes else segment_of(attributes.get("employees"))
        return {**attributes, "segment": segment} if segment else attributes


def derived_id(name: str, account: str) -> str:
    """An id for a deal without one: the same name and account give the same id, whatever case and spaces."""
    text = "\n".join(" ".join(part.casefold().split()) for part in (name, account))
    return "csv-" + blake2b(text.encode(), digest_size=10).hexdigest()
