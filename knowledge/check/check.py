"""Is this process upside down? Every finding of a valid process file, with its score. Works without a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from knowledge.check import applies, gates, likeness, order
from knowledge.check.finding import Finding, Kind, Severity
from knowledge.check.score import Score, score
from knowledge.check.stage_names import is_sellers
from knowledge.check.statement import judge
from knowledge.check.turning import reworded, turned
from knowledge.process_faults import found_at
from knowledge.process_yaml import Entries, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.embedding import Embedding
    from knowledge.process import Process

    Line = Callable[..., int]

_WEIGHT = tuple(Severity)


@dataclass(frozen=True)
class Report:
    """What the check says of one process: findings by line, and the score."""

    findings: tuple[Finding, ...]
    score: Score

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(each.severity is severity for each in self.findings)


def check(process: Process, source: str, embed: Embedding, others: Sequence[Process] = ()) -> Report:
    """The findings of a process that was read from the text `source`. `others` are processes used beside it.

    Raises what `embed` raises, where its vectors come from an endpoint.
    """
    root, _ = read_tree(source.removeprefix("\ufeff"))
    line = partial(_line, root if isinstance(root, Entries) else Entries(1))
    found = [
        *_stage_names(process, line),
        *_statements(process, line),
        *gates.find(process, line),
        *applies.find(process, line, others),
    ]
    vectors = embed([outcome.statement for outcome in process.outcomes.values()])

    def alike(text: str, statements: list[str]) -> list[float]:
        one, *rest = embed([text, *statements])
        return [float(one @ each) for each in rest]

    found += [*likeness.find(process, line, vectors), *order.find(process, line, alike)]
    found.sort(key=lambda each: (each.line, _WEIGHT.index(each.severity), each.kind))
    return Report(tuple(found), score(process, found))


def _line(root: Entries, *location: int | str) -> int:
    return found_at(root, location)[0]


def _stage_names(process: Process, line: Line) -> Iterator[Finding]:
    for number, stage in enumerate(process.stages):
        if is_sellers(stage.name):
            yield Finding(
                line("stages", number, "name"),
                Kind.SELLERS_STAGE,
                f"stage {stage.id}",
                f"“{stage.name}” names what the seller does or hopes; a deal is where the customer is",
                f"Name it for the customer's step, such as “{turned(stage.name).stage}”.",
            )


def _statements(process: Process, line: Line) -> Iterator[Finding]:
    for number, stage in enumerate(process.stages):
        for place, outcome in enumerate(stage.outcomes):
            at = line("stages", number, "outcomes", place, "statement")
            for kind, reason in judge(outcome.statement):
                yield Finding(
                    at,
                    kind,
                    f"outcome {outcome.id}",
                    f"“{outcome.statement}”: {reason}",
                    reworded(kind, outcome.statement),
                )
