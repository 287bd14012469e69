"""Deals that are worth a nudge, as the tests of nudges need them: each silent, claimed, gone back, ahead, or well."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.coaching.case import Case, opened
from assistant.deals.deal import Deal
from assistant.deals.observation import Grade, Observation, Verdict
from tests.builders import NOW, bakery

if TYPE_CHECKING:
    from assistant.deals.agreed import AgreedStep

MONDAY = date(2026, 3, 9)
PROCESS = bakery()


def told(outcome: str, verdict: str = "happened", grade: str = "artefact", *, days: int = 0) -> Observation:
    """An entry made so many days before the Monday."""
    at = NOW - timedelta(days=days + 1)
    return Observation(
        id=f"{outcome}-{verdict}-{grade}-{days}",
        outcome=outcome,
        verdict=Verdict(verdict),
        grade=Grade(grade),
        recorded_at=at,
        occurred_on=at.date(),
        quote="so it is",
        reported_by="ana",
    )


def looked(
    name: str, *ledger: Observation, on: date = MONDAY, agreed: tuple[AgreedStep, ...] = (), **deal: object
) -> Case:
    """A deal of Ana's on a day."""
    values = {"id": name, "name": f"Deal {name}", "owner": "ana"} | deal
    return opened(Deal.model_validate(values), PROCESS, ledger, on, agreed)


def silent(name: str, days: int, on: date = MONDAY, **deal: object) -> Case:
    """Nothing of the customer for so many days before the Monday; the limits here are 21, 30 and 45."""
    return looked(name, told("site-shown", days=days), on=on, **deal)


def gone_back(name: str, days: int = 2, on: date = MONDAY, **deal: object) -> Case:
    """The customer took the budget back."""
    ledger = (told("budget-opened", days=60), told("budget-opened", "reversed", "quoted", days=days))
    return looked(name, *ledger, on=on, **deal)


def claimed(name: str, on: date = MONDAY, **deal: object) -> Case:
    """A gate on the rep's word alone."""
    return looked(name, told("problem-stated", grade="asserted", days=3), on=on, **deal)
