"""The evaluation cases are what their models and their data card say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from assistant.errors import PersonError
from evals.case_files import CASES, AdviceFile, QuestionFile, ResolutionFile, files, messages, process_of, schema

if TYPE_CHECKING:
    from pathlib import Path

TRAINING = CASES.parent / "training" / "processes"
FILES = [path for path in sorted(CASES.glob("*/*.yaml")) if path.parent.name != "processes"]


def test_the_schema_is_that_of_the_models() -> None:
    assert json.loads((CASES / "cases.schema.json").read_text(encoding="utf-8")) == schema()


def _plain(value: object) -> object:
    """What YAML gives as JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_keeps_to_the_schema(path: Path) -> None:
    jsonschema.validate(_plain(yaml.safe_load(path.read_text(encoding="utf-8"))), schema())


@pytest.mark.parametrize(
    ("name", "least"), [("reading", 500), ("actor", 60), ("dates", 60), ("grade", 40), ("injections", 40)]
)
def test_there_are_enough_messages_with_ids_of_their_own(name: str, least: int) -> None:
    cases = messages(name)
    assert len({each.id for each in cases}) == len(cases) >= least
    assert all(each.split not in {"final", "blind"} for each in cases)


def test_there_are_enough_deals_and_ledgers() -> None:
    assert sum(len(content.cases) for _, content in files(ResolutionFile, "resolution")) >= 40
    for path, content in files(AdviceFile, "advice"):
        process = process_of(content.process, path.parent)
        actions = {each.id for stage in process.stages for each in stage.seller_actions}
        for each in content.cases:
            assert {entry.outcome for entry in each.ledger} <= set(process.outcomes)
            assert set(each.actions) <= actions
            assert each.gate is None or process.outcomes[each.gate].gate
    assert sum(len(content.cases) for _, content in files(AdviceFile, "advice")) >= 30


def test_there_are_enough_questions_and_every_outcome_is_asked_about() -> None:
    asked = 0
    for path, content in files(QuestionFile, "questions"):
        process = process_of(content.process, path.parent)
        about = {name for each in content.cases for name in each.about}
        assert set(process.outcomes) <= about <= {*process.outcomes, *(stage.id for stage in process.stages)}
        assert len({each.question for each in content.cases}) == len(content.cases)
        assert sum(not each.about for each in content.cases) >= 5
        asked += sum(bool(each.about) for each in content.cases)
    assert asked >= 150


def test_injections_are_of_every_kind_and_some_are_harmless() -> None:
    kinds = Counter(each.said.attack for each in messages("injections"))
    assert set(kinds) == {"order", "json", "system", "mail", None}
    assert min(kinds.values()) >= 6


def test_no_process_of_the_cases_is_trained_on() -> None:
    trained = {path.stem for path in TRAINING.glob("*.yaml")}
    tested = {path.stem for path in CASES.glob("**/processes/*.yaml")}
    assert trained
    assert not trained & tested


FERRY = "process: ferry-engine\nsplit: unseen\nday: 2026-03-12\ncases:\n"


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        ('- {message: "a", gold: {nonsense: happened}}', "nonsense"),
        ('- {message: "a", seller: [sent]}', "sent"),
        ('- {message: "a", gold: {order-signed: perhaps}}', "no file of cases"),
        ('- {message: "a"}\n- {message: "a"}', "twice"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence(tmp_path: Path, cases: str, words: str) -> None:
    folder = tmp_path / "reading"
    folder.mkdir()
    (folder / "mine.yaml").write_text(FERRY + cases, encoding="utf-8")
    with pytest.raises(PersonError, match=words):
        messages("reading", folder=tmp_path)


def test_an_id_stays_when_the_case_moves_and_the_split_kept_apart_must_be_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "reading"
    folder.mkdir()
    path = folder / "mine.yaml"
    path.write_text(FERRY + '- {message: "a"}\n- {message: "b"}', encoding="utf-8")
    before = {each.id for each in messages("reading", folder=tmp_path)}
    path.write_text(FERRY.replace("unseen", "final") + '- {message: "b"}\n- {message: "a"}', encoding="utf-8")
    assert messages("reading", folder=tmp_path) == []
    assert {each.id for each in messages("reading", ["final"], tmp_path)} == before


def test_dates_are_judged_only_where_a_file_gives_some() -> None:
    assert all(each.dated for each in messages("dates"))
    assert not any(each.dated for each in messages("reading", ["tuning"]))
