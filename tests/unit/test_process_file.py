"""The process file: every fault at once with its line, and a text read as it is written."""

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

from knowledge import process_yaml
from knowledge.library import shipped
from knowledge.process import BackwardSignal, Outcome, Process, Purpose, Range, SellerAction, Stage
from knowledge.process_file import MAX_BYTES, Fault, ProcessFileError, load, parse, schema

ROOT = Path(__file__).parents[2]
GOOD = """\
id: oven
name: An oven
version: 1
contract: oven-ordered
stages:
  - id: plan
    name: Plan
    outcomes:
      - id: oven-ordered
        statement: The owner orders the oven
        gate: true
        evidence: [the order]
    seller_actions:
      - id: bake
        action: Bake with the owner
        purpose: encourage
        advances: [oven-ordered]
    backward_signals:
      - id: cancelled
        signal: They cancel
        reverses: [oven-ordered]
"""


def faults(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(ProcessFileError) as caught:
        parse(text, "file.yaml")
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1)


def test_a_good_file_is_read() -> None:
    process = parse(GOOD, "file.yaml")
    assert process.contract == "oven-ordered"
    assert process.outcomes["oven-ordered"].evidence == ("the order",)
    assert process.stages[0].seller_actions[0].purpose is Purpose.ENCOURAGE
    assert parse(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "file.yaml") == process


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("id: oven\n", "id: The Oven\n", 1, "'The Oven', which is no id; use lower-case words with hyphens, at most"),
        ("id: oven\n", "id: 9\n", 1, "'9', which is no id"),
        ("id: oven\n", "id: complete\n", 1, "'complete' is reserved"),
        ("id: plan", "id: complete", 6, "'complete' is reserved"),
        ("id: plan", "id: oven-ordered", 9, "used twice (first on line 6)"),
        ("id: bake", "id: oven-ordered", 14, "used twice (first on line 9)"),
        ("id: cancelled", "id: bake", 19, "used twice (first on line 14)"),
        ("contract: oven-ordered", "contract: oven-order", 4, "no outcome here; did you mean oven-ordered?"),
        ("advances: [oven-ordered]", "advances: [plan]", 17, "`advances` names 'plan', which is no outcome here"),
        ("reverses: [oven-ordered]", "reverses:\n          - x", 22, "`reverses` names 'x'"),
        ("advances: [oven-ordered]", "advances: []", 17, "an empty list; name at least one"),
        ("reverses: [oven-ordered]", "reverses: []", 21, "an empty list"),
        ("evidence: [the order]", "evidence: []", 12, "`evidence` is an empty list"),
        ("gate: true", "gate: false", 6, "stage plan has no gate; mark the outcome"),
        ("gate: true", "gate: 'true'", 11, "write true or false, without quotes"),
        ("purpose: encourage", "purpose: push", 16, "'push', which is no purpose; use one of: encourage, facilitate"),
        ("statement:", "statment:", 10, "unknown key `statment`; did you mean `statement`?"),
        ("statement:", "statment:", 9, "outcome oven-ordered has no `statement`; add"),
        ("gate: true", "gate: true\n        advances: [x]", 12, "`advances` is a key of a seller action"),
        ("gate: true", "gate: true\n        colour: red", 12, "remove it, or use one of: id, statement, gate"),
        ("name: An oven", "name:", 2, "`name` of the process has no value"),
        ("name: An oven", "name: [a, b]", 2, "is no single text"),
        ("name: An oven", "name: ''", 2, "is empty"),
        ("name: An oven", f"name: {'x' * 601}", 2, "longer than 600 characters"),
        ("name: An oven", "name: An oven\nname: Another", 3, "`name` is written twice (first on line 2)"),
        ("version: 1", "version: 0", 3, "is 0; write a whole number of at least 1"),
        ("version: 1", "version: '1'", 3, "not a whole number"),
        ("version: 1", "version: 1.0", 3, "not a whole number"),
        ("version: 1", "version: true", 3, "not a whole number"),
        ("version: 1", f"version: {'9' * 5000}", 3, "not a whole number"),
        ("name: Plan", "name: Plan\n    typical_days: 4000", 8, "a whole number up to 3650"),
        ("evidence: [the order]", "evidence: the order", 12, "begin each entry with `- `"),
        (
            "evidence: [the order]",
            "evidence: [the order, {a: b}]",
            12,
            "an entry of `evidence` of outcome oven-ordered",
        ),
        ("name: Plan", "name: Plan\n    crm_stages: {a: b}", 8, "`crm_stages` of stage plan is not a list"),
        ("    backward_signals:\n", "      - nonsense\n    backward_signals:\n", 18, "is not a group of keys"),
        ("name: An oven", "name: !!str An oven", 2, "tag"),
        ("name: An oven", "name: &here An oven", 2, "anchor `&here`"),
        ("name: An oven", "name: *there", 2, "alias `*there`"),
        ("name: An oven", '"name": "An\\0oven"', 2, "control character U+0000"),
        ("name: An oven", "? [a]\n: b\nname: An oven", 2, "a key must be a single word"),
        ("name: An oven", "<<: {a: b}\nname: An oven", 2, "unknown key `<<`"),
        ("name: An oven", "name: An oven\napplies_to: [a]", 3, "`applies_to` is not a group of keys"),
        ("name: An oven", "name: An oven\napplies_to: {a: []}", 3, "`a` of `applies_to` is an empty list"),
        ("name: An oven", "name: An oven\napplies_to: {a: [[x]]}", 3, "no single word or number"),
        ("name: An oven", "name: An oven\napplies_to: {a: }", 3, "no single word or number"),
        ("name: An oven", "name: An oven\napplies_to: {'': [x]}", 3, "an empty key"),
        ("name: An oven", "name: An oven\napplies_to: {a: {}}", 3, "neither min nor max"),
        ("name: An oven", "name: An oven\napplies_to: {a: {min: 2, max: 1}}", 3, "larger than max"),
        ("name: An oven", "name: An oven\napplies_to: {a: {min: x}}", 3, "`min` of `a` is no number"),
        ("name: An oven", "name: An oven\napplies_to: {a: {min: 1e999}}", 3, "`min` of `a` is no number"),
        ("name: An oven", "name: An oven\napplies_to: {a: {least: 1}}", 3, "unknown key `least`; use min and max"),
        ("        reverses: [oven-ordered]\n", "        reverses: [oven-ordered]\n---\nid: x\n", 22, "second document"),
        ("name: An oven", "name: An: oven", 2, "this is not YAML"),
        ("version: 1", "version: [1", 4, "this is not YAML"),
        ("version: 1", "\tversion: 1", 3, "this is not YAML"),
        ("An oven", "An\x07 oven", 2, "U+0007 is not allowed"),
        ("An oven", "An\ud800 oven", 2, "not UTF-8"),
        ("An oven", f"{'[' * 5000}", 2, "nested too deep"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    told = [(fault.line, f"{fault.message}; {fault.mend}") for fault in faults(changed(old, new))]
    assert any(at == line and said in text for at, text in told), told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"- a\n- b\n", "a process is a group of keys"),
        (b"just words", "a process is a group of keys"),
        (b"*a", "alias"),
        (b"id: a\nname: \xff\n", "not UTF-8"),
        (GOOD.encode("utf-16"), "not UTF-8"),
        (b"#" * (MAX_BYTES + 1), "larger than 1,000,000 bytes"),
        (b"id: a\nname: b\nversion: 1\nstages: []\n", "`stages` of the process is an empty list"),
        (b"id: a\nname: b\nversion: 1\nstages: [{id: x, name: y, outcomes: []}]\n", "`outcomes` of stage x"),
        (b"{}", "the process has no `stages`"),
    ],
)
def test_a_text_that_is_no_process(content: bytes, said: str) -> None:
    assert said in "\n".join(fault.message for fault in faults(content))


def test_all_faults_are_told_at_once_by_line_one_a_line() -> None:
    text = (
        changed("id: oven\n", "id: Oven\n")
        .replace("version: 1", "verison: 1")
        .replace("purpose: encourage", "purpose: push")
        .replace("reverses: [oven-ordered]", "reverses: [oven]")
    )
    with pytest.raises(ProcessFileError) as caught:
        parse(text, "oven.yaml")
    lines = str(caught.value).splitlines()
    assert [re.match(r"oven\.yaml:(\d+): .+; .+", line)[1] for line in lines] == ["1", "1", "3", "16", "21"]  # type: ignore[index]


def test_one_misspelt_key_does_not_blame_every_reference() -> None:
    told = faults(changed("    outcomes:", "    outcome:"))
    assert [fault.message for fault in told] == [
        "stage plan has no `outcomes`",
        "stage plan has an unknown key `outcome`",
    ]


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


@pytest.mark.parametrize("path", [ROOT, ROOT / "nowhere.yaml", Path("a\0b"), Path("/dev/zero"), Path("/dev/null")])
def test_a_file_that_cannot_be_read_is_a_fault(path: Path) -> None:
    with pytest.raises(ProcessFileError, match=":1: the file"):
        load(path)


def test_load_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "oven.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path) == parse(GOOD, "f")
    path.write_text(changed("id: oven\n", ""), encoding="utf-8")
    with pytest.raises(ProcessFileError, match=re.escape(f"{path}:1: the process has no `id`")):
        load(path)


def test_an_alias_bomb_is_refused_at_once() -> None:
    levels = "\n".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(9))
    started = time.perf_counter()
    assert len(faults(f"a0: &a0 [lol]\n{levels}\n")) > 20
    assert time.perf_counter() - started < 5


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = [process for process, _ in shipped()]
    monkeypatch.setattr(process_yaml, "LOADER", yaml.SafeLoader)
    assert [process for process, _ in shipped()] == with_libyaml
    assert {fault.line for fault in faults(changed("An oven", '"An \\ud800 oven"'))} == {2}


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
    data = {**yaml.safe_load(GOOD), **change}
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


def told(content: str | bytes) -> tuple[Fault, ...] | None:
    try:
        parse(content, "f")
    except ProcessFileError as error:
        return error.faults
    return None


def only_faults(content: str | bytes) -> None:
    """Whatever the content, a process or faults whose lines are in the text."""
    found = told(content)
    assert found is None or found
    assert all(1 <= fault.line <= len(content) + 2 for fault in found or ())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200) | st.text("[]{}:,-&*!|>?%@#'\"\\ \n\tab01~", max_size=80))
def test_garbage_raises_nothing_but_faults(content: str | bytes) -> None:
    only_faults(content)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=5), inside, max_size=2),
    max_leaves=6,
)
PLACES = [
    "id",
    "name",
    "version",
    "contract",
    "applies_to",
    "applies_to x",
    "stages",
    "stages 0",
    "stages 0 id",
    "stages 0 outcomes",
    "stages 0 outcomes 0",
    "stages 0 outcomes 0 id",
    "stages 0 outcomes 0 gate",
    "stages 0 outcomes 0 evidence",
    "stages 0 outcomes 0 reconfirm_after_days",
    "stages 0 seller_actions",
    "stages 0 seller_actions 0 purpose",
    "stages 0 seller_actions 0 advances",
    "stages 0 backward_signals 0",
    "stages 0 backward_signals 0 reverses",
]


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(PLACES), value=junk)
def test_junk_in_any_place_raises_nothing_but_faults(place: str, value: object) -> None:
    data = {**yaml.safe_load(GOOD), "applies_to": {"x": ["y"]}}
    at: Any = data
    *parents, last = [int(step) if step == "0" else step for step in place.split()]
    for step in parents:
        at = at[step]
    at[last] = value
    only_faults(yaml.dump(data))


SHIPPED = shipped()[0][1][:6000].encode()


PIECES = [b"\n", b"  ", b"- ", b": ", b"&a ", b"*a", b"!!int ", b"---\n", b"[", b"{", b'"', b"\t", b"\xe2\x80\xa8"]


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(SHIPPED)), gone=st.integers(0, 60), put=st.binary(max_size=6) | st.sampled_from(PIECES))
def test_a_shipped_file_with_a_piece_changed_raises_nothing_but_faults(at: int, gone: int, put: bytes) -> None:
    only_faults(SHIPPED[:at] + put + SHIPPED[at + gone :])
