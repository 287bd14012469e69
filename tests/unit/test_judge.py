"""The trained judge: the same answer alone and in company, whatever it is given."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.deals.claims import ToRead
from assistant.reading.confidence import FEATURES, confidence, features, likeliest
from assistant.reading.judge import Judge, Verdicts
from assistant.reading.pair_text import WORDS_AFTER, WORDS_BEFORE, WORDS_INSIDE, outcome_texts, stretch_text
from assistant.reading.pieces import pieces
from tests.builders import NOW, bakery

JUDGE = Judge()
DEFINITIONS = tuple(bakery().definitions.values())
STRETCHES = [
    "« the owner opened a budget »",
    "« lovely weather »",
    "they talked. « she spent the money on a van » sadly",
]
TOLERANCE = 0.05  # the int8 graphs scale by the largest value of a batch


def test_alone_and_in_company() -> None:
    together = JUDGE.judge(STRETCHES, DEFINITIONS, nearest=3)
    for stretch, expected in zip(STRETCHES, together, strict=True):
        (alone,) = JUDGE.judge([stretch], DEFINITIONS, nearest=3)
        best = max(expected, key=lambda each: expected[each].about)
        assert alone[best].about == pytest.approx(expected[best].about, abs=TOLERANCE)
        assert alone[best].none == pytest.approx(expected[best].none, abs=TOLERANCE)


def test_chances_are_chances_and_only_the_nearest_are_judged() -> None:
    for found in JUDGE.judge(STRETCHES, DEFINITIONS, nearest=2):
        assert len(found) == 2
        assert sum(each.about for each in found.values()) <= 1 + 1e-5
        for each in found.values():
            assert each.none + each.happened + each.not_yet + each.reversed == pytest.approx(1, abs=1e-4)


def test_the_rival_of_an_outcome_is_what_fits_best_of_the_others() -> None:
    for found in JUDGE.judge(STRETCHES, DEFINITIONS, nearest=3):
        for outcome, each in found.items():
            others = [other.claimed for name, other in found.items() if name != outcome]
            assert each.rival == pytest.approx(max(others), abs=1e-5)


def test_nothing_to_judge() -> None:
    assert JUDGE.judge([], DEFINITIONS, nearest=3) == []
    assert JUDGE.judge(STRETCHES, (), nearest=3) == [{}, {}, {}]


def test_an_outcome_is_prepared_once() -> None:
    judge = Judge()
    everything = judge.judge(STRETCHES, DEFINITIONS, nearest=1)
    started = time.perf_counter()
    assert judge.judge(STRETCHES, DEFINITIONS, nearest=1) == everything
    again = time.perf_counter() - started
    started = time.perf_counter()
    Judge().judge(STRETCHES, DEFINITIONS, nearest=1)
    assert again < time.perf_counter() - started


def test_threads_share_a_judge() -> None:
    judge = Judge()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: judge.judge(STRETCHES, DEFINITIONS, nearest=1), range(8)))
    assert all([*map(list, each)] == [*map(list, found[0])] for each in found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_judged_and_stretches_are_bounded(text: str) -> None:
    message = ToRead(text, NOW.date(), DEFINITIONS)
    parts = pieces(message)
    stretches = [stretch_text(text, part.start, part.end) for part in parts]
    assert all(len(each.split()) <= WORDS_BEFORE + WORDS_INSIDE + WORDS_AFTER + 2 for each in stretches)
    for part, found in zip(parts, JUDGE.judge(stretches, DEFINITIONS, nearest=2), strict=True):
        for verdicts in found.values():
            verdict = likeliest(verdicts)
            assert len(features(verdicts, verdict, part)) == len(FEATURES)
            assert 0 <= confidence(verdicts, verdict, part) <= 1


def test_more_certain_is_not_less_sure() -> None:
    (part,) = pieces(ToRead("The owner opened a budget", NOW.date(), DEFINITIONS))
    doubtful = Verdicts(about=0.4, none=0.5, happened=0.3, not_yet=0.1, reversed=0.1)
    certain = Verdicts(about=0.9, none=0.02, happened=0.96, not_yet=0.01, reversed=0.01)
    verdict = likeliest(certain)
    assert confidence(certain, verdict, part) > confidence(doubtful, verdict, part)


def test_an_outcome_is_shown_with_its_signs_and_what_takes_it_back() -> None:
    statement, signs, undone = outcome_texts(bakery().definitions["budget-opened"])
    assert statement == "The owner opens a budget for the oven"
    assert signs == "The bank asks for an offer"
    assert undone == "The owner spends the money elsewhere"


def test_a_stretch_stands_between_marks_in_its_surroundings() -> None:
    message = "They met. The «owner» signed ✅, then left."
    start = message.index("The «")
    assert stretch_text(message, start, start + 20) == 'They met. « The "owner" signed yes » , then left.'


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_what_stands_in_another_line_changes_no_stretch(before: str, after: str) -> None:
    line = "They met. The owner signed, then left."
    start = line.index("The owner")
    message = f"{before}\n{line}\r\n{after}"
    found = stretch_text(message, len(before) + 1 + start, len(before) + 1 + start + 16)
    assert found == stretch_text(line, start, start + 16)
