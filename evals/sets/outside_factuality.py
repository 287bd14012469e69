"""The outside sets `event_factuality` and `commitmentbank`: did it happen, did it not, or does nobody say so?

Both are put to the pair judge of the local reader, a text and a statement at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from evals.figures import Figure, f1_of, macro_f1, share
from evals.outside_data import scored
from evals.readers import PairJudge
from evals.results import Baseline, SetResult, State
from evals.running import Mark, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evals.outside_data import Rows
    from evals.results import Figures
    from evals.scoring import EvalSet, Setup

HAPPENED, DID_NOT, UNCERTAIN = LABELS = ("happened", "did_not_happen", "uncertain")
WORDS_AFTER = 6  # of an event that its statement shows
FALSE_HAPPENED, OTHER = 3, 1
CUE_RULE = {"outside:event_factuality": 0.39}  # as measured by those who put the set together


@dataclass(frozen=True)
class Pair:
    """A text, a statement about it, and what people say of the statement."""

    id: str
    text: str
    statement: str
    label: str


def events(which: EvalSet, setup: Setup) -> SetResult:
    """Events named by a word of a sentence."""
    return scored(which, setup, partial(_judged, pair=as_event, sure=False))


def commitments(which: EvalSet, setup: Setup) -> SetResult:
    """Clauses under negation, modals, questions and conditionals."""
    return scored(which, setup, partial(_judged, pair=as_commitment, sure=True))


def as_event(row: dict[str, Any]) -> Pair:
    """The statement is the event's word and what follows it, up to the next mark."""
    words = row["text"].split(" ")
    start = row["token_span"][0]
    after = words[start : start + WORDS_AFTER]
    end = next((place for place, word in enumerate(after) if place and not any(map(str.isalnum, word))), len(after))
    return Pair(row["id"], row["text"], " ".join(after[:end]), row["label"])


def as_commitment(row: dict[str, Any]) -> Pair:
    """The statement is the clause whose truth people judged."""
    return Pair(row["id"], f"{row['context']} {row['target']}", row["prompt"], row["label"])


def _judged(
    which: EvalSet, setup: Setup, rows: Rows, pair: Callable[[dict[str, Any]], Pair], *, sure: bool
) -> SetResult:
    """`sure` asks for as much certainty of *happened* as the reader does of a statement; else the likeliest counts."""
    reader = setup.reader
    if not isinstance(reader, PairJudge):
        return SetResult(
            name=which.name, about=which.about, state=State.NOT_SCORED, reason="this reader has no pair judge"
        )
    pairs = [pair(row) for row in rows]
    ran = run(
        which.name,
        pairs,
        lambda each: label_of(reader.judge(each.text, each.statement), reader.stated if sure else None),
        mark,
        done=setup.tell(which.name, len(pairs)),
    )
    read = [(each.case.label, each.output) for each in ran.scored]
    return SetResult(
        name=which.name,
        about=which.about,
        figures=figures(read),
        baselines=_baselines(which.name, [each.label for each in pairs]),
        cases=[each.result(each.case.label, f"{each.case.statement} | {each.case.text}") for each in ran.scored],
        unscored=ran.unscored,
    )


def label_of(chances: Mapping[str, float], least: float | None = None) -> str:
    """The likeliest of happened, did not (not yet or reversed) and nobody says so.

    With `least`, happened wherever its chance is as great, and nowhere else.
    """
    summed = {
        HAPPENED: chances["happened"],
        DID_NOT: chances["not_yet"] + chances["reversed"],
        UNCERTAIN: chances["none"],
    }
    if least is not None and summed.pop(HAPPENED) >= least:
        return HAPPENED
    return max(summed, key=summed.__getitem__)


def mark(pair: Pair, read: str) -> Mark:
    """Right where the label is people's."""
    if pair.label == read:
        return Mark(True, f"{read}, as people say")
    return Mark(False, f"{read}; people say {pair.label}", FALSE_HAPPENED if read == HAPPENED else OTHER)


def figures(read: list[tuple[str, str]]) -> Figures:
    """Macro-F1 of the three labels, false *happened* on what is no event, recall of what happened."""
    none = [each for gold, each in read if gold != HAPPENED]
    real = [each for gold, each in read if gold == HAPPENED]
    return {
        "macro_f1": Figure(value=macro_f1(read, LABELS) if read else None, of=len(read), unit="F1"),
        **{f"f1_{each}": Figure(value=f1_of(read, each) if read else None, of=len(read), unit="F1") for each in LABELS},
        "happened_on_non_events": share(none.count(HAPPENED), len(none)),
        "recall_happened": share(real.count(HAPPENED), len(real)),
    }


def _baselines(name: str, gold: list[str]) -> list[Baseline]:
    common = max(LABELS, key=gold.count)
    found = [Baseline(name="majority", about=f"always {common}", figures=figures([(each, common) for each in gold]))]
    if name in CUE_RULE:
        given: Figures = {"macro_f1": Figure(value=CUE_RULE[name], of=len(gold), unit="F1")}
        found.append(
            Baseline(name="cue rule", about="negation and modal words, as the set's page gives it", figures=given)
        )
    return found
