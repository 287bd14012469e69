"""A process as entries of the vector store: one for each text that somebody could mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.process import Process, Stage


class Kind(StrEnum):
    """What an entry is about."""

    STAGE = "stage"
    OUTCOME = "outcome"
    SURROGATE = "surrogate"
    EVIDENCE = "evidence"
    NOT_EVIDENCE = "not_evidence"
    QUESTION = "question"
    SELLER_ACTION = "seller_action"
    BACKWARD_SIGNAL = "backward_signal"
    PASSAGE = "passage"
    HEADING = "heading"


PLAYBOOKS = 0  # the version under which passages of playbooks stand: they belong to a process whatever its version

# What a message about a deal could be told in the words of; the others are there to answer questions.
TELLING = (Kind.STAGE, Kind.OUTCOME, Kind.SURROGATE, Kind.SELLER_ACTION, Kind.BACKWARD_SIGNAL)


@dataclass(frozen=True)
class Entry:
    """One text to find. `name` is the id within the process, `outcomes` the outcomes it speaks of."""

    kind: Kind
    name: str
    stage: str
    outcomes: tuple[str, ...]
    text: str

    @property
    def digest(self) -> str:
        """Changes exactly when the text does."""
        return blake2b(self.text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Passage:
    """An entry that was found, of which process and version, and how near it is (cosine, at most 1)."""

    entry: Entry
    process: str
    version: int
    nearness: float

    @property
    def citation(self) -> str:
        """How an answer names its source."""
        if self.entry.kind is Kind.PASSAGE:
            return f"[playbook {self.entry.name}]"
        return f"[{self.entry.kind.replace('_', ' ')} {self.entry.name}, version {self.version}]"


def entries(process: Process) -> list[Entry]:
    """Every entry of a process, in the file's order."""
    return [entry for stage in process.stages for entry in _of_stage(stage)]


def _of_stage(stage: Stage) -> Iterator[Entry]:
    gates = tuple(gate.id for gate in stage.gates)
    yield Entry(Kind.STAGE, stage.id, stage.id, gates, _joined(stage.name, stage.customer_goal))
    for outcome in stage.outcomes:
        yield Entry(Kind.OUTCOME, outcome.id, stage.id, (outcome.id,), outcome.statement)
        lists = (
            (Kind.SURROGATE, outcome.surrogates),
            (Kind.EVIDENCE, outcome.evidence),
            (Kind.NOT_EVIDENCE, outcome.not_evidence),
            (Kind.QUESTION, (outcome.ask,) if outcome.ask else ()),
        )
        for kind, texts in lists:
            for number, text in enumerate(texts, 1):
                yield Entry(kind, f"{outcome.id}-{number}", stage.id, (outcome.id,), text)
    for action in stage.seller_actions:
        yield Entry(Kind.SELLER_ACTION, action.id, stage.id, action.advances, action.action)
    for signal in stage.backward_signals:
        yield Entry(Kind.BACKWARD_SIGNAL, signal.id, stage.id, signal.reverses, signal.signal)


def _joined(*texts: str | None) -> str:
    return ": ".join(text for text in texts if text)
