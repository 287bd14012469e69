"""What is scored and what it is compared with: answers of other systems, the model alone, the baselines, the floors."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.deals.claims import Reading, ToRead
from assistant.errors import OperatorError, PersonError, UnavailableError
from assistant.settings import read_settings
from evals import floors, peers, readers
from evals.baselines import CosineCues, Keyword, Majority, Nearest
from evals.case_files import CASES, Message, MessageCase, process_of
from evals.figures import Figure
from evals.results import SetResult, State
from tests import openai_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FERRY = process_of("ferry-engine", CASES)
WORDS = sorted({word for each in FERRY.outcomes.values() for word in each.statement.lower().split()})


class Bag:
    """An embedding of known words: texts with the same words are near."""

    name = "bag"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        table = np.array([[word in text.lower().split() for word in WORDS] for text in texts], dtype=np.float32)
        return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)


def to_read(text: str) -> ToRead:
    return ToRead(text, date(2026, 3, 12), tuple(FERRY.definitions.values()))


def said(reading: Reading) -> dict[str, str]:
    return {each.outcome: each.verdict.value for each in reading.claims}


def case(name: str) -> MessageCase:
    return MessageCase(id=name, split="unseen", said=Message(message="m"), process=FERRY, on=date(2026, 3, 12))


def test_answers_of_another_system(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    lines = [
        {"case": "a", "claims": [{"outcome": "order-signed", "verdict": "happened", "cost": 3}], "extra": 1},
        {"case": "b", "claims": [{"outcome": "order-signed", "verdict": "perhaps"}]},
        {"case": "c", "error": "too long"},
        {"case": "d", "claims": [{"outcome": "x", "verdict": "not_yet", "confidence": 7}]},
    ]
    path.write_text("\n\n".join(json.dumps(each) for each in lines), encoding="utf-8")
    given = readers.answers(path)
    assert said(given.answer(case("a"))) == {"order-signed": "happened"}
    assert given.answer(case("a")).reader == "theirs"
    for name, words in (("b", "verdict"), ("c", "too long"), ("d", "confidence"), ("e", "no answer")):
        with pytest.raises(UnavailableError, match=words):
            given.answer(case(name))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"case": 1}', "line 1: give an object"),
        ("[]", "line 1: give an object"),
        ('{"case": "a"}\n{"case": "a"}', "line 2: a was answered before"),
        ("{", "line 1: not JSON"),
        (None, "cannot be read"),
    ],
)
def test_an_answers_file_that_cannot_be_used(tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "theirs.jsonl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(PersonError, match=words):
        readers.answers(path)


def test_where_the_local_reader_had_to_answer_there_is_no_answer_of_the_model() -> None:
    script = [openai_server.status(401), openai_server.answer([openai_server.claim("order-signed", "They signed")])]
    with openai_server.scripted_openai(script) as server:
        settings = read_settings(openai_api_key="k", openai_base_url=server.url, model="any")
        reader = readers.product_reader(settings, readers.wanted(settings, "model"))
        with pytest.raises(UnavailableError, match="refused the key"):
            reader.read(to_read("They signed the order"))
        assert reader.read(to_read("They signed the order")).reader == "any"
    with pytest.raises(OperatorError):
        readers.wanted(read_settings(), "model")
    assert readers.wanted(read_settings(), None) == "local"


def test_the_baselines_read_as_they_say() -> None:
    nearest = Nearest(Bag())
    text = "The managing director signs the order for the engines. The ship bank will grants the loan"
    first = text.split(".", maxsplit=1)[0]
    assert said(Majority(nearest, "not_yet").read(to_read(first))) == {"order-signed": "not_yet"}
    assert said(CosineCues(nearest).read(to_read(text))) == {"order-signed": "happened", "loan-granted": "not_yet"}
    assert said(CosineCues(nearest).read(to_read("They cancel the order for the engines"))) == {
        "order-signed": "reversed"
    }
    assert said(CosineCues(nearest).read(to_read("zebra"))) == {}
    assert "loan-granted" in said(Keyword().read(to_read("we spoke about how a loan is granted")))
    assert said(Keyword().read(to_read("hello"))) == {}
    assert said(Majority(nearest, "happened").read(ToRead("x", date(2026, 3, 12), ()))) == {}


def test_one_prompt_without_a_process_is_played_or_asked() -> None:
    text = "The managing director signs the order for the engines.\nthe budget is not approved by the board"
    played = peers.PeerReader(peers.scripted, Nearest(Bag())).read(to_read(text))
    assert said(played)["order-signed"] == "happened"
    assert all(each.quote in text for each in played.claims)
    told = json.dumps(
        {"milestones": [{"milestone": "signs the order for the engines", "status": "lost", "quote": "signs"}]}
    )
    with openai_server.scripted_openai([openai_server.says(told), openai_server.malformed()]) as server:
        settings = read_settings(openai_api_key="k", openai_base_url=server.url, model="any")
        reader = peers.PeerReader(peers.model(settings), Nearest(Bag()))
        assert said(reader.read(to_read(text))) == {"order-signed": "reversed"}
        assert "engine-survey" not in server.requests[0].system
        with pytest.raises(UnavailableError):
            reader.read(to_read(text))


def result(**figures: float | None) -> SetResult:
    made = {name: Figure(value=value, of=1) for name, value in figures.items()}
    return SetResult(name="reading", about="", figures={"scored": Figure(value=1, of=1), **made})


def test_floors_of_the_source_name_sets_and_hold_for_what_was_run(tmp_path: Path) -> None:
    from evals.catalogue import SETS  # noqa: PLC0415

    assert set(floors.read()) - {floors.EVERY} <= set(SETS)
    path = tmp_path / "floors.yaml"
    path.write_text(
        "every set: {all: {scored: {at_least: 0.9}}}\n"
        "reading: {all: {f1: {at_least: 0.5}, wrong: {at_most: 0.1}}, split x: {f1: {at_least: 1}}}\n",
        encoding="utf-8",
    )
    mine = floors.read(path)
    assert floors.below([result(f1=0.5, wrong=0.1)], mine) == []
    bad = floors.below([result(f1=0.4, wrong=0.2)], mine)
    assert [(each.figure, each.value, each.floor) for each in bad] == [
        ("all: f1", 0.4, "at least 0.5"),
        ("all: wrong", 0.2, "at most 0.1"),
    ]
    assert [each.value for each in floors.below([result(f1=None, wrong=0)], mine)] == [None]
    skipped = SetResult(name="reading", about="", state=State.SKIPPED)
    unscored = SetResult(name="reading", about="", state=State.NOT_SCORED)
    assert floors.below([skipped], mine) == []
    assert len(floors.below([unscored], mine)) == 2


@pytest.mark.parametrize("text", ["reading: 3", "reading: {all: {f1: {}}}", "reading: {all: {f1: {at_best: 1}}}", "{"])
def test_floors_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PersonError, match="holds no floors"):
        floors.read(path)
