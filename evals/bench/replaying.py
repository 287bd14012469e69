"""How long a standing takes: replaying a ledger, against reading it from the stored journey."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.replay import Journey, replay
from assistant.deals.standing import stand, stand_on
from evals.bench.measured import Measured, timed
from knowledge.library import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRIES, REPEAT = 200, 50
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TODAY = date(2026, 12, 1)


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """A ledger of 200 entries on the general process; the seed is fixed."""
    tell("Replaying ledgers …")
    process = next(each for each, _ in shipped() if each.id == "general-purchase")
    chance = random.Random(1)  # noqa: S311 - a benchmark
    outcomes = list(process.outcomes)
    ledger = [
        Observation(
            id=str(number),
            outcome=chance.choice(outcomes),
            verdict=chance.choice([Verdict.HAPPENED, Verdict.HAPPENED, Verdict.NOT_YET, Verdict.REVERSED]),
            grade=chance.choice(list(Grade)),
            recorded_at=START + timedelta(days=number),
        )
        for number in range(ENTRIES)
    ]
    journey = replay(process, ledger)
    stored = journey.model_dump_json()
    replayed = timed(lambda: stand(process, ledger, TODAY), REPEAT)
    computed = timed(lambda: stand_on(process, Journey.model_validate_json(stored), TODAY), REPEAT)
    yield Measured(f"standing by replay, {ENTRIES} entries", replayed, "from the stored journey", computed)
