"""How sure a claim is: the judge's chances weighed so that seven in ten of the claims at 0.7 are right.

The weights are fitted on the tuning cases by `evals/training/calibrate.py` and stand beside the network.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING

from assistant.deals.observation import Verdict
from assistant.reading.actor import Actor
from assistant.reading.judge import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.reading.judge import Verdicts
    from assistant.reading.pieces import Piece

FEATURES = (
    "always",
    "about",
    "something",
    "verdict",
    "rival",
    "lead",
    "leads",
    "seller",
    "beside",
    "whole",
    "document",
    "hedged",
    "ahead",
)
LEAST = 1e-4


def likeliest(verdicts: Verdicts) -> Verdict:
    """The verdict that a piece gives if it gives one."""
    return max((Verdict.HAPPENED, Verdict.NOT_YET, Verdict.REVERSED), key=lambda each: getattr(verdicts, each.value))


def features(verdicts: Verdicts, verdict: Verdict, piece: Piece) -> tuple[float, ...]:
    """What the confidence depends on, in the order of FEATURES."""
    chance: float = getattr(verdicts, verdict.value)
    return (
        1.0,
        math.log(max(verdicts.about, LEAST)),
        _logit(1 - verdicts.none),
        _logit(chance / max(1 - verdicts.none, LEAST)),
        math.log(max(verdicts.rival, LEAST)),
        math.log(max(verdicts.claimed, LEAST)) - math.log(max(verdicts.rival, LEAST)),
        float(verdicts.claimed >= verdicts.rival),
        float(piece.who in {Actor.SELLER, Actor.SELLER_SIDE}),
        float(piece.beside),
        float(piece.whole),
        float(piece.clauses[0].document),
        float(piece.hedged),
        float(piece.ahead),
    )


def confidence(verdicts: Verdicts, verdict: Verdict, piece: Piece) -> float:
    """The chance, from 0 to 1, that a careful colleague would report the same outcome with the same verdict."""
    return weighed(features(verdicts, verdict, piece), _weights(WEIGHTS / "confidence.json")[verdict.value])


def stated() -> float:
    """From which chance of *happened* a plain statement counts as what a text says happened."""
    return _weights(WEIGHTS / "confidence.json")["statement"][0]


def weighed(row: Sequence[float], weights: Sequence[float]) -> float:
    """The chance that features with these weights give."""
    return _sigmoid(sum(each * by for each, by in zip(row, weights, strict=True)))


@cache
def _weights(path: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _logit(chance: float) -> float:
    bounded = min(max(chance, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
