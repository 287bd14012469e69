"""More of what the use cases need, as in `ports`: what people said of answers, what was agreed, inspected, nudged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from assistant.coaching.turns import Feedback
    from assistant.deals.agreed import AgreedStep
    from assistant.deals.inspected import Inspected
    from assistant.deals.nudge_preferences import Hours, Preferences, Snooze
    from assistant.deals.nudges import Response, Shown


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


class Nudges(Protocol):
    """What was nudged and what came of it, and how each person wants to be nudged."""

    def keep(self, organisation: str, shown: Iterable[Shown]) -> None:
        """Write down what was shown; what stands there already for that person, day and deal stays as it is."""

    def respond(self, organisation: str, person: str, deal: str, response: Response, on: date) -> bool:
        """Write down what came of the newest nudge of a deal shown to a person; whether there was one open."""

    def shown(self, organisation: str, people: Sequence[str]) -> dict[str, tuple[Shown, ...]]:
        """What each of these people was shown who was shown anything, by day and deal."""

    def snooze(self, organisation: str, person: str, snooze: Snooze) -> None:
        """Keep a snooze, in place of the person's earlier one of that deal."""

    def mute(self, organisation: str, person: str, rule: str) -> None:
        """Mute a rule, or everything; again is no change."""

    def unmute(self, organisation: str, person: str, rule: str) -> bool:
        """Take that back; whether it was so."""

    def work(self, organisation: str, person: str, hours: Hours) -> None:
        """Keep when a person works."""

    def preferences(self, organisation: str, people: Sequence[str]) -> dict[str, Preferences]:
        """How each of these people wants to be nudged: the usual where they did not say."""
