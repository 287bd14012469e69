"""Which questions a process definition could answer at all."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.training.askable import QUESTIONS
from knowledge.askable import Askable
from knowledge.embedding import JointEmbedding, PackagedEmbedding
from knowledge.process_file import load

EMBED = PackagedEmbedding()
ASKABLE = Askable(EMBED)
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "question",
    [
        "What counts as proof that the budget is there?",
        "they nodded in the meeting, is that enough?",
        "how do I get the board to decide?",
        "procurement wants our discount in writing, does that count for anything?",
        "what do we lose if their sponsor leaves?",
    ],
)
def test_questions_for_the_process(question: str) -> None:
    assert ASKABLE(question)


@pytest.mark.parametrize(
    "question",
    [
        "How tall is the Eiffel tower?",
        "how much discount may I give them?",
        "what's our list price for the large one?",
        "who do I call when the laptop is broken?",
        "how many kilowatts does it have?",
        "what is the win rate in the north region this year",
    ],
)
def test_questions_for_somebody_else(question: str) -> None:
    assert not ASKABLE(question)


def test_the_weights_belong_to_one_embedding() -> None:
    with pytest.raises(ValueError, match="the weights are for"):
        Askable(JointEmbedding([(EMBED, 1.0)]))("what counts?")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_sum(question: str) -> None:
    assert isfinite(ASKABLE.sum(question))


def test_what_it_was_fitted_on_names_real_definitions_of_processes_that_no_evaluation_asks_about() -> None:
    asked = {yaml.safe_load(path.read_text(encoding="utf-8"))["process"] for path in ROOT.glob("evals/cases/*/*.yaml")
             if path.parent.name == "questions"}  # fmt: skip
    for path in sorted(QUESTIONS.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        process = load(QUESTIONS.parent / "processes" / f"{content['process']}.yaml")
        ids = {*process.outcomes, *(stage.id for stage in process.stages)}
        assert process.id not in asked
        assert all(set(each["about"]) <= ids for each in content["cases"])
