"""Simpler readers to compare with. Each is a `Reader`; none of them sees more than a reader of the product does.

They find the outcome by the packaged sentence encoder alone; what differs is how they come to a verdict.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.deals.claims import ToRead
    from knowledge.embedding import Embedding
    from knowledge.process import Definition

SENTENCE = re.compile(r"[^.!?\n]+")
WORD = re.compile(r"[a-z]{4,}")
NEAR = 0.35  # cosine from which a sentence is about an outcome
TELLING = 2  # outcomes that may share a word
SURE = 0.7
BACK = re.compile(
    r"\b(cancel\w*|withdr[ae]w\w*|revok\w*|froz\w*|freez\w*|took back|taken back|pulled|reopen\w*|no longer|backed out"
    r"|left the|quit|on hold|stopped|dropped|changed (?:his|her|their) mind)\b",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(not|n't|never|no|will|would|shall|going to|wait\w*|plan\w*|promis\w*|if|once|until|pending|next|tomorrow"
    r"|hope\w*|soon|still|yet|\w+n['’]t)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Near:
    """The outcome a text is nearest to, with the cosine; `backward` where that is one of the backward signals."""

    outcome: str
    cosine: float
    backward: bool


class Nearest:
    """Finds the outcome with the nearest statement, surrogate or backward signal; a process is embedded once."""

    def __init__(self, embed: Embedding) -> None:
        self._embed = embed
        self._known: dict[tuple[Definition, ...], tuple[list[tuple[str, bool]], NDArray[np.float32]]] = {}

    def find(self, texts: Sequence[str], definitions: Sequence[Definition]) -> list[Near]:
        """One for each text; none where there are no definitions."""
        if not texts or not definitions:
            return []
        key = tuple(definitions)
        owners, vectors = self._known.get(key) or self._known.setdefault(key, self._cards(key))
        near = self._embed(texts) @ vectors.T
        best = near.argmax(axis=1)
        return [Near(owners[at][0], float(row[at]), owners[at][1]) for row, at in zip(near, best, strict=True)]

    def _cards(self, definitions: Sequence[Definition]) -> tuple[list[tuple[str, bool]], NDArray[np.float32]]:
        cards = [
            (each.outcome.id, backward, text)
            for each in definitions
            for backward, texts in (
                (False, (each.outcome.statement, *each.outcome.surrogates)),
                (True, each.backward_signals),
            )
            for text in texts
        ]
        return [(outcome, backward) for outcome, backward, _ in cards], self._embed([text for *_, text in cards])


class Majority:
    """Always the commonest verdict, on the outcome nearest to the whole message."""

    name = "majority"
    about = "always the commonest verdict, on the outcome that is nearest to the message"

    def __init__(self, nearest: Nearest, verdict: str) -> None:
        self._nearest = nearest
        self._verdict = Verdict(verdict)

    def read(self, message: ToRead) -> Reading:
        """One claim for every message."""
        found = self._nearest.find([message.text], message.definitions)
        return _reading(self.name, ((each.outcome, self._verdict, message.text, each.cosine) for each in found))


class Keyword:
    """What a filter on words does: a telling word of a statement is taken for *happened*."""

    name = "keyword"
    about = "a word of the statement that at most two outcomes of the process have: happened"

    def read(self, message: ToRead) -> Reading:
        """Claims of *happened* alone."""
        known = {each.outcome.id: _words(each.outcome.statement) for each in message.definitions}
        often = Counter(word for words in known.values() for word in words)
        return _reading(
            self.name,
            (
                (outcome, Verdict.HAPPENED, sentence, SURE)
                for sentence in sentences(message.text)
                for outcome, words in known.items()
                if any(often[word] <= TELLING for word in words & _words(sentence))
            ),
        )


class CosineCues:
    """The nearest outcome of each sentence, with a verdict by cue words."""

    name = "cosine and cues"
    about = "the outcome nearest to each sentence; the verdict by words such as not, will, cancelled"

    def __init__(self, nearest: Nearest) -> None:
        self._nearest = nearest

    def read(self, message: ToRead) -> Reading:
        """A claim for each sentence that is near enough to an outcome."""
        texts = sentences(message.text)
        return _reading(
            self.name,
            (
                (near.outcome, _cued(text, near), text, near.cosine)
                for text, near in zip(texts, self._nearest.find(texts, message.definitions), strict=False)
                if near.cosine >= NEAR
            ),
        )


def _cued(text: str, near: Near) -> Verdict:
    if near.backward or BACK.search(text):
        return Verdict.REVERSED
    return Verdict.NOT_YET if OPEN.search(text) else Verdict.HAPPENED


def sentences(text: str) -> list[str]:
    """The sentences of a text, each standing in it as it is."""
    return [words for each in SENTENCE.findall(text) if (words := each.strip())]


def _words(text: str) -> set[str]:
    """The words of four letters and more, cut to five: grants, granted and granting are one."""
    return {each[:5] for each in WORD.findall(text.lower())}


def _reading(name: str, claims: Iterable[tuple[str, Verdict, str, float]]) -> Reading:
    """The claims of (outcome, verdict, quote, confidence); the last one of an outcome counts."""
    last = {
        outcome: Claim(
            outcome=outcome,
            verdict=verdict,
            grade=Grade.ASSERTED,
            quote=quote,
            confidence=min(1.0, max(0.0, confidence)),
        )
        for outcome, verdict, quote, confidence in claims
    }
    return Reading(claims=tuple(last.values()), reader=name)
