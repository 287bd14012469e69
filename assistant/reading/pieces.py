"""What of a message is put before the judge: each clause, and each sentence of several clauses, with who acts in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.reading.actor import Actor, actor
from assistant.reading.clauses import split
from assistant.reading.dates import points_ahead
from assistant.reading.speech import is_hedged, is_order, is_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deals.claims import ToRead
    from assistant.reading.clauses import Clause

MOST_CLAUSES = 400
LONGEST_SENTENCE = 6  # clauses; a longer one is a list, and is read clause by clause alone
_ADVERBS = r"(?:(?:they|he|she|it|then|now|have|has|had|later|since|just|again|soon|\w+ly)\s+)*"
UNDONE = re.compile(  # said of what was told just before, by the same doer, in the same sentence
    rf"\b(?:but|only to)\s+{_ADVERBS}(?:(?:took|taken|take) (?:it|that|this|them) back"
    r"|(?:withdr[ae]w\w*|rescind\w*|revoke\w*|retract\w*|cancel\w*|tore up) (?:it|that|this|them)\b"
    r"|reneged|backed out|changed (?:their|his|her) minds?)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:over at|another (?:customer|client|account|deal|company)|other (?:customers?|clients?|deals?|accounts?)"
    r"|different (?:customer|client|deal|account)|unlike at|same as at|not this deal|competitor'?s customer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A stretch `message[start:end]` with the clauses in it and who acts.

    `silent` says that its sentence can report nothing of this deal: it asks, orders, or speaks of another one.
    `beside` says that another clause of its sentence is the seller's doing, `hedged` that it gives itself out as a
    guess, `ahead` that it names a time to come, `undone` that the sentence goes on to say that it was taken back.
    """

    start: int
    end: int
    clauses: tuple[Clause, ...]
    sentence: str
    who: Actor
    silent: bool = False
    beside: bool = False
    hedged: bool = False
    ahead: bool = False
    undone: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is a sentence of several clauses."""
        return len(self.clauses) > 1


def pieces(message: ToRead) -> list[Piece]:
    """Clauses in the message's order, each sentence of several clauses after its clauses."""
    clauses = split(message.text, pasted=message.pasted)[:MOST_CLAUSES]
    return [
        piece
        for _, some in groupby(clauses, key=lambda clause: clause.sentence)
        for piece in _of_sentence(message, tuple(some))
    ]


def _of_sentence(message: ToRead, clauses: tuple[Clause, ...]) -> Iterator[Piece]:
    sentence = message.text[clauses[0].start : clauses[-1].end]
    actors: list[Actor] = []
    for clause in clauses:
        carried = actors[-1] if actors else None
        actors.append(actor(clause.text, carried=carried, customer_speaks=clause.document))
    spans: list[tuple[tuple[Clause, ...], Actor]] = [((one,), who) for one, who in zip(clauses, actors, strict=True)]
    if 1 < len(clauses) <= LONGEST_SENTENCE:
        spans.append((clauses, actors[0] if len(set(actors)) == 1 else Actor.UNCLEAR))
    silent = _silent(sentence, clauses, message.other_names)
    for some, who in spans:
        text = message.text[some[0].start : some[-1].end]
        yield Piece(
            start=some[0].start,
            end=some[-1].end,
            clauses=some,
            sentence=sentence,
            who=who,
            silent=silent,
            beside=Actor.SELLER in actors and len(clauses) > 1,
            hedged=is_hedged(text),
            ahead=points_ahead(text, message.on),
            undone=bool(UNDONE.search(message.text, some[0].start, clauses[-1].end)),
        )


def _silent(sentence: str, clauses: Sequence[Clause], other_names: Sequence[str]) -> bool:
    return (
        clauses[-1].asked
        or is_question(sentence)
        or is_order(sentence)
        or bool(ELSEWHERE.search(sentence))
        or any(_names(name, sentence) for name in other_names)
    )


def _names(name: str, sentence: str) -> bool:
    """Whether a sentence speaks of another deal: by its name, or by its first word after a preposition."""
    words = name.split()
    if not words:
        return False
    if re.search(rf"\b{re.escape(name)}\b", sentence, re.IGNORECASE):
        return True
    return len(words) > 1 and bool(re.search(rf"\b(?:[Aa]t|[Ff]rom|[Ff]or|[Ww]ith) {re.escape(words[0])}\b", sentence))
