"""More of what the use cases need: what people said of answers, what was agreed, who inspected what. As in `ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.coaching.turns import Feedback
    from assistant.deals.agreed import AgreedStep
    from assistant.deals.inspected import Inspected


class Feedbacks(Protocol):
    """What people thought of replies."""

    def keep(self, organisation: str, feedback: Feedback) -> None:
        """Keep it, in place of what the same person said of the same turn before."""

    def all(self, organisation: str) -> tuple[Feedback, ...]:
        """Everything, by turn and person."""


class Agreed(Protocol):
    """What was agreed about each deal: who does what by when."""

    def save(self, organisation: str, deal: str, step: AgreedStep) -> None:
        """Keep a step, in place of the one with its id; `PersonError` without the deal."""

    def of(self, organisation: str, deals: Sequence[str]) -> dict[str, tuple[AgreedStep, ...]]:
        """The steps of each of these deals that has some: the first due first, those without a day last."""


class Inspections(Protocol):
    """The audit log of inspections."""

    def log(self, organisation: str, inspected: Inspected) -> None:
        """Write down an inspection; one that stands there already stays as it is."""

    def last(self, organisation: str, scope: str, person: str, before: datetime) -> datetime | None:
        """When this person last inspected this before a moment."""

    def all(self, organisation: str, limit: int = 100) -> tuple[Inspected, ...]:
        """The newest inspections, the newest first."""
