"""Which outcome a clause is about: nearness in meaning and shared rare words, over one process's definitions.

A seam: whatever replaces this offers `Matcher.match(clauses, definitions)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.reading.cards import Index
from assistant.reading.cues_done import CONTENT, PERFORMATIVE
from assistant.reading.forms import is_past
from assistant.reading.status import plain
from assistant.reading.words import ACT_OF, neighbours, stem, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant.reading.cards import Card, Embed
    from knowledge.process import Definition

GROUP_SHARE = 0.6
PHRASE_SHARE = 0.5
WORDS_HALF = 3.2
NEAR_FROM, NEAR_SPAN = 0.15, 0.6
WORDS_SHARE = 0.6
SIGN_LEAD = 0.1
COVERED = 0.6
KEPT = 64
GROUP_MARKS = "!#"
AGENT = re.compile(r"\bby (?:the|a|an) (\w+)", re.IGNORECASE)
# "set for Monday" speaks of a date and not of the act of setting
SETTING = re.compile(r"\b(?:set|booked|scheduled|planned|due|fixed) (?:for|on|in|to)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """How well a clause fits one outcome; all scores are between 0 and 1.

    `topic` is how surely the clause is about it, `forward` and `backward` how near it is to what makes it
    happen and to what takes it back. `acted` says whether an act of the clause is one of the outcome's own
    (`shared_acts`), `turned` whether the clause has a word found only in the backward signals, `sign`
    whether it is nearer to a surrogate than to the statement, `things` whether it names one of the
    outcome's things, `stranger` whether it names a doer the outcome does not know. `back_words` stand only
    in the signals, `sign_words` in the surrogates that the clause covers.
    """

    outcome: str
    topic: float
    forward: float
    backward: float
    acted: bool
    shared_acts: frozenset[str]
    turned: bool
    sign: bool
    things: bool = False
    back_words: frozenset[str] = frozenset()
    stranger: bool = False
    sign_words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Heard:
    """A clause prepared for matching: terms, phrases, the stems of its acts and who is named as the doer."""

    terms: set[str]
    phrases: set[tuple[str, str]]
    performed: set[str]
    agents: set[str]


class Matcher:
    """Matches clauses with definitions. `embed` gives rows of unit length, one for each text."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._indexes: dict[tuple[Definition, ...], Index] = {}

    def match(self, clauses: Sequence[str], definitions: Sequence[Definition]) -> list[list[Match]]:
        """For each clause its matches, the best first."""
        if not clauses or not definitions:
            return [[] for _ in clauses]
        index = self._index(tuple(definitions))
        near = np.asarray(self._embed(clauses)) @ index.vectors.T
        return [_ranked(index, clause, near[row]) for row, clause in enumerate(clauses)]

    def _index(self, definitions: tuple[Definition, ...]) -> Index:
        if definitions not in self._indexes:
            if len(self._indexes) >= KEPT:
                self._indexes.clear()
                self._vectors.clear()
            self._indexes[definitions] = Index(definitions, self._cached)
        return self._indexes[definitions]

    def _cached(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, np.asarray(self._embed(missing)), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def _ranked(index: Index, clause: str, near: NDArray[np.float32]) -> list[Match]:
    heard = _heard(index, SETTING.sub(" ", plain(clause)))
    return sorted((_match(index, card, heard, near) for card in index.cards), key=lambda match: -match.topic)


def _heard(index: Index, clause: str) -> _Heard:
    words = tokens(clause)
    agent = AGENT.search(clause)
    return _Heard(
        terms=index.terms(clause),
        phrases=neighbours(words),
        performed={stem(word) for word in words if is_past(word) or PERFORMATIVE.fullmatch(word) or word in CONTENT},
        agents=index.terms(agent.group(1)) if agent else set(),
    )


def _match(index: Index, card: Card, heard: _Heard, near: NDArray[np.float32]) -> Match:
    both = {term: max(card.ahead.get(term, 0.0), card.back.get(term, 0.0)) for term in {*card.ahead, *card.back}}
    bonus = PHRASE_SHARE * sum(
        min(index.rarity.get(a, 0.0), index.rarity.get(b, 0.0)) for a, b in heard.phrases & card.phrases
    )
    shared = {act for shape in heard.performed for act in ACT_OF.get(shape, ())} & card.acts
    signs = [words for words in card.surrogates if _covers(heard.terms, words)]
    ahead, signal = card.closest(near, "statement", "evidence"), card.closest(near, "signal")
    sign = card.closest(near, "surrogate")
    return Match(
        outcome=card.outcome,
        topic=_blend(_shared(index, both, heard.terms, bonus), max(ahead, sign, signal)),
        forward=_blend(_shared(index, card.ahead, heard.terms, bonus), max(ahead, sign)),
        backward=_blend(_shared(index, card.back, heard.terms, 0.0), signal),
        acted=bool(shared or heard.performed & card.verbs or signs),
        shared_acts=frozenset(shared),
        turned=any(term in heard.terms and term not in card.ahead for term in card.back),
        things=any(not term.startswith("!") and term in card.ahead for term in heard.terms - heard.performed),
        stranger=bool(heard.agents) and not heard.agents & set(card.ahead),
        back_words=frozenset(term for term in card.back if term not in card.ahead and not term.startswith("#")),
        sign_words=frozenset().union(*signs),
        sign=not shared and (sign > ahead + SIGN_LEAD or bool(signs)),
    )


def _covers(found: set[str], signs: set[str]) -> bool:
    """Whether most of a surrogate's words stand in the clause."""
    plain_words = {term for term in signs if term[0] not in GROUP_MARKS}
    return bool(plain_words) and len(plain_words & found) >= max(2, COVERED * len(plain_words))


def _shared(index: Index, weights: dict[str, float], found: set[str], bonus: float) -> float:
    """The weight of the shared terms, rare ones more, between 0 and 1."""
    mass = bonus + sum(
        weights[term] * index.rarity[term] * (GROUP_SHARE if term[0] in GROUP_MARKS else 1.0)
        for term in found & weights.keys()
    )
    return mass / (mass + WORDS_HALF)


def _blend(shared: float, near: float) -> float:
    close = min(1.0, max(0.0, (near - NEAR_FROM) / NEAR_SPAN))
    return WORDS_SHARE * shared + (1 - WORDS_SHARE) * close
