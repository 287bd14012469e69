"""Playbooks beside a process: kept by content, linked to the outcomes they serve, found for advice and questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.coaching.finding import Words
from assistant.coaching.reply import Cited
from assistant.errors import PersonError
from knowledge.entries import PLAYBOOKS, Kind
from knowledge.playbook import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from knowledge.entries import Passage
    from knowledge.playbook import Playbook
    from knowledge.process import Process

LINKED = 0.35  # cosine from which a passage that names no outcome serves the nearest one
TOLD, NEAR = 0.55, 0.3  # nearness to a question from which a passage is told whole, and from which it is named
LOOKED_AT = 100  # passages and headings nearest in meaning
WORDS = 0.02  # of a shared word's weight
ENDS, LONGEST_HEADING = (".", "?", "!", ":", "…"), 120
ABOUT = (Kind.OUTCOME, Kind.SURROGATE, Kind.EVIDENCE, Kind.QUESTION, Kind.SELLER_ACTION, Kind.BACKWARD_SIGNAL)


@dataclass(frozen=True)
class Changed:
    """What keeping a playbook changed: how many passages are new, gone, and as before.

    `strange` are the ids after `Serves:` that the process does not have.
    """

    new: int
    gone: int
    same: int
    strange: tuple[str, ...] = ()


def keep(desk: Desk, organisation: str, process: Process, playbook: Playbook, *, by: str, at: datetime) -> Changed:
    """Keep a playbook in place of one of the same name, and index it; passages that stayed keep their vectors.

    Raises `PersonError` where it holds no passage, or another playbook holds the same.
    """
    if not playbook.passages:
        raise PersonError(f"{playbook.name} holds no text under its headings; choose a file with text.")
    strange = sorted({name for each in playbook.passages for name in each.serves} - _names(process))
    there = {each.name: each for each in desk.playbooks.of(organisation, process.id)}
    old = there.pop(playbook.name, None)
    twin = next((each.name for each in there.values() if each.digest == playbook.digest), None)
    if twin is not None:
        raise PersonError(f"{playbook.name} holds the same as {twin}, which is there already; nothing was changed.")
    desk.playbooks.save(organisation, process.id, playbook, by=by, at=at)
    index(desk, organisation, process)
    before, after = ({each.whole for each in some.passages} if some else set() for some in (old, playbook))
    return Changed(len(after - before), len(before - after), len(after & before), tuple(strange))


def _names(process: Process) -> set[str]:
    """Every id that a passage may serve, and the words that may stand beside them."""
    return {"outcome", "outcomes", "stage", "stages", "and", *process.outcomes, *(each.id for each in process.stages)}


def remove(desk: Desk, organisation: str, process: Process, name: str) -> None:
    """Take a playbook away, from the store too; `PersonError` where there is none of that name."""
    if not desk.playbooks.remove(organisation, process.id, name):
        names = ", ".join(each.name for each in desk.playbooks.of(organisation, process.id)) or "none"
        raise PersonError(f"{process.id} has no playbook {name!r}; it has {names}.")
    index(desk, organisation, process)


def index(desk: Desk, organisation: str, process: Process) -> int:
    """Write all passages of a process's playbooks into the store, linked to its outcomes; how many were embedded."""
    playbooks = desk.playbooks.of(organisation, process.id)
    links = {
        passage.whole: _links(desk, organisation, process, passage.whole)
        for each in playbooks
        for passage in each.passages
        if not passage.serves
    }
    return desk.search.put(organisation, process.id, PLAYBOOKS, list(entries_of(playbooks, process, links)))


def _links(desk: Desk, organisation: str, process: Process, text: str) -> list[str]:
    some = desk.search.find(organisation, process.id, process.version, [text], kinds=ABOUT, limit=1)
    return [name for each in some if each.nearness >= LINKED for name in each.entry.outcomes]


def near(desk: Desk, organisation: str, processes: Sequence[Process], text: str, limit: int) -> list[Passage]:
    """The passages of these processes' playbooks that fit a text best, the same text once.

    Their `nearness` is the cosine, half that of the heading, and a little for each word that they share with the text.
    """
    found: dict[str, Passage] = {}
    headings: dict[str, float] = {}
    for each in processes:
        if desk.search.indexed(organisation, each.id, PLAYBOOKS):
            kinds = [Kind.PASSAGE, Kind.HEADING]
            for one in desk.search.find(organisation, each.id, PLAYBOOKS, [text], kinds=kinds, limit=LOOKED_AT):
                if one.entry.kind is Kind.HEADING:
                    headings[one.entry.name] = one.nearness
                else:
                    found[one.entry.text] = one
    words = Words({told: [told] for told in found})
    fitting = [
        replace(one, nearness=one.nearness + headings.get(one.entry.name, 0) / 2 + WORDS * words.shared(told, text))
        for told, one in found.items()
    ]
    return sorted(fitting, key=lambda one: -one.nearness)[:limit]


def told(some: Sequence[Passage], most: int) -> Iterator[Cited]:
    """What passages say to a question: the nearest whole where it is very near, and the headings of others that are."""
    for number, each in enumerate(some[:most]):
        if each.nearness >= NEAR:
            heading, _, text = each.entry.text.partition("\n")
            title = heading if heading.endswith(ENDS) else f"{heading}."
            whole = number == 0 and each.nearness >= TOLD and text
            said = f"From the playbooks: {title} {text}" if whole else f"The playbooks may help: {title}"
            yield Cited(text=said, citation=each.citation)


def advised(desk: Desk, organisation: str, case: Case, reply: Reply) -> Reply:
    """The reply with the passage that serves the outcome of its next action, where a playbook has one."""
    gates = case.standing.open_gates
    if reply.action is None or not gates:
        return reply
    some = near(desk, organisation, [case.process], f"{reply.action.action}. {reply.action.serves}", LOOKED_AT)
    fitting = next((each for each in some if gates[0] in each.entry.outcomes), None)
    if fitting is None:
        return reply
    heading = shorten(fitting.entry.text.split("\n", 1)[0], LONGEST_HEADING, placeholder="…")
    action = reply.action.model_copy(update={"playbook": Cited(text=heading, citation=fitting.citation)})
    return reply.model_copy(update={"action": action})
