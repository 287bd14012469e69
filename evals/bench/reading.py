"""How long the local reader takes for a message, against embedding the same message once."""

from __future__ import annotations

import statistics
from datetime import date
from typing import TYPE_CHECKING

from assistant.deals.claims import ToRead
from assistant.reading.local_reader import LocalReader
from evals.bench.measured import Measured, timed
from knowledge.embedding import PackagedEmbedding
from knowledge.library import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MESSAGES = (
    "They named an owner for it.",
    'Legal has not answered yet, and their CFO said "the money is released" on Friday.',
    "We sent the proposal, walked their team through the demo and followed up twice.",
    "Minutes: budget discussed; requirements list edited by their IT; security review pending; "
    "they put the evaluation on hold until the new director starts.",
    "Long call today. " + "We spoke about their plans and the weather. " * 20 + "In the end they cancelled the order.",
)
ON = date(2026, 3, 10)


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """The start (model loaded, first message read), then the median and the slowest of five kinds of message."""
    tell("Reading messages …")
    process = next(each for each, _ in shipped() if each.id == "general-purchase")
    definitions = tuple(process.definitions.values())
    embedding = PackagedEmbedding()
    reader = LocalReader()

    def read(text: str) -> None:
        reader.read(ToRead(text=text, on=ON, definitions=definitions))

    first = timed(lambda: read(MESSAGES[0]))
    times = [timed(lambda each=text: read(each), 5) for text in MESSAGES]  # type: ignore[misc]
    embedded = statistics.median(timed(lambda each=text: embedding([each]), 5) for text in MESSAGES)  # type: ignore[misc]
    outcomes = len(definitions)
    yield Measured("local reader, start and first message", first, "embedding one message", embedded)
    yield Measured(
        f"a message, {outcomes} outcomes, median", statistics.median(times), "embedding one message", embedded
    )
    yield Measured("the slowest kind of message", max(times), "embedding one message", embedded)
