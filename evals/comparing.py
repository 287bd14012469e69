"""Baselines over the same cases in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.results import Baseline
from evals.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.deals.claims import Reading
    from evals.case_files import MessageCase
    from evals.results import Figures
    from evals.running import Mark, Scored
    from evals.scoring import Rival, Setup


def baselines(
    name: str,
    cases: Sequence[MessageCase],
    setup: Setup,
    *,
    mark: Callable[[MessageCase, Reading], Mark],
    figures: Callable[[Sequence[Scored[MessageCase, Reading]]], Figures],
    verdict: str = "happened",
) -> list[Baseline]:
    """The figures of each baseline; `verdict` is the commonest one of the cases."""
    found = []
    for rival in setup.rivals(verdict):

        def read(case: MessageCase, rival: Rival = rival) -> Reading:
            return rival.reader.read(case.to_read())

        ran = run(name, cases, read, mark, done=setup.tell(f"{name}: {rival.name}", len(cases)))
        found.append(
            Baseline(name=rival.name, about=rival.about, figures=figures(ran.scored), unscored=len(ran.unscored))
        )
    return found
