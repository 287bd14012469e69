"""A first process file from a seller's playbook, without a model: what it says the customer does, each with its place.

It takes sentences out and turns them round; it does not understand the playbook. What it is unsure of it asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.check.stage_names import is_sellers
from knowledge.check.statement import judge
from knowledge.check.turning import turned
from knowledge.drafting.cues import is_outcome, is_signal, signal_of
from knowledge.drafting.sentences import sentences
from knowledge.drafting.stages import FoundStage, stage_of, stages
from knowledge.drafting.wording import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.drafting.sentences import Sentence
    from knowledge.embedding import Embedding

SAME = 0.8  # cosine of two statements that are one outcome told twice
REVERSES = 0.35  # of a signal to the outcome that it takes back
_PROOF = re.compile(
    r"(?i)\b(?:in writing|e-?mail|letter|signature|minutes|certificate|calendar|permit|purchase order|form|sheet|list"
    r"|mark-up|report|page|log)\b"
)


@dataclass(frozen=True)
class Source:
    """A document: its name, its text, and what gives the place of an offset."""

    name: str
    text: str
    place: Callable[[int], str]


@dataclass(frozen=True)
class Told:
    """What `text[start:end]` of a source tells: an outcome, or a way back, as it is to be worded in the draft.

    `turned` where the wording is not the document's, `rough` where it is the sentence as it stands.
    """

    start: int
    end: int
    statement: str
    way_back: bool = False
    turned: bool = False
    rough: bool = False
    proof: str | None = None


@dataclass(frozen=True)
class Reference:
    """Where something comes from: words that stand in the document as they are."""

    source: str
    place: str
    quote: str


@dataclass
class DraftOutcome:
    """An outcome as drafted. `questions` are for the author."""

    statement: str
    references: list[Reference]
    turned_from: str | None = None
    evidence: list[str] = field(default_factory=list)
    surrogates: list[str] = field(default_factory=list)
    action: str | None = None
    questions: list[str] = field(default_factory=list)


@dataclass
class DraftSignal:
    """A way back, with the statement of the outcome that it seems to take back."""

    signal: str
    reference: Reference
    reverses: str | None = None


@dataclass
class DraftStage:
    """A stage as drafted; `turned_from` is its name in the document where that was the seller's."""

    name: str
    turned_from: str | None = None
    outcomes: list[DraftOutcome] = field(default_factory=list)
    signals: list[DraftSignal] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """The stages in order, and what is left to ask."""

    title: str
    stages: tuple[DraftStage, ...]
    questions: tuple[str, ...]


def draft(sources: Sequence[Source], embed: Embedding, find: Callable[[Source], Iterable[Told]] | None = None) -> Draft:
    """Draw a process out of documents. Raises `ValueError`, with a sentence, where no act of a customer is told.

    `find` says what a source tells, in order; without it rules do (`taken_out`).
    """
    made: dict[str, DraftStage] = {}
    questions: list[str] = []
    for source in sources:
        _take(source, list((find or taken_out)(source)), made, questions)
    outcomes = [outcome for each in made.values() for outcome in each.outcomes]
    if not outcomes:
        raise ValueError(
            "nothing in it says what the customer does; give a playbook that names exit criteria, or begin by hand"
        )
    kept = {id(each) for each in _once(outcomes, embed)}
    for stage in made.values():
        stage.outcomes = [each for each in stage.outcomes if id(each) in kept]
    filled = [each for each in made.values() if each.outcomes]
    lost = [signal for each in made.values() if not each.outcomes for signal in each.signals]
    _reverse(filled, [*(signal for each in filled for signal in each.signals), *lost], embed)
    questions += [
        f"Which outcome does “{signal.signal}” take back ({signal.reference.source}, {signal.reference.place})?"
        for signal in [*(each for stage in filled for each in stage.signals), *lost]
        if signal.reverses is None
    ]
    questions += [f"Stage “{each.name}”: how does the customer go back here?" for each in filled if not each.signals]
    return Draft(sources[0].name, tuple(filled), tuple(questions))


def taken_out(source: Source) -> Iterator[Told]:
    """The sentences that tell of an act of the customer or of a way back, by their words."""
    for each in sentences(source.text):
        quote = source.text[each.start : each.end]
        if is_outcome(quote):
            said, proof = worded(quote), _PROOF.search(quote)
            yield Told(
                each.start,
                each.end,
                said.statement,
                turned=said.turned,
                rough=said.rough,
                proof=_named(proof[0].lower()) if proof else None,
            )
        elif is_signal(quote):
            yield Told(each.start, each.end, signal_of(quote), way_back=True)


def _named(proof: str) -> str:
    return "their words" if proof == "in writing" else f"the {proof}"


def _take(source: Source, told: Sequence[Told], made: dict[str, DraftStage], questions: list[str]) -> None:
    found = list(sentences(source.text))
    known = stages(found)
    for chapter in known:
        _stage(made, chapter)
    for each in told:
        reference = Reference(source.name, source.place(each.start), source.text[each.start : each.end])
        where = _stage_of(each, found, reference.quote, known)
        stage = _stage(made, where or (known[0] if known else FoundStage(1, "Buy", "")))
        if each.way_back:
            stage.signals.append(DraftSignal(each.statement, reference))
            continue
        stage.outcomes.append(_outcome(each, reference))
        if where is None:
            questions.append(f"Which stage does “{each.statement}” belong to ({source.name}, {reference.place})?")


def _stage_of(told: Told, found: Sequence[Sentence], quote: str, known: Sequence[FoundStage]) -> FoundStage | None:
    inside = next((each for each in found if each.start <= told.start < each.end), None)
    return None if inside is None else stage_of(inside, quote, known)


def _stage(made: dict[str, DraftStage], found: FoundStage) -> DraftStage:
    name = turned(found.name).stage if is_sellers(found.name) else found.name
    return made.setdefault(found.name.casefold(), DraftStage(name, found.name if name != found.name else None))


def _outcome(told: Told, reference: Reference) -> DraftOutcome:
    made = DraftOutcome(told.statement, [reference], evidence=[told.proof] if told.proof else [])
    if told.turned:
        made.turned_from = made.action = " ".join(reference.quote.split())
    if told.rough:
        made.questions.append("What exactly does the customer do? This is the sentence as it stands.")
    made.questions += [f"{reason[0].upper()}{reason[1:]}." for _, reason in judge(told.statement) if not told.rough]
    if not told.proof:
        made.questions.append("What would prove it?")
    return made


def _once(outcomes: list[DraftOutcome], embed: Embedding) -> list[DraftOutcome]:
    """Each outcome once, where it is told first: what tells it again becomes another reference."""
    vectors = embed([each.statement for each in outcomes])
    kept: list[int] = []
    for place, each in enumerate(outcomes):
        same = next((other for other in kept if float(vectors[place] @ vectors[other]) >= SAME), None)
        if same is None:
            kept.append(place)
        else:
            outcomes[same].references += each.references
    return [outcomes[place] for place in kept]


def _reverse(filled: Sequence[DraftStage], signals: Sequence[DraftSignal], embed: Embedding) -> None:
    """Give each signal the outcome that its words are nearest to, where one is near."""
    statements = [each.statement for stage in filled for each in stage.outcomes]
    if not signals:
        return
    near = embed([each.signal for each in signals]) @ embed(statements).T
    for row, signal in zip(near, signals, strict=True):
        if float(row.max()) >= REVERSES:
            signal.reverses = statements[int(row.argmax())]


def references(made: Draft) -> Iterator[Reference]:
    """Every reference of a draft."""
    for stage in made.stages:
        for outcome in stage.outcomes:
            yield from outcome.references
        yield from (signal.reference for signal in stage.signals)
