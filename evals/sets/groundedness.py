"""The set `groundedness`: a sentence of a phrased answer is kept where the definitions bear it, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.coaching.ask import cite, extract
from assistant.coaching.phrasing import Sentence, bears, material_of
from assistant.errors import PersonError
from evals.case_files import GroundednessFile, Phrase, case_id, files, process_of
from evals.figures import share
from evals.results import SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from evals.scoring import EvalSet, Setup
    from knowledge.process import Process

LET_THROUGH, LOST = 2, 1


@dataclass(frozen=True)
class Case:
    """A sentence with the process that it cites."""

    id: str
    said: Phrase
    process: Process


def score(which: EvalSet, setup: Setup) -> SetResult:
    """How many unsupported sentences are caught, and how many supported ones are kept."""
    cases = []
    for path, content in files(GroundednessFile, which.name, setup.splits, setup.cases):
        process = process_of(content.process, path.parent, setup.cases)
        for said in content.cases:
            if strange := {*said.cites} - process.outcomes.keys():
                raise PersonError(
                    f"{path}: {said.sentence!r} cites {sorted(strange)}, which the process does not have."
                )
            cases.append(Case(case_id(path.stem, f"{said.sentence} {said.cites}"), said, process))
    ran = run(which.name, cases, kept, mark, done=setup.tell(which.name, len(cases)))
    borne = [each.output for each in ran.scored if each.case.said.borne]
    unborne = [each.output for each in ran.scored if not each.case.said.borne]
    return SetResult(
        name=which.name,
        about=which.about,
        figures={"caught": share(len(unborne) - sum(unborne), len(unborne)), "kept": share(sum(borne), len(borne))},
        cases=[
            each.result("borne" if each.case.said.borne else "not borne", each.case.said.sentence)
            for each in ran.scored
        ],
        unscored=ran.unscored,
    )


def kept(case: Case) -> bool:
    """Whether the sentence would be shown."""
    cited = [said for name in case.said.cites for said in extract(case.process, name, how=True)]
    marks = [cite(case.process, name) for name in case.said.cites]
    whole = " ".join(material_of(cited).values())  # an outcome is cited with its actions
    return bears(dict.fromkeys(marks, whole), Sentence(text=case.said.sentence, citations=marks), case.said.question)


def mark(case: Case, output: bool) -> Mark:
    """Right where what is borne is kept, and nothing else."""
    if output == case.said.borne:
        return Mark(True, "kept" if output else "caught")
    return Mark(False, "let through" if output else "lost", LET_THROUGH if output else LOST)
