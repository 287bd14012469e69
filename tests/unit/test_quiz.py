"""The quiz: every situation comes from the definition, with its reason, and the four answers are asked alike."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from assistant.coaching.quiz import Moved, Situation, quiz, summary
from knowledge.library import shipped
from tests.builders import bakery

if TYPE_CHECKING:
    from knowledge.process import Process

EVERY = [process for process, _ in shipped()] + [bakery()]
CITED = re.compile(r"\[(outcome|seller action|backward signal) ([a-z0-9-]+)\]")


@given(st.sampled_from(EVERY), st.integers(1, 300), st.integers(0, 1000))
def test_situations_are_of_the_process_once_each_and_cite_it(process: Process, count: int, seed: int) -> None:
    found = quiz(process, count=count, seed=seed)
    assert 0 < len(found) <= count
    assert len({(each.stage, each.told, each.reason) for each in found}) == len(found)
    known = set(process.outcomes)
    for stage in process.stages:
        known |= {each.id for each in (*stage.seller_actions, *stage.backward_signals)}
    for each in found:
        cited = {name for _, name in CITED.findall(each.reason)}
        assert cited
        assert cited <= known
    assert found == quiz(process, count=count, seed=seed)


def test_the_answers_are_asked_about_equally_often() -> None:
    counts = Counter(each.answer for each in quiz(EVERY[0], count=40, seed=1))
    assert set(counts.values()) == {10}


def test_the_right_answer_follows_from_where_the_text_stands() -> None:
    by_text = {each.told: each.answer for each in quiz(bakery(), count=99, seed=0)}
    assert by_text["You hold this: a message from the head baker"] is Moved.PROVED
    assert by_text["They count spoiled loaves"] is Moved.SIGN
    assert by_text["All you have is this: our own estimate"] is Moved.NO
    assert by_text["You did this: Lend them an oven for a morning"] is Moved.NO
    assert by_text["The owner spends the money elsewhere"] is Moved.BACK


def test_the_summary_names_the_commonest_confusion() -> None:
    def pair(answer: Moved, given_: Moved) -> tuple[Situation, Moved]:
        return Situation("s", "t", answer, "r"), given_

    assert summary([pair(Moved.NO, Moved.NO)]) == ["1 of 1 right."]
    told = summary([pair(Moved.SIGN, Moved.PROVED)] * 2 + [pair(Moved.NO, Moved.BACK), pair(Moved.NO, Moved.NO)])
    assert told[0] == "1 of 4 right."
    assert "“yes, and it is proved” where it was “perhaps: it is only a sign”" in told[1]
