"""A deal opened on the desk: with its process, its ledger, its standing on a day, and what was agreed about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.coaching.reply import DealName
from assistant.deals.replay import replay
from assistant.deals.standing import stand_on
from assistant.deals.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from assistant.deals.agreed import AgreedStep
    from assistant.deals.deal import Deal
    from assistant.deals.observation import Observation
    from assistant.deals.standing import Standing
    from assistant.deals.warnings import DealWarning
    from knowledge.process import Process


@dataclass(frozen=True)
class Case:
    """A deal with its process, its whole ledger, its standing on a day, and what was agreed about it.

    `names` are those of its owner and of whoever reported, by id.
    """

    deal: Deal
    process: Process
    ledger: tuple[Observation, ...]
    standing: Standing
    agreed: tuple[AgreedStep, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> DealName:
        """How a reply names the deal."""
        return DealName(id=self.deal.id, name=self.deal.name, account=self.deal.account)

    def named(self, person: str) -> str:
        """The name of an owner or a reporter; the id where no name is known, empty for nobody."""
        return self.names.get(person, person)

    @cached_property
    def warnings(self) -> list[DealWarning]:
        """The reasons to look at it, worst first."""
        return warnings_of(self.deal, self.process, self.standing, agreed=self.agreed)

    def now(self, ledger: Sequence[Observation], deal: Deal | None = None) -> Case:
        """The same case with a longer ledger, on the same day."""
        return replace(opened(deal or self.deal, self.process, ledger, self.standing.on, self.agreed), names=self.names)


def opened(
    deal: Deal, process: Process, ledger: Sequence[Observation], on: date, agreed: Sequence[AgreedStep] = ()
) -> Case:
    """A case from its parts; everything recorded counts, whatever the time zone it was recorded in."""
    return Case(deal, process, tuple(ledger), stand_on(process, replay(process, ledger), on), tuple(agreed))
