"""How far a process is right side up, from 0 to 100, and what would raise it most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.check.finding import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.process import Process

UPSIDE_DOWN, RIGHT_SIDE_UP = 50, 85


class Side(StrEnum):
    """The answer in words."""

    UPSIDE_DOWN = "upside down"
    TILTED = "tilted"
    RIGHT_SIDE_UP = "right side up"


@dataclass(frozen=True)
class Part:
    """One question about a process: of `of` places `right` are as they should be; worth `points` in all."""

    question: str
    right: int
    of: int
    points: int

    @property
    def missing(self) -> float:
        """The points that mending all of it would add."""
        return self.points * (1 - self.right / self.of) if self.of else 0.0


@dataclass(frozen=True)
class Score:
    """The score with its parts."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> int:
        """0 to 100. A process in which most outcomes are the seller's is upside down whatever else is right."""
        worth = sum(each.points for each in self.parts if each.of) or 1
        reached = 100 * (1 - sum(each.missing for each in self.parts) / worth)
        first = self.parts[0]
        return round(min(reached, 100 * first.right / first.of if first.of and 2 * first.right < first.of else 100))

    @property
    def side(self) -> Side:
        """The score in words."""
        if self.value < UPSIDE_DOWN:
            return Side.UPSIDE_DOWN
        return Side.RIGHT_SIDE_UP if self.value >= RIGHT_SIDE_UP else Side.TILTED

    @property
    def first_to_mend(self) -> Part | None:
        """The part that would raise the score most; None where nothing is missing."""
        worst = max(self.parts, key=lambda each: each.missing)
        return worst if worst.missing else None


NOT_AN_OUTCOME = {Kind.SELLERS_ACT, Kind.RECEIVED_ONLY, Kind.FEELING, Kind.NOT_VERIFIABLE}


def score(process: Process, findings: Sequence[Finding]) -> Score:
    """The score of a process by its findings."""
    outcomes, stages = len(process.outcomes), len(process.stages)
    gates = sum(len(stage.gates) for stage in process.stages)

    def wrong(*kinds: Kind) -> int:
        return len({each.place for each in findings if each.kind in kinds})

    unclear = (Kind.TWO_IN_ONE, Kind.NO_ACTOR, Kind.TOO_ALIKE, Kind.WRONG_ORDER)
    return Score(
        (
            Part(
                "outcomes that the customer does and a third person could check",
                outcomes - wrong(*NOT_AN_OUTCOME),
                outcomes,
                45,
            ),
            Part("stages named for what the customer does", stages - wrong(Kind.SELLERS_STAGE), stages, 20),
            Part("outcomes that are one clear act each, in order", outcomes - wrong(*unclear), outcomes, 10),
            Part("gates with accepted proof", gates - wrong(Kind.NO_EVIDENCE), gates, 10),
            Part(
                "gates with a question and a seller action", gates - wrong(Kind.NO_QUESTION, Kind.NO_ACTION), gates, 5
            ),
            Part("stages with a way back", stages - wrong(Kind.NO_WAY_BACK), stages, 10),
        )
    )
