"""The set `playbooks`: which passage of the playbooks beside a process answers a question."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap.readers import build_own_embedding
from assistant.coaching.playbooks import TOLD, index, near
from assistant.documents.formats import open_document
from assistant.documents.sides import Us
from assistant.retrieval import Retrieval
from evals.case_files import Looked, PlaybookFile, case_id, files, process_of
from evals.desks import bare_desk
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run
from knowledge.drafting.draft import Source
from knowledge.playbook import playbook
from knowledge.search import ChromaSearch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evals.scoring import EvalSet, Setup
    from knowledge.entries import Passage
    from knowledge.playbook import Playbook
    from knowledge.process import Process

ORGANISATION = "evaluated"
SHOWN = 5
TOLD_WRONGLY, MISSED, NOT_FIRST = 3, 2, 1


@dataclass(frozen=True)
class Case:
    """A question with the process that its playbooks stand beside."""

    id: str
    said: Looked
    process: Process


class _Kept:
    """The playbooks of each process."""

    def __init__(self, kept: Mapping[str, tuple[Playbook, ...]]) -> None:
        self._kept = kept

    def of(self, _organisation: str, process: str) -> tuple[Playbook, ...]:
        return self._kept[process]


def score(which: EvalSet, setup: Setup) -> SetResult:
    """Ranks passages through a real vector store in a scratch folder."""
    cases, processes, kept = [], {}, {}
    for path, content in files(PlaybookFile, which.name, setup.splits, setup.cases):
        process = process_of(content.process, path.parent, setup.cases)
        processes[process.id] = process
        kept[process.id] = tuple(_cut(path.parent / "documents" / name) for name in content.playbooks)
        cases += [Case(case_id(path.stem, said.question), said, process) for said in content.cases]
    with tempfile.TemporaryDirectory() as folder, ChromaSearch(build_own_embedding(), path=Path(folder)) as search:
        desk = bare_desk(search=Retrieval(search), playbooks=_Kept(kept))
        for process in processes.values():
            desk.search.index(ORGANISATION, process)
            index(desk, ORGANISATION, process)

        def find(case: Case) -> list[Passage]:
            return near(desk, ORGANISATION, [case.process], case.said.question, SHOWN)

        ran = run(which.name, cases, find, mark, done=setup.tell(which.name, len(cases)))
    answered = [_place(each.case, each.output) for each in ran.scored if each.case.said.section]
    others = [each.output for each in ran.scored if not each.case.said.section]
    return SetResult(
        name=which.name,
        about=which.about,
        figures={
            "first": share(sum(place == 0 for place in answered), len(answered)),
            "in_five": share(sum(place < SHOWN for place in answered), len(answered)),
            "told_wrongly": share(sum(_told(found) for found in others), len(others)),
        },
        cases=[each.result(each.case.said.section or "nothing", each.case.said.question) for each in ran.scored],
        unscored=ran.unscored,
    )


def _cut(path: Path) -> Playbook:
    document = open_document(path, Us())
    return playbook(Source(document.name, document.text, document.place))


def _place(case: Case, found: list[Passage]) -> int:
    section = case.said.section or ""
    return next((at for at, each in enumerate(found) if _heading(each).endswith(section)), SHOWN)


def _told(found: list[Passage]) -> bool:
    """Whether the first passage would be told whole."""
    return bool(found) and found[0].nearness >= TOLD


def _heading(passage: Passage) -> str:
    return passage.entry.text.split("\n", 1)[0]


def mark(case: Case, found: list[Passage]) -> Mark:
    """Right where the section's passage comes first, or where there is none and none is told whole."""
    first = "; ".join(map(_heading, found[:3]))
    if case.said.section is None:
        return Mark(not _told(found), f"nearest: {first}", TOLD_WRONGLY)
    place = _place(case, found)
    return Mark(place == 0, f"place {place + 1} of {first}", NOT_FIRST if place < SHOWN else MISSED)
