"""The set `questions`: which definition of a process answers a question, and which questions it does not answer."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap.readers import build_comparison, build_own_embedding
from assistant.coaching.ask import ask
from assistant.coaching.finding import find
from assistant.retrieval import Retrieval
from evals.case_files import Question, QuestionFile, case_id, files, process_of
from evals.desks import bare_desk
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run
from knowledge.askable import Askable
from knowledge.search import ChromaSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.reply import Reply
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup
    from knowledge.process import Process

ORGANISATION = "evaluated"
SHOWN = 5
REFUSED = "The process does not say"
INVENTED, MISSED, NOT_FIRST = 3, 2, 1


@dataclass(frozen=True)
class Case:
    """A question with its process."""

    id: str
    said: Question
    process: Process


@dataclass(frozen=True)
class Found:
    """The definitions in order, and what was answered."""

    ranked: tuple[str, ...]
    reply: Reply

    @property
    def refused(self) -> bool:
        """Whether the answer is that the process does not say."""
        return self.reply.sentences[0].text.startswith(REFUSED)


class _Published:
    """The newest versions of the processes that are asked about."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = tuple(processes)

    def newest(self, _organisation: str) -> tuple[Process, ...]:
        return self._processes


def score(which: EvalSet, setup: Setup) -> SetResult:
    """Ranks and answers through a real vector store in a scratch folder."""
    cases = [
        Case(case_id(path.stem, said.question), said, process_of(content.process, path.parent, setup.cases))
        for path, content in files(QuestionFile, which.name, setup.splits, setup.cases)
        for said in content.cases
    ]
    processes = {case.process.id: case.process for case in cases}
    with tempfile.TemporaryDirectory() as folder, ChromaSearch(build_own_embedding(), path=Path(folder)) as search:
        desk = bare_desk(
            search=Retrieval(search), processes=_Published([*processes.values()]), askable=Askable(build_comparison())
        )
        for process in processes.values():
            desk.search.index(ORGANISATION, process)

        def answer(case: Case) -> Found:
            ranked = find(desk, ORGANISATION, case.process, case.said.question)
            return Found(tuple(each.id for each in ranked), ask(desk, ORGANISATION, case.said.question, case.process))

        ran = run(which.name, cases, answer, mark, done=setup.tell(which.name, len(cases)))
    return SetResult(
        name=which.name,
        about=which.about,
        figures=_figures(ran.scored),
        cases=[
            each.result(", ".join(each.case.said.about) or "nothing", each.case.said.question) for each in ran.scored
        ],
        unscored=ran.unscored,
    )


def _figures(some: Sequence[Scored[Case, Found]]) -> Figures:
    told = [each for each in some if each.case.said.about]
    untold = [each for each in some if not each.case.said.about]
    places = [_place(each.case, each.output) for each in told]
    return {
        "first": share(sum(place == 0 for place in places), len(told)),
        "in_five": share(sum(place < SHOWN for place in places), len(told)),
        "wrong_refusals": share(sum(each.output.refused for each in told), len(told)),
        "refused": share(sum(each.output.refused for each in untold), len(untold)),
    }


def _place(case: Case, found: Found) -> int:
    return min(
        (found.ranked.index(each) for each in case.said.about if each in found.ranked),
        default=max(len(found.ranked), SHOWN),
    )


def mark(case: Case, found: Found) -> Mark:
    """Right where the first definition answers, or where there is none and the answer says so."""
    first = ", ".join(found.ranked[:SHOWN])
    if not case.said.about:
        return Mark(
            found.refused, f"answered from {first}" if not found.refused else "said that it does not say", INVENTED
        )
    if found.refused:
        return Mark(False, f"said that the process does not say; found {first}", MISSED)
    place = _place(case, found)
    return Mark(place == 0, f"place {place + 1} of {first}", NOT_FIRST if place < SHOWN else MISSED)
