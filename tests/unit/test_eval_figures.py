"""Figures against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import bins, expected_error
from evals.figures import bootstrap, f1_of, macro_f1, ratio, share, times


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 2, 0.0945, 0.9055)],
)
def test_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    figure = share(part, whole)
    assert figure.value == part / whole
    assert (figure.low, figure.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_nothing_counted_has_no_value() -> None:
    assert share(0, 0).value is None
    assert bootstrap(np.zeros((0, 2)), lambda some: ratio(some[:, 0], some[:, 1]), of=0, seed=1).value is None
    assert bootstrap(np.zeros((3, 2)), lambda some: ratio(some[:, 0], some[:, 1]), of=0, seed=1).shown() == "–"
    assert times([]) == {}


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_share_lies_in_its_interval(part: int, whole: int) -> None:
    figure = share(min(part, whole), whole)
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= figure.value + 1e-12
    assert figure.value - 1e-12 <= figure.high <= 1


def test_the_bootstrap_is_seeded_and_draws_messages() -> None:
    counts = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]])

    def right(some: np.ndarray) -> np.ndarray:
        return ratio(some[:, 0], some[:, 1])

    figure = bootstrap(counts, right, of=4, seed=7)
    assert figure == bootstrap(counts, right, of=4, seed=7)
    assert figure.value == 0.75
    # Four draws of which each is right three times in four: 0.25 or less has a chance of 5%, so 2.5% falls on it.
    assert (figure.low, figure.high) == (0.25, 1.0)


def test_messages_that_are_alike_leave_no_doubt() -> None:
    figure = bootstrap(np.array([[1.0, 2.0]] * 5), lambda some: ratio(some[:, 0], some[:, 1]), of=10, seed=0)
    assert (figure.value, figure.low, figure.high) == (0.5, 0.5, 0.5)
    assert figure.shown() == "0.50 [0.50, 0.50]"


def test_reliability_bins_and_the_calibration_error() -> None:
    said = [[(0.95, True), (0.95, True)], [(0.95, False)], [(0.62, True), (1.0, True)]]
    table = bins(said)
    assert [(each.claims, each.confidence, each.right) for each in table if each.claims] == [
        (1, 0.62, 1.0),
        (4, pytest.approx(0.9625), 0.75),
    ]
    # One claim that is 0.38 too modest and four that are 0.2125 too sure on average: (0.38 + 4 * 0.2125) / 5
    assert expected_error(said, seed=0).value == pytest.approx(0.246)
    assert expected_error([[], []], seed=0).value is None


def test_f1_by_label() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "a")]
    assert f1_of(pairs, "a") == 0.5  # 1 right of 2 read and 2 there
    assert f1_of(pairs, "b") == pytest.approx(2 / 3)
    assert f1_of(pairs, "c") == 0
    assert macro_f1(pairs, ["a", "b", "c"]) == pytest.approx((0.5 + 2 / 3) / 3)


def test_times_are_in_milliseconds() -> None:
    made = times([0.010, 0.020, 0.030])
    assert made["time_p50"].value == pytest.approx(20)
    assert made["time_p95"].value == pytest.approx(29)
    assert made["time_p50"].shown() == "20.0 ms"
