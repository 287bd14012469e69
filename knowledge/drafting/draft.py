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
    from collections.abc import Callable, Iterator, Sequence

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
    proof: str | None = None
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


def draft(sources: Sequence[Source], embed: Embedding) -> Draft:
    """Draw a process out of documents. Raises `ValueError`, with a sentence, where no act of a customer is told."""
    made: dict[str, DraftStage] = {}
    questions: list[str] = []
    for source in sources:
        _take(source, made, questions)
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


def _take(source: Source, made: dict[str, DraftStage], questions: list[str]) -> None:
    found = list(sentences(source.text))
    known = stages(found)
    for each in known:
        _stage(made, each)
    for sentence in found:
        quote = source.text[sentence.start : sentence.end]
        outcome = is_outcome(quote)
        if not outcome and not is_signal(quote):
            continue
        reference = Reference(source.name, source.place(sentence.start), quote)
        where = stage_of(sentence, quote, known)
        stage = _stage(made, where or (known[0] if known else FoundStage(1, "Buy", "")))
        if not outcome:
            stage.signals.append(DraftSignal(signal_of(quote), reference))
            continue
        stage.outcomes.append(_outcome(reference))
        if where is None:
            said = stage.outcomes[-1].statement
            questions.append(f"Which stage does “{said}” belong to ({source.name}, {reference.place})?")


def _stage(made: dict[str, DraftStage], found: FoundStage) -> DraftStage:
    name = turned(found.name).stage if is_sellers(found.name) else found.name
    return made.setdefault(found.name.casefold(), DraftStage(name, found.name if name != found.name else None))


def _outcome(reference: Reference) -> DraftOutcome:
    said = worded(reference.quote)
    proof = _PROOF.search(reference.quote)
    made = DraftOutcome(said.statement, [reference])
    if said.turned:
        made.turned_from = made.action = " ".join(reference.quote.split())
    if said.rough:
        made.questions.append("What exactly does the customer do? This is the sentence as it stands.")
    made.questions += [f"{reason[0].upper()}{reason[1:]}." for _, reason in judge(said.statement) if not said.rough]
    if proof:
        made.proof = proof[0].lower()
    else:
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
