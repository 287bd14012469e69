"""What the upside-down check finds: one finding a place, with its line, its weight, the reason and a better wording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error counts the seller, a warning misleads the coach, a note could be better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What can be wrong with a process that is valid; described for users in docs/process-check.md."""

    SELLERS_STAGE = "stage-named-for-seller"
    SELLERS_ACT = "outcome-of-seller"
    RECEIVED_ONLY = "received-only"
    FEELING = "feeling"
    NOT_VERIFIABLE = "not-verifiable"
    TWO_IN_ONE = "two-in-one"
    NO_ACTOR = "no-actor"
    NO_EVIDENCE = "gate-without-evidence"
    NO_QUESTION = "gate-without-question"
    NO_ACTION = "gate-without-action"
    MANY_GATES = "too-many-gates"
    FEW_GATES = "too-few-gates"
    NO_WAY_BACK = "no-way-back"
    LATE_ACTION = "late-action"
    TOO_ALIKE = "too-alike"
    WRONG_ORDER = "wrong-order"
    UNREACHABLE = "applies-to-unreachable"
    OVERLAP = "applies-to-overlap"


SEVERITY = {
    Kind.SELLERS_STAGE: Severity.ERROR,
    Kind.SELLERS_ACT: Severity.ERROR,
    Kind.RECEIVED_ONLY: Severity.ERROR,
    Kind.FEELING: Severity.ERROR,
    Kind.NOT_VERIFIABLE: Severity.ERROR,
    Kind.UNREACHABLE: Severity.ERROR,
    Kind.TWO_IN_ONE: Severity.WARNING,
    Kind.NO_EVIDENCE: Severity.WARNING,
    Kind.MANY_GATES: Severity.WARNING,
    Kind.NO_WAY_BACK: Severity.WARNING,
    Kind.LATE_ACTION: Severity.WARNING,
    Kind.TOO_ALIKE: Severity.WARNING,
    Kind.WRONG_ORDER: Severity.WARNING,
    Kind.OVERLAP: Severity.WARNING,
    Kind.NO_ACTOR: Severity.NOTE,
    Kind.NO_QUESTION: Severity.NOTE,
    Kind.NO_ACTION: Severity.NOTE,
    Kind.FEW_GATES: Severity.NOTE,
}


@dataclass(frozen=True)
class Finding:
    """One finding: where it stands (`line` from 1, `place` such as *outcome budget-line*), why, and what to write."""

    line: int
    kind: Kind
    place: str
    reason: str
    proposal: str

    @property
    def severity(self) -> Severity:
        """How much findings of this kind matter."""
        return SEVERITY[self.kind]
