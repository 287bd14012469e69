"""The definitions of a process, prepared for matching: each outcome's words, main act and vectors."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.reading.forms import is_past
from assistant.reading.word_lists import STOP
from assistant.reading.words import ACT_OF, acronyms, bridge, neighbours, stem, terms, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.process import Definition

    Embed = Callable[[Sequence[str]], NDArray[np.float32]]

SHARES = {"statement": 1.0, "name": 0.9, "surrogate": 0.8, "ask": 0.7, "evidence": 0.6, "signal": 0.7}
TELLING = frozenset({"!tell", "!speak"})
INITIALS = "~"  # marks a term made of initials


@dataclass
class Card:
    """One definition, prepared.

    `ahead` and `back` weigh the terms of what makes it happen and of what takes it back, `acts` and `verbs`
    are the groups and stems of its main verb, `rows` says which vectors belong to which field.
    """

    outcome: str
    ahead: dict[str, float] = field(default_factory=dict)
    back: dict[str, float] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    surrogates: list[set[str]] = field(default_factory=list)
    phrases: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def closest(self, near: NDArray[np.float32], *names: str) -> float:
        """The greatest nearness among the texts of these fields; 0 where there are none."""
        return max((float(near[row]) for name in names for row in self.rows.get(name, [])), default=0.0)


class Index:
    """The definitions of one process, with the rarity of each term among them."""

    def __init__(self, definitions: Sequence[Definition], embed: Embed) -> None:
        texts: list[str] = []
        self.cards = [_card(definition, texts) for definition in definitions]
        self.vectors = embed(texts)
        spread = Counter(term for card in self.cards for term in {*card.ahead, *card.back})
        count = len(self.cards)
        self.rarity = {term: math.log((count + 1) / (seen + 0.5)) + 0.2 for term, seen in spread.items()}
        self.vocabulary = {word: stem(word) for text in texts for word in tokens(text)}

    def terms(self, text: str) -> set[str]:
        """The terms of a clause, with initials spelt out and unknown words bridged to the process's own."""
        found = terms(text)
        for token in tokens(text):
            shape = stem(token)
            if INITIALS + token in self.rarity:
                found.add(INITIALS + token)
            elif shape in found and shape not in self.rarity:
                found |= {known for known in [bridge(token, self.vocabulary)] if known}
        return found


def _card(definition: Definition, texts: list[str]) -> Card:
    """The card of a definition; its texts are appended to `texts`."""
    outcome = definition.outcome
    card = Card(outcome.id, surrogates=[terms(line) for line in outcome.surrogates])
    card.acts, card.verbs = _main_act(outcome.statement)
    for line in outcome.evidence:
        card.acts |= {act for token in tokens(line) if is_past(token) for act in ACT_OF.get(stem(token), ())}
    fields: dict[str, Sequence[str]] = {
        "statement": [outcome.statement],
        "name": [outcome.id.replace("-", " ")],
        "surrogate": outcome.surrogates,
        "ask": [outcome.ask] if outcome.ask else [],
        "evidence": outcome.evidence,
        "signal": definition.backward_signals,
    }
    for name, lines in fields.items():
        for line in lines:
            card.rows.setdefault(name, []).append(len(texts))
            texts.append(line)
            _add(card, name, line)
    return card


def _add(card: Card, name: str, line: str) -> None:
    side = card.back if name == "signal" else card.ahead
    short = set() if name in {"ask", "name"} else {INITIALS + each for each in acronyms(line)}
    for term in terms(line) | short:
        side[term] = max(SHARES[name], side.get(term, 0.0))
    if name != "ask":
        card.phrases |= neighbours(tokens(line))


def _main_act(statement: str) -> tuple[set[str], set[str]]:
    """Groups and stems of a statement's main verb: its first word that ends like one, else its first act."""
    words = tokens(statement)
    verbs = [word for word in words[1:] if word[-1:] == "s" and word[-2:] not in {"ss", "'s"} and word not in STOP]
    acts = [word for word in [*verbs[:1], *words[1:]] if stem(word) in ACT_OF and not is_past(word)]
    done = [word for word in words if is_past(word)]
    first = acts[:1] or [word for word in done if stem(word) in ACT_OF][:1]
    if first and ACT_OF[stem(first[0])] & TELLING:
        first = acts  # "tells us that we are its choice": what is told counts as well
    return {act for word in first for act in ACT_OF[stem(word)]}, {stem(word) for word in [*verbs[:1], *first]}
