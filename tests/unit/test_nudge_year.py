"""The simulated year of nudges, at a small size: the caps, what it converges to, and that it would see a broken cap."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.nudge_people import WAYS, made
from evals.nudge_year import Year, main, ours, peers, report, simulate


@pytest.fixture(scope="module")
def year() -> Year:
    return simulate(ours, reps=20, weeks=52)


def test_the_caps_hold_and_an_item_escalates_once(year: Year) -> None:
    assert year.faults == []
    assert max(Counter((each.week, each.rep) for each in year.sent).values()) == 5
    assert set(year.escalated.values()) == {1}


def test_who_never_answers_hears_less_and_less_and_who_answers_does_not(year: Year) -> None:
    def deals(way: str, weeks: range) -> int:
        return sum(each.way == way and each.week in weeks for each in year.sent)

    early, late = range(13), range(39, 52)
    assert deals("never", late) < 0.5 * deals("never", early)
    assert deals("eager", late) > 0.8 * deals("eager", early)
    assert year.self_muted > 0


def test_usefulness_comes_to_what_the_ways_of_answering_imply(year: Year) -> None:
    acted = sum(each.acted for each in year.sent) / len(year.sent)
    implied = sum(WAYS[each.way][0] for each in year.sent) / len(year.sent)
    assert acted == pytest.approx(implied, abs=0.04)


def test_the_same_seed_is_the_same_year_and_the_pipelines_are_the_same_for_both_policies() -> None:
    first, second = (simulate(ours, reps=5, weeks=6, seed=3) for _ in range(2))
    assert first == second
    assert made(3, 1) == made(3, 1)


def test_a_policy_without_caps_is_seen_to_break_them() -> None:
    broken = simulate(peers, reps=10, weeks=10)
    assert any("items on" in each for each in broken.faults)
    assert any("a third time without an answer" in each for each in broken.faults)


def test_the_tables_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--reps", "10", "--weeks", "8"]) == 0
    out = capsys.readouterr().out
    assert "| Rightside |" in out
    assert "| every stale deal, every week |" in out
    assert out.endswith("Every cap held.\n")
    empty = list(report({"nobody": Year()}, 5, 4))
    assert empty[2] == "| nobody | 0.00 | 0.00 | 0 | none |"
