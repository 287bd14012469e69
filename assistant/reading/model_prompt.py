"""What a model gets to read: the prompt with the outcomes, and the message between its delimiters. Pure.

Both are bounded in characters, whatever the size of the process or of the message, so that one call costs
about the same everywhere; what was left out is said in `notice`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.words import terms
from knowledge.model import between
from prompts import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.deals.claims import ToRead
    from knowledge.process import Definition

MOST_OUTCOMES = 40
MOST_DEFINITION_CHARACTERS = 12_000
MOST_MESSAGE_CHARACTERS = 24_000
MOST_NAMES = 40
STATEMENT_CHARACTERS = 240
DETAIL_CHARACTERS = 160
DETAILS = (4, 2, 1, 0)  # how many surrogates, proofs and signals an outcome shows: the first level that fits


@dataclass(frozen=True)
class Question:
    """One call's texts. `prompt` is the template's digest, `notice` says in plain words what was left out."""

    system: str
    user: str
    prompt: str
    notice: str | None = None


def question(message: ToRead) -> Question:
    """The prompt for one message."""
    text = _end_of(message.text)
    outcomes, shown = _outcomes(_nearest(message.definitions, text))
    delimiter, shown_text = between(text)
    rendered = render(
        "read_message",
        delimiter=delimiter,
        day=message.on.strftime("%Y-%m-%d, a %A"),
        timezone=message.timezone,
        outcomes=outcomes,
        other_names=_names(message.other_names),
    )
    left_out = [
        f"Only the last {len(text)} of {len(message.text)} characters were read." if text != message.text else "",
        f"Only {shown} of {len(message.definitions)} outcomes were looked for."
        if shown < len(message.definitions)
        else "",
    ]
    return Question(
        system=rendered.text, user=shown_text, prompt=rendered.digest, notice=" ".join(filter(None, left_out)) or None
    )


def _end_of(text: str) -> str:
    """The end of a long message, where its last word stands, from the start of a line or else of a word."""
    if len(text) <= MOST_MESSAGE_CHARACTERS:
        return text
    tail = text[-MOST_MESSAGE_CHARACTERS:]
    for mark in ("\n", ". ", " "):
        at = tail.find(mark, 0, MOST_MESSAGE_CHARACTERS // 10)
        if at >= 0:
            return tail[at + len(mark) :]
    return tail


def _nearest(definitions: Sequence[Definition], text: str) -> Sequence[Definition]:
    """The outcomes that share most words with the message, in the process's order, where there are too many."""
    if len(definitions) <= MOST_OUTCOMES:
        return definitions
    wanted = terms(text)
    ranked = sorted(definitions, key=lambda each: -len(wanted & _words(each)))
    kept = {each.outcome.id for each in ranked[:MOST_OUTCOMES]}
    return [each for each in definitions if each.outcome.id in kept]


def _words(definition: Definition) -> set[str]:
    outcome = definition.outcome
    texts = (outcome.statement, *outcome.surrogates, *outcome.evidence, *definition.backward_signals)
    return terms(" ".join(texts))


def _outcomes(definitions: Sequence[Definition]) -> tuple[str, int]:
    """The list of outcomes in as much detail as there is room for, and how many of them it holds."""
    listed = [""]
    for details in DETAILS:
        listed = [_outcome(each, details) for each in definitions]
        if sum(len(each) + 1 for each in listed) <= MOST_DEFINITION_CHARACTERS:
            break
    return "\n".join(listed), len(definitions)


def _outcome(definition: Definition, details: int) -> str:
    outcome = definition.outcome
    parts = [f"- `{outcome.id}`: {_short(outcome.statement, STATEMENT_CHARACTERS)}"]
    for label, texts in (
        ("proof", outcome.evidence),
        ("signs", outcome.surrogates),
        ("no proof", outcome.not_evidence),
        ("backward signals", definition.backward_signals),
    ):
        if texts and details:
            parts.append(f"  {label}: " + "; ".join(_short(each, DETAIL_CHARACTERS) for each in texts[:details]))
    return "\n".join(parts)


def _names(names: Iterable[str]) -> str:
    listed = [_short(each, DETAIL_CHARACTERS) for each in names][:MOST_NAMES]
    return "\n".join(f"- {each}" for each in listed) or "None are known."


def _short(text: str, most: int) -> str:
    """One line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
