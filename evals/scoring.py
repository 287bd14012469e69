"""What every set is given to score with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evals.case_files import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from assistant.coaching.ports import Reader
    from assistant.coaching.turns import Feedback
    from assistant.deals.claims import Reading
    from evals.case_files import MessageCase
    from evals.readers import Answers
    from evals.results import SetResult


@dataclass(frozen=True)
class Rival:
    """A baseline: its name, what it does in a sentence, and the reader."""

    name: str
    about: str
    reader: Reader


@dataclass(frozen=True)
class Setup:
    """One run. `answers` are scored in place of `reader` where given; `data` holds the outside sets.

    `rivals` builds the baselines, with the commonest verdict of the cases at hand. `feedback` reads what people said of
    replies. `tell(what, cases)` begins a progress bar and gives what is called after each case.
    """

    reader: Reader
    answers: Answers | None = None
    splits: Sequence[str] = ()
    cases: Path = CASES
    data: Path | None = None
    seed: int = 0
    rivals: Callable[[str], Sequence[Rival]] = lambda _verdict: ()
    feedback: Callable[[], Sequence[Feedback]] = tuple
    tell: Callable[[str, int], Callable[[], None]] = field(default=lambda _what, _cases: lambda: None)

    def read(self, case: MessageCase) -> Reading:
        """The reading of one case, by the reader or from the answers."""
        return self.answers.answer(case) if self.answers else self.reader.read(case.to_read())


@dataclass(frozen=True)
class EvalSet:
    """A set by its name. `reads` says that each of its cases is one message to read, so that answers can be scored."""

    name: str
    about: str
    score: Callable[[EvalSet, Setup], SetResult]
    reads: bool = False
