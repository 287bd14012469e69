"""A good process file: a text read as it is written, and the schema that says the same as the reader."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.process import BackwardSignal, Outcome, Process, Purpose, Range, SellerAction, Stage
from knowledge.process_file import ProcessFileError, load, parse, schema
from tests.builders import OVEN, changed

ROOT = Path(__file__).parents[2]


def test_a_good_file_is_read() -> None:
    process = parse(OVEN, "file.yaml")
    assert process.contract == "oven-ordered"
    assert process.outcomes["oven-ordered"].evidence == ("the order",)
    assert process.stages[0].seller_actions[0].purpose is Purpose.ENCOURAGE
    assert parse(b"\xef\xbb\xbf" + OVEN.replace("\n", "\r\n").encode(), "file.yaml") == process


def test_lists_that_may_be_empty_are_none() -> None:
    text = changed("evidence: [the order]", "surrogates: []\n        not_evidence: []")
    text = text.split("    seller_actions:", maxsplit=1)[0]
    process = parse(text + "    seller_actions: []\n    backward_signals: []\n    crm_stages: []\n", "f")
    assert process.stages[0].seller_actions == ()
    assert process.stages[0].outcomes[0].surrogates == ()


def test_only_what_the_format_requires_is_required() -> None:
    stage = "{id: s, name: t, outcomes: [{id: o, statement: u, gate: true}]}"
    text = f"{{id: a, name: b, version: 1, stages: [{stage}]}}"
    assert parse(text, "f").outcomes["o"].ask is None


def test_a_key_left_empty_where_nothing_is_needed_is_none() -> None:
    process = parse(changed("gate: true", "gate: true\n        ask:\n        reconfirm_after_days: ~"), "f")
    assert process.outcomes["oven-ordered"].ask is None


@pytest.mark.parametrize("written", ["yes", "no", "on", "2024-05-01", "12", "1.5", "12:30", "0x1F", "=", "<<"])
def test_text_is_taken_as_it_is_written(written: str) -> None:
    assert parse(changed("name: An oven", f"name: {written}"), "f").name == written


@pytest.mark.parametrize("written", ["yes", "on", "True", "TRUE", "true"])
def test_a_gate_may_be_any_plain_yes(written: str) -> None:
    assert parse(changed("gate: true", f"gate: {written}"), "f").outcomes["oven-ordered"].gate


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("[a, b]", ("a", "b")),
        ("hospital", ("hospital",)),
        ("12", (12,)),
        ('"EU*"', "EU*"),
        ("[EU*, UK]", ("EU*", "UK")),
        ("[no, 007, 2024-05-01, 1.5, 3, true, '3']", ("no", "007", "2024-05-01", 1.5, 3, True, "3")),
        ("{min: 5}", Range(min=5)),
        ("{min: -1.5, max: 1e3}", Range(min=-1.5, max=1000)),
    ],
)
def test_conditions(written: str, condition: object) -> None:
    process = parse(changed("version: 1", f"version: 1\napplies_to: {{x: {written}}}"), "f")
    assert process.applies_to == {"x": condition}


def test_load_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "oven.yaml"
    path.write_text(OVEN, encoding="utf-8")
    assert load(path) == parse(OVEN, "f")
    path.write_text(changed("id: oven\n", ""), encoding="utf-8")
    with pytest.raises(ProcessFileError, match=re.escape(f"{path}:1: the process has no `id`")):
        load(path)


def test_the_example_of_the_format_page_is_good() -> None:
    page = (ROOT / "docs" / "process-file.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse(example, "example").applies_to["amount"] == Range(min=20000)
    jsonschema.validate(yaml.safe_load(example), schema())


def test_the_schema_file_is_the_models_schema() -> None:
    written = json.loads((ROOT / "knowledge" / "process.schema.json").read_text(encoding="utf-8"))
    assert written == schema(), "write knowledge/process.schema.json again from knowledge.process_file.schema()"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "complete"},
        {"id": "No"},
        {"version": 0},
        {"stages": []},
        {"colour": "red"},
        {"applies_to": {"a": []}},
        {"applies_to": {"a": {}}},
        {"applies_to": {"a": {"least": 1}}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    data = {**yaml.safe_load(OVEN), **change}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())
    with pytest.raises(ProcessFileError):
        parse(yaml.safe_dump(data), "f")


def test_a_large_process_is_read_within_a_second() -> None:
    stages = [
        {
            "id": f"stage-{s}",
            "name": f"Stage {s}",
            "outcomes": [
                {
                    "id": f"outcome-{s}-{o}",
                    "statement": "x" * 80,
                    "gate": True,
                    "evidence": ["x" * 80, "y" * 80],
                    "surrogates": ["x" * 80, "y" * 80, "z" * 80],
                }
                for o in range(30)
            ],
        }
        for s in range(10)
    ]
    text = yaml.safe_dump({"id": "large", "name": "Large", "version": 1, "stages": stages})
    started = time.perf_counter()
    assert len(parse(text, "f").outcomes) == 300
    assert time.perf_counter() - started < 1


def test_the_reader_imports_nothing_heavy() -> None:
    code = "import sys, knowledge.process_file; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.split(".")[0] for name in ran.stdout.split()}
    assert not loaded & {"assistant", "chromadb", "langchain", "numpy", "sqlalchemy", "openai", "jsonschema"}


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30).filter(str.strip)
words = texts.map(str.strip).filter(bool)
numbers = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
ranges = st.tuples(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300)).map(
    lambda ends: Range(min=min(ends), max=max(ends))
)
conditions = (
    st.lists(words | numbers | st.booleans(), min_size=1, max_size=3).map(tuple) | ranges | words.map(lambda w: f"{w}*")
)


@st.composite
def processes(draw: st.DrawFn) -> Process:
    count = iter(range(1000))

    def new(word: str) -> str:
        return f"{word}-{next(count)}"

    def outcome(gate: bool) -> Outcome:
        lists = draw(st.lists(st.lists(texts, max_size=2).map(tuple), min_size=3, max_size=3))
        return Outcome(
            id=new("outcome"), statement=draw(texts), gate=gate, evidence=lists[0], surrogates=lists[1],
            not_evidence=lists[2], ask=draw(st.none() | texts),
            reconfirm_after_days=draw(st.none() | st.integers(1, 36500)),
        )  # fmt: skip

    def stage() -> Stage:
        inside = tuple(outcome(gate) for gate in [True, *draw(st.lists(st.booleans(), max_size=2))])
        named = draw(st.lists(st.sampled_from([each.id for each in inside]), min_size=1, max_size=3))
        purpose = draw(st.sampled_from(list(Purpose)))
        action = SellerAction(id=new("action"), action=draw(texts), purpose=purpose, advances=tuple(named))
        signal = BackwardSignal(id=new("signal"), signal=draw(texts), reverses=tuple(named))
        return Stage(
            id=new("stage"), name=draw(texts), customer_goal=draw(st.none() | texts), outcomes=inside,
            seller_step=draw(st.none() | texts), typical_days=draw(st.none() | st.integers(1, 3650)),
            crm_stages=tuple(draw(st.lists(texts, max_size=2))),
            seller_actions=(action,) * draw(st.booleans()), backward_signals=(signal,) * draw(st.booleans()),
        )  # fmt: skip

    stages = tuple(stage() for _ in range(draw(st.integers(1, 2))))
    return Process(
        id=new("process"), name=draw(texts), version=draw(st.integers(1, 10**9)), stages=stages,
        applies_to=draw(st.dictionaries(words, conditions, max_size=2)),
        contract=draw(st.none() | st.just(stages[0].outcomes[0].id)),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(process=processes(), unicode=st.booleans(), flow=st.sampled_from([None, True, False]))
def test_a_process_written_as_yaml_reads_back_equal(process: Process, unicode: bool, flow: bool | None) -> None:
    data = process.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(data, allow_unicode=unicode, default_flow_style=flow, sort_keys=False)
    assert parse(text, "f") == process
    jsonschema.validate(data, schema())
