"""An inspection as the audit log keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Inspected(NamedTuple):
    """Who looked at what: `scope` is `deal:ID`, `team:PERSON`, `segment:NAME` or `all`, `deals` how many were shown."""

    id: str
    person: str
    scope: str
    deals: int
    at: datetime
