"""The outside set of summaries, on a handful written here in its format."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from assistant.errors import PersonError
from evals.catalogue import SETS
from evals.results import State
from evals.scoring import Setup
from evals.sets.outside_summaries import Summary, mark, refused

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.deals.claims import Reading, ToRead

MAIL = "The owner opens a budget of 9,000 euros for the oven. The bakers bake a test batch on Monday."
ROWS = [
    (
        "call",
        "sales_call",
        "test",
        "The owner opens a budget for the oven. The bakers bake a test batch.",
        "consistent",
    ),
    ("call-number", "sales_call", "test", "The owner opens a budget of 7,000 euros.", "inconsistent"),
    ("mail", "sales_email", "test", "The bakers bake a test batch.", "consistent"),
    ("mail-reworded", "sales_email", "evaluation", "Money was put aside by management.", "consistent"),
    ("mail-last", "sales_email", "evaluation", "The bakers bake a test batch. A lawyer reads it.", "inconsistent"),
    ("mail-missed", "sales_email", "evaluation", "The owner bakes a test batch.", "inconsistent"),
]
WHICH = SETS["outside:summary_consistency"]


class Unused:
    def read(self, message: ToRead) -> Reading:
        raise PersonError("No message is read here.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "summary_consistency.jsonl.gz", "wt", encoding="utf-8") as file:
        for name, domain, split, summary, label in ROWS:
            row = {"id": name, "domain": domain, "split": split, "doc": MAIL, "summary": summary, "label": label}
            file.write(json.dumps(row) + "\n")
    return tmp_path


def test_balanced_accuracy_by_hand(data: Path) -> None:
    result = WHICH.score(WHICH, Setup(reader=Unused(), data=data, seed=1))
    assert result.state is State.SCORED
    assert result.figures["balanced_accuracy_calls"].value == 1.0
    assert result.figures["balanced_accuracy_mails"].value == 0.5
    assert result.figures["kept"].value == pytest.approx(2 / 3)
    assert result.figures["caught"].value == pytest.approx(2 / 3)
    assert result.figures["balanced_accuracy"].value == pytest.approx(2 / 3)
    assert {name: each["balanced_accuracy"].of for name, each in result.parts.items()} == {
        "domain sales_call": 2,
        "domain sales_email": 4,
        "split evaluation": 3,
        "split test": 3,
    }
    assert [(each.case, each.severity) for each in result.wrong] == [("mail-missed", 2), ("mail-reworded", 1)]
    gpt = result.baselines[0].figures
    assert (gpt["balanced_accuracy_calls"].value, gpt["balanced_accuracy_mails"].value) == (0.879, 0.795)
    assert gpt["balanced_accuracy_calls"].low is None


def test_the_sentence_that_is_refused_is_named() -> None:
    summary = Summary("x", "sales_call", "test", MAIL, "The bakers bake a test batch. A lawyer reads it.", True)
    assert refused(summary) == "A lawyer reads it."
    assert mark(summary, "A lawyer reads it.").reason.endswith("says so: A lawyer reads it.")


def test_a_sentence_may_be_longer_than_a_models() -> None:
    long = (
        f"The owner opens a budget of 9,000 euros for the oven, {'and the bakers bake a test batch, ' * 20}on Monday."
    )
    assert len(long) > 400
    assert refused(Summary("x", "sales_call", "test", MAIL, long, True)) == ""


def test_without_the_file_it_is_skipped(tmp_path: Path) -> None:
    result = WHICH.score(WHICH, Setup(reader=Unused(), data=tmp_path))
    assert result.state is State.SKIPPED
    assert "summary_consistency.jsonl.gz is not here" in result.reason
