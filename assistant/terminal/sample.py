"""The sample organisation of `rightside demo`: a rep, a manager, an administrator, four deals at different places."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.deals.deal import Deal, Person
from assistant.deals.observation import Grade, Observation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.console import Console

    from assistant.bootstrap import Application
    from assistant.coaching.desk import Desk

ORGANISATION = "sample"
REP = "sample-rep"
PEOPLE = (
    Person(id=REP, name="Sample Rep", email="rep@example.com", manager="sample-manager"),
    Person(id="sample-manager", name="Sample Manager", email="manager@example.com"),
    Person(id="sample-administrator", name="Sample Administrator", email="administrator@example.com", sees_all=True),
)

# Played where there is no terminal: two outcomes, a mistake that is taken back, a backward move, questions.
SCRIPT = (
    "my deals",
    'Alder Clinics: the finance director wrote: "Go ahead with the outline, the price range is fine with me."',
    "Harbour Foods: mail from their MD, Priya Nair is the owner of the initiative from today. We sent a timeline.",
    "undo",
    "what counts as proof of who owns the initiative?",
    "Bad news from Alder Clinics: the owner of the initiative left the company",
    "why?",
    "don't know",
)

_Seed = tuple[str, str, str, str, int, str]  # deal, outcome, verdict, grade, days ago, the words it rests on
_SEEDS: tuple[_Seed, ...] = (
    (
        "harbour",
        "goals-confirmed",
        "happened",
        "quoted",
        30,
        'Their managing director wrote: "page one is right, but put delivery before cost"',
    ),
    ("harbour", "area-session-set", "happened", "artefact", 16, "Invitation: Dispatch working session, Thursday 10:00"),
    ("alder", "goals-confirmed", "happened", "quoted", 120, 'The medical director said "shorter waiting times first"'),
    ("alder", "area-session-set", "happened", "artefact", 112, "Invitation: appointment desk, two hours"),
    ("alder", "problem-stated", "happened", "quoted", 100, '"One call in five is never answered", head of reception'),
    ("alder", "date-driver-named", "happened", "artefact", 96, "New site opens on the first of May (their mail)"),
    ("alder", "owner-named", "happened", "quoted", 96, '"I own this one", the practice manager'),
    ("alder", "requirements-written", "happened", "artefact", 70, "requirements_v3 with their comments"),
    ("alder", "target-figure-named", "happened", "quoted", 66, '"Unanswered calls from 20 to 5 per cent"'),
    ("alder", "funder-met", "happened", "quoted", 50, '"Show me the outline by March", the finance director'),
    ("alder", "decision-path-listed", "happened", "artefact", 48, "Their mail with the four steps and names"),
    ("alder", "evaluation-plan-shared", "happened", "artefact", 12, "Plan with their dates in column C"),
    ("bright", "goals-confirmed", "happened", "asserted", 40, "They agree with our view of their goals"),
    ("bright", "area-session-set", "happened", "surrogate", 38, "They asked which meter data to bring"),
)


def _deals() -> tuple[Deal, ...]:
    return (
        Deal(
            id="harbour",
            name="Harbour Foods dispatch",
            account="Harbour Foods",
            owner=REP,
            crm_stage="Demo",
            amount=Decimal(84000),
            currency="EUR",
            attributes={"segment": "mid"},
        ),
        Deal(
            id="alder",
            name="Alder Clinics appointments",
            account="Alder Clinics",
            owner=REP,
            crm_stage="Evaluation",
            amount=Decimal(120000),
            currency="EUR",
            attributes={"segment": "mid"},
        ),
        Deal(
            id="bright",
            name="Brightwater metering",
            account="Brightwater Utilities",
            owner=REP,
            crm_stage="Negotiation",
            amount=Decimal(310000),
            currency="EUR",
            attributes={"segment": "enterprise"},
        ),
        Deal(
            id="linden",
            name="Linden Logistics renewal",
            account="Linden Logistics",
            owner=REP,
            crm_stage="",
            amount=Decimal(36000),
            currency="EUR",
            attributes={"type": "renewal"},
        ),
    )


@contextmanager
def opened_sample(out: Console) -> Iterator[Application]:
    """The application on the sample organisation; without a terminal in a folder that is thrown away."""
    from assistant.bootstrap import build
    from assistant.settings import read_settings

    with TemporaryDirectory(prefix="rightside-demo-", ignore_cleanup_errors=True) as folder:
        settings = read_settings()
        given = (
            {"organisation": ORGANISATION}
            if sys.stdin.isatty()
            else {"organisation": ORGANISATION, "home": Path(folder), "database_url": None, "chroma_url": None}
        )
        with out.status("Opening the sample organisation…"):
            application = build(settings.model_copy(update=given))
        with application:
            load(application.desk, application.clock())
            yield application


def load(desk: Desk, now: datetime) -> None:
    """Publish the shipped processes and add the sample deals, where that has not been done."""
    from assistant.coaching.publishing import prepare

    prepare(desk, ORGANISATION, now)
    if desk.deals.deal(ORGANISATION, "harbour") is not None:
        return
    desk.deals.save_people(ORGANISATION, PEOPLE)
    desk.deals.save_deals(ORGANISATION, _deals())
    for deal in _deals():
        process = desk.process_for(ORGANISATION, deal)
        entries = [_observation(number, now, seed) for number, seed in enumerate(_SEEDS) if seed[0] == deal.id]
        if entries:
            desk.ledger.append(ORGANISATION, deal.id, entries, process=process)


def _observation(number: int, now: datetime, seed: _Seed) -> Observation:
    _, outcome, verdict, grade, days, quote = seed
    at = now - timedelta(days=days)
    return Observation(
        id=f"sample-{number}",
        outcome=outcome,
        verdict=Verdict(verdict),
        grade=Grade(grade),
        recorded_at=at,
        occurred_on=at.date() if Grade(grade) is not Grade.ASSERTED else None,
        quote=quote,
        reported_by=REP,
        source="sample",
    )
