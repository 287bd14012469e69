"""The log of a bank's loan process (BPI Challenge 2012), with the customer's and the seller's events apart."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Observation, Verdict
from knowledge.process_file import load

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "BPI_Challenge_2012.csv.gz"
PROCESS = load(Path(__file__).parent / "loan-offer.yaml")
DAYS = 14  # of an open offer, after which is asked what predicts winning

DONE = {"A_SUBMITTED": "application-submitted", "O_SENT_BACK": "offer-returned"}  # by the customer
SIGNALS = {"A_CANCELLED": "application-cancelled", "O_CANCELLED": "offer-cancelled"}
DECISIONS = {"O_ACCEPTED", "O_DECLINED", "A_DECLINED"}  # the bank's: they end a case and take nothing back
ENDS = DECISIONS | {"A_CANCELLED"}
OFFERS = {"O_CREATED", "O_SENT"}
CALLS = "W_Nabellen offertes"
SET_OFF_BY_RETURN = {"W_Valideren aanvraag", "W_Nabellen incomplete dossiers", "W_Beoordelen fraude"}

_REVERSES = {each.id: each.reverses for stage in PROCESS.stages for each in stage.backward_signals}


@dataclass(frozen=True)
class Event:
    """One line of a case: `lifecycle` is SCHEDULE, START or COMPLETE; `by` a number of a clerk, or empty."""

    activity: str
    lifecycle: str
    at: datetime
    by: str

    @property
    def sellers(self) -> bool:
        """Whether the seller did it."""
        return self.activity in OFFERS or self.activity.startswith("W_")


@dataclass(frozen=True)
class Case:
    """One application, its events in the log's order, which is that of time."""

    id: str
    amount: str
    events: tuple[Event, ...]

    @cached_property
    def ledger(self) -> tuple[Observation, ...]:
        """What the customer did and took back until the bank decided; nothing that the seller did."""
        end = next((at for at, each in enumerate(self.events) if each.activity in DECISIONS), len(self.events))
        return tuple(
            entry for at, event in enumerate(self.events[:end]) for entry in _entries(event, f"{self.id}-{at}")
        )

    @property
    def won(self) -> bool:
        """Whether the bank accepted: only then is there a loan."""
        return any(each.activity == "O_ACCEPTED" for each in self.events)

    @property
    def ended_on(self) -> date | None:
        """The day of the bank's decision or of the application's end; None where the log stops before."""
        return next((each.at.date() for each in self.events if each.activity in ENDS), None)

    @property
    def offered(self) -> int | None:
        """The place of the first offer's sending among the events; None without one."""
        return next((at for at, each in enumerate(self.events) if each.activity == "O_SENT"), None)

    @property
    def asked_on(self) -> date | None:
        """The day on which the first offer had been open for 14 days; None without an offer."""
        return None if self.offered is None else self.events[self.offered].at.date() + timedelta(days=DAYS)

    def touches(self, counts: Callable[[Event], bool], until: date, *, since: int = 0) -> int:
        """How many of the seller's events count, from a place among the events to the end of a day."""
        return sum(each.sellers and counts(each) and each.at.date() <= until for each in self.events[since:])


def read(path: Path) -> list[Case]:
    """Every case of a log, in the order of their first lines. `path` is a CSV packed with gzip."""
    amounts: dict[str, str] = {}
    events: dict[str, list[Event]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            amounts.setdefault(row["case"], row["amount"])
            event = Event(row["activity"], row["lifecycle"], datetime.fromisoformat(row["time"]), row["resource"])
            events.setdefault(row["case"], []).append(event)
    return [Case(each, amounts[each], tuple(some)) for each, some in events.items()]


def _entries(event: Event, identity: str) -> list[Observation]:
    """What one event says in the ledger: the customer's are documents, a cancellation is the bank's word for it."""
    done = DONE.get(event.activity)
    outcomes = [done] if done else _REVERSES.get(SIGNALS.get(event.activity, ""), ())
    return [
        Observation(
            id=f"{identity}-{outcome}",
            outcome=outcome,
            verdict=Verdict.HAPPENED if done else Verdict.REVERSED,
            grade=Grade.ARTEFACT if done else Grade.ASSERTED,
            recorded_at=event.at,
            occurred_on=event.at.date(),
            quote=event.activity,
            reported_by=event.by,
            source="log",
        )
        for outcome in outcomes
    ]
