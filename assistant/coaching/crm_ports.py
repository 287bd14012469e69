"""What a sync with a CRM needs from outside. As in `ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from assistant.deals.deal import Person
    from assistant.deals.incoming import Page


class Crm(Protocol):
    """A CRM that is read. `notes` and `left_out` grow while it is: what may not be read, and what made no sense."""

    @property
    def name(self) -> str:
        """What its deals have as their source."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What this user's rights keep from all deals, one sentence each."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What could not be taken over of single deals, one sentence each with the deals' ids."""

    def people(self) -> tuple[Person, ...]:
        """Everybody who may own a deal, with their managers; raises as `pages` does."""

    def pages(self, marks: Mapping[str, str], now: datetime) -> Iterator[Page]:
        """What changed since these marks (stream → mark), the oldest change first; everything without marks.

        Raises `UnavailableError` (`RateLimitedError` where it was asked too often) and `OperatorError`; every page
        before that stands.
        """


class CrmMarks(Protocol):
    """How far each CRM has been read."""

    def of(self, organisation: str, crm: str) -> dict[str, str]:
        """The mark of each stream of this CRM that has one."""

    def keep(self, organisation: str, crm: str, stream: str, mark: str) -> None:
        """Keep a stream's mark, in place of the one before."""

    def forget(self, organisation: str, crm: str) -> None:
        """Drop every mark of this CRM: the next run reads everything."""
