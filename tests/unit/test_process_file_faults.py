"""Faults in a process file: every one at once with its line, and nothing but faults whatever the text."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import process_yaml
from knowledge.library import shipped
from knowledge.process_file import MAX_BYTES, Fault, ProcessFileError, load, parse
from tests.builders import OVEN, changed

ROOT = Path(__file__).parents[2]


def faults(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(ProcessFileError) as caught:
        parse(text, "file.yaml")
    return caught.value.faults


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
        (OVEN.encode("utf-16"), "not UTF-8"),
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


@pytest.mark.parametrize("path", [ROOT, ROOT / "nowhere.yaml", Path("a\0b"), Path("/dev/zero"), Path("/dev/null")])
def test_a_file_that_cannot_be_read_is_a_fault(path: Path) -> None:
    with pytest.raises(ProcessFileError, match=":1: the file"):
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
    data = {**yaml.safe_load(OVEN), "applies_to": {"x": ["y"]}}
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
