"""The outside set `summary_consistency`: is every sentence of a summary borne by its document?

The question is put to what the product checks a model's sentences with. That check was made for short definitions with
citations; a summary of a whole call in other words is harder for it than anything the product asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.coaching.phrasing import Sentence, bears
from assistant.reading.speech import sentences
from evals.figures import bootstrap, ratio, share
from evals.outside_data import scored
from evals.results import Baseline, SetResult
from evals.running import Mark, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.figures import Figure, Floats
    from evals.outside_data import Rows
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup

    Answers = Sequence[Scored["Summary", str]]

DOMAINS = {"sales_call": "calls", "sales_email": "mails"}
GIVEN = {  # balanced accuracy on calls and on mails, as the set's page gives it
    "GPT-4": (0.879, 0.795),
    "people": (0.918, 0.874),
}
LET_THROUGH, LOST = 2, 1
DOCUMENT = "the document"


@dataclass(frozen=True)
class Summary:
    """A summary, the document it is of, and whether all of it stands there."""

    id: str
    domain: str
    split: str
    document: str
    text: str
    consistent: bool


def score(which: EvalSet, setup: Setup) -> SetResult:
    """Balanced accuracy on calls and on mails, with what is kept and caught behind it."""
    return scored(which, setup, _score)


def _score(which: EvalSet, setup: Setup, rows: Rows) -> SetResult:
    cases = [
        Summary(row["id"], row["domain"], row["split"], row["doc"], row["summary"], row["label"] == "consistent")
        for row in rows
    ]
    ran = run(which.name, cases, refused, mark, done=setup.tell(which.name, len(cases)))
    parts = {
        f"{field} {value}": figures([each for each in ran.scored if getattr(each.case, field) == value], setup.seed)
        for field in ("domain", "split")
        for value in sorted({getattr(each, field) for each in cases})
    }
    by_domain = {
        f"balanced_accuracy_{name}": parts[f"domain {domain}"]["balanced_accuracy"]
        for domain, name in DOMAINS.items()
        if f"domain {domain}" in parts
    }
    return SetResult(
        name=which.name,
        about=which.about,
        figures=by_domain | figures(ran.scored, setup.seed),
        parts=parts,
        baselines=[_given(name, by_domain) for name in GIVEN],
        cases=[each.result(each.case.domain, each.output or each.case.text) for each in ran.scored],
        unscored=ran.unscored,
    )


def refused(summary: Summary) -> str:
    """The first sentence that the document does not bear; empty where it bears them all."""
    spans = sentences(summary.text, (0, len(summary.text)))
    said = (summary.text[start:end].strip() for start, end in spans)
    # Built without the limit of 400 signs that a model's sentence has: a few here are longer.
    unborne = (
        each
        for each in said
        if each
        and not bears({DOCUMENT: summary.document}, Sentence.model_construct(text=each, citations=[DOCUMENT]), "")
    )
    return next(unborne, "")


def mark(summary: Summary, unborne: str) -> Mark:
    """Right where exactly the summaries that are not consistent have a sentence refused."""
    if summary.consistent is not bool(unborne):
        return Mark(True, f"refused: {unborne}" if unborne else "every sentence kept")
    if unborne:
        return Mark(False, f"refused, though the document says so: {unborne}", LOST)
    return Mark(False, "every sentence kept, though one is not in the document", LET_THROUGH)


def figures(answers: Answers, seed: int) -> Figures:
    """What was kept of the consistent, what was caught of the others, and the mean of the two."""
    kept = [not each.output for each in answers if each.case.consistent]
    caught = [bool(each.output) for each in answers if not each.case.consistent]
    return {
        "balanced_accuracy": _balanced(answers, seed),
        "kept": share(sum(kept), len(kept)),
        "caught": share(sum(caught), len(caught)),
    }


def _balanced(answers: Answers, seed: int) -> Figure:
    def mean(sums: Floats) -> Floats:
        found: Floats = (ratio(sums[:, 1], sums[:, 0]) + ratio(sums[:, 3], sums[:, 2])) / 2
        return found

    rows = [(c, c and not o, not c, not c and o) for c, o in ((a.case.consistent, bool(a.output)) for a in answers)]
    return bootstrap(np.array(rows, dtype=float).reshape(-1, 4), mean, of=len(rows), seed=seed)


def _given(name: str, ours: Figures) -> Baseline:
    values = dict(zip(DOMAINS.values(), GIVEN[name], strict=True))
    told = {
        f"balanced_accuracy_{domain}": ours[f"balanced_accuracy_{domain}"].model_copy(
            update={"value": value, "low": None, "high": None}
        )
        for domain, value in values.items()
        if f"balanced_accuracy_{domain}" in ours
    }
    return Baseline(name=name, about="as the set's page gives it", figures=told)
