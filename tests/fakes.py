"""Fakes with behaviour, in one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.deals.claims import ToRead


class KeywordReader:
    """A reader that knows some words: each pattern stands for one claim about one outcome.

    `claims` maps a pattern to (outcome, verdict, grade, confidence); under 0.6 a claim becomes a question. The quote
    is what the pattern matches. Sentences that begin with "we" are the seller's.
    """

    name = "keywords"

    def __init__(self, claims: Mapping[str, tuple[str, str, str, float]]) -> None:
        self._claims = claims
        self.read_texts: list[ToRead] = []

    def read(self, message: ToRead) -> Reading:
        self.read_texts.append(message)
        found = []
        for pattern, (outcome, verdict, grade, confidence) in self._claims.items():
            if (match := re.search(pattern, message.text)) is not None:
                found.append(
                    Claim(
                        outcome=outcome,
                        verdict=Verdict(verdict),
                        grade=Grade(grade),
                        quote=match.group(),
                        confidence=confidence,
                    )
                )
        return Reading(
            claims=tuple(claim for claim in found if claim.confidence >= 0.6),
            questions=tuple(claim for claim in found if claim.confidence < 0.6),
            seller_activity=tuple(re.findall(r"\b[Ww]e [^.]+", message.text)),
            reader=self.name,
        )


class ScriptedReader:
    """A reader with a ready reading or error, which counts how often it was asked."""

    def __init__(self, result: Reading | Exception) -> None:
        self.result = result
        self.asked = 0

    def read(self, message: ToRead) -> Reading:
        self.asked += 1
        if isinstance(self.result, Exception):
            raise self.result
        return self.result
