"""A deal and the people around it, as a seller would recognise them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class DealState(StrEnum):
    """Whether the deal is still open, by the CRM or by the rep's own word. A removed one was deleted in the CRM."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    REMOVED = "removed"


class Deal(BaseModel):
    """A customer's purchase that somebody in the organisation works on.

    `attributes` choose the process (segment, industry, region, product and whatever else the CRM gives).
    `crm_stage` is what the CRM says: kept apart, compared, never copied. `amount` is in `currency`.
    `process` and `process_version` are empty until the first message chooses one.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=300)
    account: str = Field(default="", max_length=300)
    owner: str = ""
    amount: Decimal | None = None
    currency: str = ""
    crm_stage: str = ""
    forecast: str = ""
    close_date: date | None = None
    state: DealState = DealState.OPEN
    close_reason: str = ""
    attributes: dict[str, str | float] = Field(default_factory=dict)
    contacts: tuple[str, ...] = ()
    process: str | None = None
    process_version: int | None = None
    created_at: datetime | None = None
    source: str = ""


class Person(BaseModel):
    """Somebody of the organisation. `manager` is a person's id; `sees_all` is an administrator's right."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=200)
    name: str
    email: str = ""
    manager: str | None = None
    timezone: str = "UTC"
    sees_all: bool = False
