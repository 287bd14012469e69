"""The replay of a log and its figures, on a log made by hand in the format of the real one."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.replay import replay
from assistant.terminal.main import run
from evals.evidence import __main__ as evidence
from evals.evidence.log import FILE, PROCESS, Case, Event, read
from evals.evidence.measuring import measured
from evals.evidence.predicting import SINCE_OFFER, TOUCHES, auc, cohort, gain
from evals.evidence.reference import reference
from evals.evidence.replaying import replayed
from knowledge.process import COMPLETE

ROOT = Path(__file__).resolve().parents[2]
START = datetime.fromisoformat("2011-10-01T08:00:00+02:00")
BEGIN = "0 A_SUBMITTED; 1 O_CREATED; 1 O_SENT; 2 W_Nabellen offertes"
CASES = {
    "won": f"{BEGIN}; 5 O_SENT_BACK; 6 W_Valideren aanvraag; 20 O_ACCEPTED",
    "won-again": f"{BEGIN}; 5 O_SENT_BACK; 8 O_CANCELLED; 8 O_SENT; 18 O_SENT_BACK; 20 O_ACCEPTED; 21 O_CANCELLED",
    "won-silent": f"{BEGIN}; 3 W_Nabellen offertes; 17 O_SENT_BACK; 19 O_ACCEPTED",
    "lost": f"{BEGIN}; 3 W_Nabellen offertes; 4 W_Nabellen offertes; 25 O_CANCELLED; 25 A_CANCELLED",
    "lost-returned": f"{BEGIN}; 5 O_SENT_BACK; 30 O_DECLINED; 30 A_DECLINED",
    "decided-early": f"{BEGIN}; 5 O_SENT_BACK; 10 O_ACCEPTED",
    "undecided": f"{BEGIN}; 40 W_Nabellen offertes",
    "no-offer": "0 A_SUBMITTED; 3 A_DECLINED",
    "young": "30 A_SUBMITTED; 31 O_SENT",
}


def event(text: str) -> Event:
    day, _, activity = text.partition(" ")
    return Event(activity, "COMPLETE", START + timedelta(days=int(day)), "112")


def case(identity: str) -> Case:
    return Case(identity, "5000", tuple(event(each) for each in CASES[identity].split("; ")))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / FILE, "wt", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow(("case", "activity", "lifecycle", "time", "resource", "amount"))
        for identity in CASES:
            for each in case(identity).events:
                log.writerow((identity, each.activity, each.lifecycle, each.at.isoformat(), each.by, "5000"))
    return tmp_path


def test_only_the_customer_reaches_the_ledger() -> None:
    entries = [(each.outcome, each.verdict, each.grade, each.quote) for each in case("won-again").ledger]
    assert entries == [
        ("application-submitted", "happened", "artefact", "A_SUBMITTED"),
        ("offer-returned", "happened", "artefact", "O_SENT_BACK"),
        ("offer-returned", "reversed", "asserted", "O_CANCELLED"),
        ("offer-returned", "happened", "artefact", "O_SENT_BACK"),
    ]  # what follows the bank's decision is none of the customer's doing


def test_the_process_of_the_replay_is_the_right_side_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["process", "check", str(ROOT / "evals" / "evidence" / "loan-offer.yaml")]) == 0
    assert "Nothing to mend." in capsys.readouterr().out


def test_a_log_is_read_case_by_case(data: Path) -> None:
    assert read(data / FILE) == [case(each) for each in CASES]


def test_a_case_that_goes_back_by_hand() -> None:
    events = [(each.activity, each.at) for each in case("won-again").events]
    back = ("offer-returned", date(2011, 10, 9), COMPLETE, "take-offer")
    assert reference(events) == (COMPLETE, [back])
    assert reference(events[:6]) == ("take-offer", [back])


def test_the_replay_is_the_reference(data: Path) -> None:
    done = replayed(read(data / FILE))
    assert (done.cases, done.observations, done.moves) == (9, 19, 2)
    assert done.differ == done.differ_stored == ()


def test_a_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.evidence.reference.TAKES", {})
    done = replayed([case("won"), case("won-again")])
    assert done.differ == done.differ_stored == ("won-again",)


@given(
    st.lists(
        st.sampled_from(["A_SUBMITTED", "O_SENT_BACK", "O_CANCELLED", "A_CANCELLED", "O_ACCEPTED", "O_SENT"]),
        min_size=1,
        max_size=12,
    )
)
def test_any_order_of_events_stands_where_the_reference_says(activities: list[str]) -> None:
    some = Case("c", "", tuple(event(f"{day // 2} {each}") for day, each in enumerate(activities)))
    stage, moves = reference((each.activity, each.at) for each in some.events)
    journey = replay(PROCESS, some.ledger)
    assert [(each.outcome, each.on, each.from_stage, each.to_stage) for each in journey.backward_moves] == moves
    assert (stage == COMPLETE) is all(journey.state(each).proved for each in PROCESS.outcomes)


def test_who_is_asked_on_day_14() -> None:
    asked = cohort([case(each) for each in CASES])
    assert [(each.won, each.returned, each.stage, each.back) for each in asked.decided] == [
        (True, True, COMPLETE, False),
        (True, True, "take-offer", True),
        (True, False, "take-offer", False),
        (False, False, "take-offer", False),
        (False, True, COMPLETE, False),
    ]
    assert [each.won for each in asked.undecided] == [False]
    assert list(asked.decided[0].touches.values()) == [4, 2, 2, 3, 3]
    assert list(TOUCHES)[1] == SINCE_OFFER


@pytest.mark.parametrize(
    ("scores", "won", "value"),
    [([1, 2, 3, 4], [False, False, True, True], 1.0), ([3, 1, 2, 2], [True, False, True, False], 0.875)],
)
def test_auc_by_hand(scores: list[float], won: list[bool], value: float) -> None:
    assert auc(scores, won).value == value


def test_nothing_is_gained_over_the_same() -> None:
    assert gain([1, 2, 2], [1, 2, 2], [True, False, False]).shown() == "0.00 [0.00, 0.00]"
    assert gain([0, 1], [1, 0], [False, True]).value == 1.0
    assert auc([1, 2], [True, True]).value is None


def test_the_figures_by_hand() -> None:
    found = measured([case(each) for each in CASES])
    shares = {name: (figure.value, figure.of) for name, figure in (*found.flagged, *found.by_stage, *found.by_warning)}
    assert shares == {
        "cases with a backward move": (2 / 9, 9),
        "of these, the returned offer was taken back": (0.5, 2),
        "of these, the customer returned an offer again": (1.0, 1),
        "offers open on day 14 with a warning": (0.6, 5),
        "Ask for a loan": (None, 0),
        "Take the offer": (2 / 3, 3),
        "Complete": (0.5, 2),
        "taken back, and not returned again": (1.0, 1),
        "silent for longer than the limit": (0.5, 2),
        "no warning": (0.5, 2),
    }
    assert sum(figure.of for _, figure in found.by_touches) == found.offers == 5
    assert dict(found.predicting)["the customer returned the offer"].value == pytest.approx(0.5833, abs=1e-4)


def test_the_page_and_its_pictures_are_written(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "docs"
    assert evidence.main(["--data", str(data), "--out", str(out)]) == 0
    assert "differ from the reference: 0 in memory, 0 as stored" in capsys.readouterr().out
    page = (out / "evidence.md").read_text(encoding="utf-8")
    assert "**They are equal in 9 of 9 cases**" in page
    assert "| the customer returned the offer | 0.58 [" in page
    assert "formal\nprecondition" in page
    assert str(tmp_path) not in page
    assert sorted(each.name for each in (out / "pictures").iterdir()) == [
        f"evidence-{theme}.{ending}" for theme in ("dark", "light") for ending in ("png", "svg")
    ]
    svg = (out / "pictures" / "evidence-light.svg").read_text(encoding="utf-8")
    assert "Take the offer (3)" in svg
    assert "Ask for a loan" not in svg


def test_a_replay_that_differs_is_a_finding(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.evidence.reference.STOPS", set())
    assert evidence.main(["--data", str(data), "--out", str(tmp_path)]) == 1


def test_without_the_log_it_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "RIGHTSIDE_SHARED_DATA": str(tmp_path)}  # noqa: TID251 - passed on
    done = subprocess.run(
        [sys.executable, "-m", "evals.evidence"], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{FILE} is not here; name its folder with --data or RIGHTSIDE_SHARED_DATA.\n"
