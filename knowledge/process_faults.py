"""What is wrong with a process, in plain sentences with lines: the models' own complaints, and how ids fit.

Works on the tree of `knowledge.process_yaml`, so that a file with one bad key still gets every other fault.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from knowledge.process import COMPLETE, BackwardSignal, Outcome, Process, Purpose, SellerAction, Stage
from knowledge.process_yaml import Entries, Fault, Items, Node, Refused, Scalar, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

LEVELS: dict[str, tuple[str, type[BaseModel]]] = {
    "": ("the process", Process),
    "stages": ("a stage", Stage),
    "outcomes": ("an outcome", Outcome),
    "seller_actions": ("a seller action", SellerAction),
    "backward_signals": ("a backward signal", BackwardSignal),
}
_PURPOSES = ", ".join(purpose.value for purpose in Purpose)
_LONGEST_KEY = 40  # beyond this nobody means one of ours
_MOST_COMPARED = 100_000  # beyond so many pairs of ids nothing is suggested: it would take minutes


class ProcessFileError(ValueError):
    """A process file with faults: all of them, by line. The text is one `FILE:LINE: fault; mend` a line."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(f"{name}:{each.line}: {each.message}; {each.mend}" for each in self.faults))


def model_fault(root: Entries, error: ErrorDetails) -> Fault | None:
    """One complaint of the models as a fault; None where its cause has been reported already."""
    location = error["loc"]
    line, node = found_at(root, location)
    if isinstance(node, Refused) or not location:
        return None
    if error["type"] == "too_short" and isinstance(node, Items) and node.items:
        return None  # it is not empty: its entries have faults of their own
    message, mend = _said(error, _place(root, location[:-1]))
    return Fault(line, message, mend)


def found_at(root: Entries, location: Sequence[int | str]) -> tuple[int, Node]:
    """The line to point at for a place in the tree, and what stands there (the nearest parent if nothing)."""
    line, node = root.line, root
    at: Node = node
    for step in location:
        if isinstance(at, Entries) and step in at.entries:
            key_line, at = at.entries[str(step)]
            line = at.line if isinstance(at, Scalar) else key_line
        elif isinstance(at, Items) and isinstance(step, int):
            at = at.items[step]
            line = at.line
    return line, at


def _place(root: Entries, location: Sequence[int | str]) -> str:
    """The part of the process that a location lies in, such as `outcome budget-line`."""
    place, at, level = "the process", root, ""
    node: Node | None = at
    for step in location:
        if isinstance(node, Entries):
            level, node = str(step), node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.items[step]
            if level in LEVELS:
                place = _called(level, node, step)
    return place


def _called(level: str, node: Node, number: int) -> str:
    kind = LEVELS[level][0].split(" ", 1)[1]
    written = node.get("id") if isinstance(node, Entries) else None
    return f"{kind} {shown(written.text) if isinstance(written, Scalar) else f'number {number + 1}'}"


def _said(error: ErrorDetails, place: str) -> tuple[str, str]:
    location, given, kind = error["loc"], error["input"], error["type"]
    key = next((str(step) for step in reversed(location) if isinstance(step, str)), "")
    if kind == "missing":
        return f"{place} has no `{key}`", f"add `{key}:`"
    if kind == "extra_forbidden":
        return f"{place} has an unknown key `{shown(key)}`", _nearest_key(location)
    what = f"an entry of `{key}`" if isinstance(location[-1], int) else f"`{key}`"
    if given is None:
        return f"{what} of {place} has no value", "write one in its place"
    return _said_of_value(error, f"{what} of {place}", given)


def _said_of_value(error: ErrorDetails, what: str, given: object) -> tuple[str, str]:
    context: Mapping[str, Any] = error.get("ctx", {})
    written, whole = shown(str(given)), _whole_number(context)
    said = {
        "string_type": ("is no single text", "write one text, in quotes where it holds a colon"),
        "string_pattern_mismatch": (f"is {written!r}, which is no id", _mend_id(str(given))),
        "string_too_short": ("is empty", "write its text, or remove the line"),
        "string_too_long": (f"is longer than {context.get('max_length')} characters", "shorten it"),
        "too_short": ("is an empty list", "name at least one"),
        "tuple_type": ("is not a list", "begin each entry with `- ` on a line of its own"),
        "enum": (f"is {written!r}, which is no purpose", f"use one of: {_PURPOSES}"),
        "int_type": (f"is {written!r} and not a whole number", f"write {whole}, without quotes"),
        "bool_type": (f"is {written!r}", "write true or false, without quotes"),
        "greater_than": (f"is {written}", f"write {whole}"),
        "greater_than_equal": (f"is {written}", f"write {whole}"),
        "less_than_equal": (f"is {written}", f"write {whole}"),
    }
    message, mend = said.get(error["type"], ("is not a group of keys", "write `key: value` lines, indented alike"))
    return f"{what} {message}", mend


def _whole_number(context: Mapping[str, Any]) -> str:
    if "le" in context:
        return f"a whole number up to {context['le']}"
    return "a whole number of at least 1"


def _mend_id(written: str) -> str:
    rule = "use lower-case words with hyphens, at most 64 characters"
    words = re.findall(r"[a-z0-9]+", written.lower())
    proposed = "-".join(words)[:64].strip("-")
    return f"{rule}, such as {proposed}" if proposed[:1].isalpha() else rule


def _nearest_key(location: Sequence[int | str]) -> str:
    *parents, key = map(str, location)
    level = next((parent for parent in reversed(parents) if parent in LEVELS), "")
    known = list(LEVELS[level][1].model_fields)
    written = str(key).strip().lower().replace("-", "_").replace(" ", "_")
    near = get_close_matches(written, known, n=1) if len(written) <= _LONGEST_KEY else []
    if near:
        return f"did you mean `{near[0]}`?"
    for name, model in LEVELS.values():
        if written in model.model_fields:
            return f"`{written}` is a key of {name}: indent it there"
    return f"remove it, or use one of: {', '.join(known)}"


def fitting_faults(root: Entries) -> Iterator[Fault]:
    """What no single value shows: ids used twice, outcomes that are not there, stages with no gate."""
    stages = list(_each(root, "stages"))
    yield from _id_faults(root, stages)
    for stage in stages:
        yield from _stage_faults(stage)
    written = [_id(each) for stage in stages for each in _each(stage, "outcomes")]
    legible = stages and all(isinstance(stage.get("outcomes"), Items) for stage in stages)
    if legible and all(written):  # else every reference would be blamed for one misspelt key
        yield from _reference_faults(root, stages, {each.text for each in written if each})


def _stage_faults(stage: Entries) -> Iterator[Fault]:
    inside = list(_each(stage, "outcomes"))
    named = _id(stage)
    if inside and not any("gate" in each.entries and _is_true(each.get("gate")) for each in inside):
        yield Fault(
            stage.line,
            f"stage {shown(named.text) if named else 'without an id'} has no gate",
            "mark the outcome without which the stage cannot end with `gate: true`",
        )
    for each in inside:
        if isinstance(evidence := each.get("evidence"), Items) and not evidence.items:
            yield Fault(
                each.entries["evidence"][0],
                "`evidence` is an empty list",
                "say what counts as proof, or remove the line",
            )


def _is_true(gate: Node | None) -> bool:
    """Anything but a plain no: a gate that is not legible has its own fault."""
    return not (isinstance(gate, Scalar) and gate.text.lower() in {"false", "no", "off", "n"})


def _id_faults(root: Entries, stages: Sequence[Entries]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    below = ("outcomes", "seller_actions", "backward_signals")
    owners = [each for stage in stages for each in (stage, *(e for key in below for e in _each(stage, key)))]
    for written in sorted(filter(None, map(_id, owners)), key=lambda each: each.line):
        if written.text in first:
            yield Fault(
                written.line,
                f"the id {shown(written.text)!r} is used twice (first on line {first[written.text]})",
                "give every stage, outcome, action and signal an id of its own",
            )
        first.setdefault(written.text, written.line)
    for reserved in (_id(each) for each in (root, *owners)):
        if reserved and reserved.text == COMPLETE:
            yield Fault(reserved.line, f"the id {COMPLETE!r} is reserved for a finished journey", "choose another id")


def _reference_faults(root: Entries, stages: Sequence[Entries], outcomes: set[str]) -> Iterator[Fault]:
    references = [("contract", root.get("contract"))]
    for stage in stages:
        for level, key in (("seller_actions", "advances"), ("backward_signals", "reverses")):
            for listed in (each.get(key) for each in _each(stage, level)):
                references.extend((key, item) for item in (listed.items if isinstance(listed, Items) else ()))
    unknown = [
        (key, node)
        for key, node in references
        if isinstance(node, Scalar) and node.text not in outcomes and not node.is_null
    ]
    few = len(unknown) * len(outcomes) <= _MOST_COMPARED
    for key, node in unknown:
        near = get_close_matches(node.text[:64], outcomes, n=1) if few else []
        mend = f"did you mean {near[0]}?" if near else "name the id of an outcome of this process"
        yield Fault(node.line, f"`{key}` names {shown(node.text)!r}, which is no outcome here", mend)


def _each(parent: Entries, key: str) -> Iterator[Entries]:
    listed = parent.get(key)
    if isinstance(listed, Items):
        yield from (item for item in listed.items if isinstance(item, Entries))


def _id(entries: Entries) -> Scalar | None:
    written = entries.get("id")
    return written if isinstance(written, Scalar) and not written.is_null else None
