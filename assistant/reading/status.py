"""What a clause says of whatever it is about: done, not done, undone, or nothing that counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.reading import cues, cues_back, cues_done, cues_open
from assistant.reading.forms import WORD, is_past


class Kind(StrEnum):
    """How a clause speaks of an event."""

    HAPPENED = "happened"
    NOT_YET = "not_yet"
    REVERSED = "reversed"
    NOTHING = "nothing"  # a feeling, a hope, a question, an instruction
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Status:
    """The kind with how sure it is (0 to 1).

    `turning` says that the clause has a word that could take something back, if the process says so of this
    outcome. `negated` says that the clause denies something. `acts` are the past forms of the clause,
    `planned` and `turns` its words of plans and of taking back, lower case; `state` says that a word calls
    it done.
    """

    kind: Kind
    strength: float
    turning: bool = False
    negated: bool = False
    acts: tuple[str, ...] = ()
    state: bool = False
    planned: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()


SUBORDINATE = frozenset({"if", "once", "as soon as", "until", "unless", "provided", "provided that"})
INTENDED = re.compile(r"\b(?:will|would|could|may|might|threat\w+|can)\b|['’]ll\b", re.IGNORECASE)
LISTED = re.compile(
    r"[:=]\s*(?:done|ok|okay|yes|in|signed|complete|granted|approved"
    r"|agreed|✅|✔)",
    re.IGNORECASE,
)


def status(
    text: str,
    *,
    asked: bool = False,
    opener: str = "",
    ahead: bool = False,
    told: bool = False,
    instructed: bool = False,
) -> Status:
    """How a clause speaks.

    `asked` marks a clause of a question, `opener` is the conjunction before it, `ahead` says that it names
    a day to come, `told` that the words are the customer's, whose imperatives are not for us, `instructed`
    that the sentence began with an instruction to the assistant.
    """
    words = plain(cues_done.POSITIVE_NO.sub(" okay ", text))
    acts = tuple(word for word in _words(words) if is_past(word))
    turning = bool(cues_back.REVERSED_WEAK.search(words) or cues_back.REVERSED_STRONG.search(words))
    asked = asked or instructed
    negated = bool(cues_open.NEGATION.search(words))
    state = bool(cues_done.DONE.search(words))
    turns = tuple(match.group(0).lower() for match in cues_back.REVERSED_WEAK.finditer(words))
    planned = tuple(
        match.group(0).lower() for cue in (cues_open.AWAITED, cues_open.PLANNED) for match in cue.finditer(words)
    )
    kind, strength = _kind(words, asked=asked, opener=opener, ahead=ahead, told=told, acts=acts, negated=negated)
    return Status(
        kind, strength, turning=turning, negated=negated, acts=acts, state=state, planned=planned, turns=turns
    )


def _kind(
    words: str, *, asked: bool, opener: str, ahead: bool, told: bool, acts: tuple[str, ...], negated: bool
) -> tuple[Kind, float]:
    if asked or (not told and instructs(words)) or cues.HEDGE.search(words) or cues.HISTORY.search(words):
        return Kind.NOTHING, 1.0
    if opener in SUBORDINATE or cues.CONDITIONAL.match(words) or (opener == "before" and not acts):
        return Kind.NOT_YET, 0.8
    reversal = cues_back.REVERSED_STRONG.search(words)
    if reversal:
        return _reversal(words, reversal)
    if negated:
        return Kind.NOT_YET, 0.85
    return _plain(words, acts, ahead=ahead)


def _reversal(words: str, reversal: re.Match[str]) -> tuple[Kind, float]:
    before = words[: reversal.start()]
    tail = " ".join(before.split()[-4:])
    said = reversal.group(0).lower()
    if cues_open.NEGATION.search(tail) and not said.startswith(("no longer", "any", "open")):
        return Kind.NOTHING, 0.8
    if INTENDED.search(tail):
        return Kind.REVERSED, 0.45
    return Kind.REVERSED, 0.9


def _plain(words: str, acts: tuple[str, ...], *, ahead: bool) -> tuple[Kind, float]:
    if cues_open.REFUSAL.search(words):
        return Kind.NOT_YET, 0.8
    if ahead or cues_open.AWAITED.search(words) or cues_open.PLANNED.search(words):
        return Kind.NOT_YET, 0.75
    if acts:
        return Kind.HAPPENED, 0.85
    if cues_done.DONE.search(words) or LISTED.search(words):
        return Kind.HAPPENED, 0.8
    if cues_done.PERFORMATIVE.search(words):
        return Kind.HAPPENED, 0.6
    return Kind.UNCLEAR, 0.4


def plain(text: str) -> str:
    """The text with its idioms put plainly: "gave it the nod" is approved."""
    for pattern, word in cues_done.IDIOMS:
        text = pattern.sub(word, text)
    return text


def instructs(words: str) -> bool:
    """Whether a sentence tells the assistant what to do."""
    return bool(cues.INSTRUCTION.match(words)) and not cues.PAST_AT_START.match(words)


def _words(text: str) -> list[str]:
    return [match.group(0).lower().replace("’", "'") for match in WORD.finditer(text)]
