"""The few sentences above a preparation, in a model's words: only those of which every word stands in its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.phrasing import phrase
from assistant.coaching.strictness import MARKS, borne, resting
from assistant.errors import OperatorError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.desk import Case
    from assistant.coaching.ports import ChatModel
    from assistant.coaching.reply import Cited, Reply, Section

REQUEST = "What matters on this call?"
OWN_WORDS = "Below is what the ledger and the definition hold."


def briefed(chat: ChatModel, case: Case, reply: Reply, gates: str) -> Reply:
    """The preparation with a briefing above it; `gates` is the title of the section about the open gates.

    What the lines do not bear is left out: they stand below in their own words anyway.
    """
    lines = {f"[{number}]": line for number, line in enumerate(_lines(case, reply.sections, gates), 1)}
    material = {mark: text for mark, (text, _) in lines.items()}
    try:
        kept = phrase(chat, REQUEST, material, prompt="brief_call", fits=lambda each: borne(material, each))
    except (UnavailableError, OperatorError) as error:
        return reply.model_copy(update={"notice": f"{error} {OWN_WORDS}"})
    cited = {mark: line.citation for mark, (_, line) in lines.items()}
    sentences = tuple(resting(each, cited) for each in kept.sentences) if kept else ()
    return reply.model_copy(update={"sentences": sentences})


def _lines(case: Case, sections: Sequence[Section], gates: str) -> Iterator[tuple[str, Cited]]:
    """Each line as a model reads it: how sure a gate is stands first, since it may be told in no other way."""
    for section in sections:
        starts = [f"{section.title}: {line.text}" for line in section.lines]
        if section.title == gates:
            starts = [
                f"{MARKS[case.standing.statuses[gate]]}: {case.process.outcomes[gate].statement}."
                for gate in case.standing.open_gates
            ]
        for start, line in zip(starts, section.lines, strict=True):
            yield f"{start} {line.citation}" if line.citation.startswith("“") else start, line
