"""A draft as a process file: valid, with a comment at everything that says where it comes from."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.drafting.draft import Draft, DraftOutcome, DraftSignal, DraftStage, Reference

WIDEST, LONGEST = 110, 600  # characters: of a comment's line, and of a text in a process file
MADE = "made without a model: sentences were taken out and turned round, not understood"
_WORD = re.compile(r"[a-z0-9]+")
_PASSED_OVER = frozenset(
    "the a an of to in on at by for with and or our us their its his her customer that this is".split()
)
WORDS_OF_AN_ID = 4


def written(draft: Draft, name: str, *, made: str = MADE) -> str:
    """The text of the process file; `name` is what the process is called, `made` how the draft came about."""
    ids, name = _Ids(), name if _shown(name) else "Draft"
    lines = list(_head(draft, made))
    lines += [f"id: {ids.new(name, 'process')}", f"name: {_text(name)}", "version: 1", "stages:"]
    outcome_ids: dict[str, str] = {}
    for stage in draft.stages:
        for outcome in stage.outcomes:
            outcome_ids[outcome.statement] = ids.new(outcome.statement, "outcome")
    for stage in draft.stages:
        lines += _stage(stage, ids, outcome_ids)
    return "\n".join(lines) + "\n"


def _head(draft: Draft, made: str) -> Iterator[str]:
    outcomes = [outcome for stage in draft.stages for outcome in stage.outcomes]
    turned = sum(outcome.turned_from is not None for outcome in outcomes)
    yield from _comment(
        f"A draft from {draft.title}, {made}. "
        f"{len(outcomes)} outcomes, {turned} of them told from the seller's side in the document. Read every line, "
        "answer the questions, delete what is none, then: rightside process check."
    )
    yield from ("#", *(("# Questions to the author:",) if draft.questions else ()))
    for question in draft.questions:
        yield from _comment(question, "- ")


def _stage(stage: DraftStage, ids: _Ids, outcome_ids: dict[str, str]) -> Iterator[str]:
    if stage.turned_from:
        yield from _comment(f"turned right side up from the stage “{stage.turned_from}”", indent="  ")
    yield f"  - id: {ids.new(stage.name, 'stage')}"
    yield f"    name: {_text(stage.name)}"
    yield "    outcomes:"
    for place, outcome in enumerate(stage.outcomes):
        yield from _outcome(outcome, outcome_ids[outcome.statement], gate=place == 0 or not outcome.questions)
    actions = [outcome for outcome in stage.outcomes if outcome.action]
    if actions:
        yield "    seller_actions:"
    for outcome in actions:
        yield f"      - id: {ids.new(f'{outcome_ids[outcome.statement]} action', 'action')}"
        yield f"        action: {_text(outcome.action or '')}"
        yield "        purpose: gain agreement"
        yield f"        advances: [{outcome_ids[outcome.statement]}]"
    signals = [signal for signal in stage.signals if signal.reverses in outcome_ids]
    if signals:
        yield "    backward_signals:"
    for signal in signals:
        yield from _signal(signal, ids, outcome_ids)


def _outcome(outcome: DraftOutcome, name: str, *, gate: bool) -> Iterator[str]:
    for reference in outcome.references:
        yield from _from(reference)
    if outcome.turned_from:
        yield from _comment("turned right side up", indent="      ")
    for question in outcome.questions:
        yield from _comment(f"QUESTION: {question}", indent="      ")
    yield f"      - id: {name}"
    yield f"        statement: {_text(outcome.statement)}"
    yield f"        gate: {'true' if gate else 'false'}"
    for key, texts in (("evidence", outcome.evidence), ("surrogates", outcome.surrogates)):
        if texts:
            yield f"        {key}: [{', '.join(_text(each) for each in texts)}]"


def _signal(signal: DraftSignal, ids: _Ids, outcome_ids: dict[str, str]) -> Iterator[str]:
    yield from _from(signal.reference)
    yield from _comment("QUESTION: Is it this outcome that it takes back?", indent="      ")
    yield f"      - id: {ids.new(signal.signal, 'signal')}"
    yield f"        signal: {_text(signal.signal)}"
    yield f"        reverses: [{outcome_ids[signal.reverses or '']}]"


def _from(reference: Reference) -> Iterator[str]:
    yield from _comment(f"from {reference.source}, {reference.place}: “{reference.quote}”", indent="      ")


def _comment(text: str, lead: str = "", indent: str = "") -> Iterator[str]:
    """A text as comment lines, without what would end one."""
    line = ""
    for word in _shown(text).split(" "):
        if line and len(line) + len(word) > WIDEST:
            yield f"{indent}# {lead}{line}"
            line, lead = "", " " * len(lead)
        line = f"{line} {word}".strip()
    yield f"{indent}# {lead}{line}"


def _text(text: str) -> str:
    """A text in quotes: JSON is YAML."""
    return json.dumps(_shown(text)[:LONGEST], ensure_ascii=False)


def _shown(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


class _Ids:
    """Ids of a few words, each once."""

    def __init__(self) -> None:
        self._taken = {"complete"}

    def new(self, text: str, otherwise: str) -> str:
        """An id from the words of a text."""
        words = [word for word in _WORD.findall(text.lower()) if word not in _PASSED_OVER]
        while words and not words[0][0].isalpha():
            words.pop(0)
        base = "-".join(words[-WORDS_OF_AN_ID:] if len(words) > WORDS_OF_AN_ID else words)[:50].strip("-") or otherwise
        base = base if base[0].isalpha() else f"{otherwise}-{base}"
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name)
        return name
