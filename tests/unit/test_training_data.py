"""The training data is what its page says, and nothing in it is tested on."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from assistant.deals.observation import Grade, Verdict
from evals.case_files import messages
from knowledge.process_file import load

ROOT = Path(__file__).resolve().parents[2] / "evals"
TRAINING, CASES = ROOT / "training", ROOT / "cases" / "reading"
SPLITS = ("tuning", "unseen", "independent", "final", "blind")
LONG = 6  # words of a clause that two hands hardly write alike
FILES = sorted((TRAINING / "messages").glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_message_says_what_its_claims_say(path: Path) -> None:
    process = load(TRAINING / "processes" / f"{path.stem}.yaml")
    lines = path.read_text(encoding="utf-8").split("\n")
    messages = [json.loads(line) for line in lines if line.strip()]
    assert len({each["message"] for each in messages}) == len(messages) >= 50
    for each in messages:
        date.fromisoformat(each["on"])
        outcomes = [claim["outcome"] for claim in each["claims"]]
        assert len(set(outcomes)) == len(outcomes)
        assert set(outcomes) <= set(process.outcomes)
        assert all(words in each["message"] for words in each["seller_activity"])
        for claim in each["claims"]:
            assert claim["quote"] in each["message"]
            assert Verdict(claim["verdict"]) is not Verdict.WITHDRAWN
            assert Grade(claim["grade"])
            assert claim["occurred_on"] is None or date.fromisoformat(claim["occurred_on"])


def test_nothing_that_is_trained_on_is_tested_on() -> None:
    trained = {load(path).id for path in (TRAINING / "processes").glob("*.yaml")}
    tested = {load(path).id for path in CASES.parent.rglob("processes/*.yaml")}
    assert trained
    assert not trained & tested


def test_no_training_message_repeats_a_clause_of_a_case() -> None:
    trained = " | ".join(_plain(json.loads(line)["message"]) for path in FILES for line in _lines(path))
    cases = [case for name in ("reading", "actor", "grade", "dates") for case in messages(name, SPLITS)]
    clauses = {_plain(each) for case in cases for each in re.split(r"[.!?:;,\n]+", case.said.message)}
    long = {each for each in clauses if len(each.split()) >= LONG}
    assert len(long) > 500
    assert not {each for each in long if f" {each} " in f" {trained} "}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_every_plain_text_has_a_statement_and_a_verdict() -> None:
    rows = [
        json.loads(line) for line in (TRAINING / "factuality.jsonl").read_text(encoding="utf-8").split("\n") if line
    ]
    assert len(rows) > 2000
    assert {row["verdict"] for row in rows} == {"happened", "not_yet", "none"}
    said: dict[tuple[str, str], str] = {}
    assert all(said.setdefault((row["text"], row["statement"]), row["verdict"]) == row["verdict"] for row in rows)


def test_a_third_of_the_messages_say_nothing() -> None:
    messages = [json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").split("\n") if line]
    empty = sum(not each["claims"] for each in messages)
    assert 0.25 <= empty / len(messages) <= 0.45
