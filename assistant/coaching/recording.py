"""From claims and answers to observations. The last check before the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deals.claims import Claim
from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.replay import counting_observations
from assistant.reading.grades import FROM_OUR_SIDE, TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from assistant.coaching.messages import Origin, _Incoming
    from knowledge.process import Process

FEWEST_WORDS, LONGEST_ANSWER = 3, 500  # words; characters


def checked(claims: Iterable[Claim], text: str, process: Process) -> list[Claim]:
    """Claims about known outcomes whose quote stands in the text, one an outcome (law 3)."""
    kept: dict[str, Claim] = {}
    for claim in claims:
        if (
            claim.outcome in process.outcomes
            and claim.verdict is not Verdict.WITHDRAWN
            and claim.quote.strip()
            and claim.quote in text
        ):
            kept[claim.outcome] = claim
    return list(kept.values())


def found_at(origin: Origin | None, claims: Iterable[Claim]) -> list[Claim]:
    """Claims of a customer's own text: as good as it is (a sign stays a sign), on its day where they name none."""
    if origin is None:
        return list(claims)
    return [
        each.model_copy(
            update={
                "grade": each.grade if each.grade is Grade.SURROGATE else origin.grade,
                "occurred_on": each.occurred_on or (None if each.verdict is Verdict.NOT_YET else origin.on),
            }
        )
        for each in claims
    ]


def perhaps(outcome: str, text: str) -> list[Claim]:
    """Free words after a question, as an uncertain answer to it; none where they are too few to say anything."""
    words = text.strip()
    if len(words.split()) < FEWEST_WORDS or len(words) > LONGEST_ANSWER:
        return []
    told = TOLD.search(words) and not FROM_OUR_SIDE.search(words)
    grade = Grade.QUOTED if told else Grade.ASSERTED
    return [Claim(outcome=outcome, verdict=Verdict.HAPPENED, grade=grade, quote=words, confidence=0.5)]


def observed(
    claims: Sequence[Claim], message: _Incoming, at: datetime, *, source: str, read_by: str
) -> list[Observation]:
    """Observations from claims; ids follow from the message's, so that a repeated message repeats them."""
    return [
        Observation(
            id=f"{message.id}-{number}",
            outcome=claim.outcome,
            verdict=claim.verdict,
            grade=claim.grade,
            recorded_at=at,
            occurred_on=claim.occurred_on,
            quote=claim.quote,
            reported_by=message.person,
            source=source,
            read_by=read_by,
        )
        for number, claim in enumerate(claims, 1)
    ]


def said(
    message: _Incoming,
    at: datetime,
    outcome: str,
    verdict: Verdict,
    *,
    source: str,
    grade: Grade = Grade.ASSERTED,
    quote: str | None = None,
    supersedes: str | None = None,
) -> Observation:
    """One observation from an answer, a correction or added proof."""
    return Observation(
        id=f"{message.id}-1",
        outcome=outcome,
        verdict=verdict,
        grade=grade,
        recorded_at=at,
        quote=quote,
        reported_by=message.person,
        source=source,
        supersedes=supersedes,
    )


def withdrawals(targets: Sequence[Observation], message: _Incoming, at: datetime) -> list[Observation]:
    """Entries that take back others and say nothing themselves."""
    return [
        Observation(
            id=f"{message.id}-undo-{number}",
            outcome=each.outcome,
            verdict=Verdict.WITHDRAWN,
            grade=each.grade,
            recorded_at=at,
            reported_by=message.person,
            source="undo",
            supersedes=each.id,
        )
        for number, each in enumerate(targets, 1)
    ]


def standing_entries(ledger: Sequence[Observation], ids: Iterable[str]) -> list[Observation]:
    """Those of the named entries that still count, so that nothing is taken back twice."""
    wanted = set(ids)
    return [
        each for each in counting_observations(ledger) if each.id in wanted and each.verdict is not Verdict.WITHDRAWN
    ]


def not_repeated(observations: Sequence[Observation], ledger: Sequence[Observation]) -> list[Observation]:
    """Observations that do not say again, in the same words, what the ledger's last word on the outcome is."""
    last = {each.outcome: each for each in counting_observations(ledger)}
    return [
        each
        for each in observations
        if (old := last.get(each.outcome)) is None
        or (old.verdict, old.quote, old.grade, old.occurred_on)
        != (each.verdict, each.quote, each.grade, each.occurred_on)
    ]
