"""Reads a process file, or says everything that is wrong with it. The format is in docs/process-file.md."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from knowledge.process import Process
from knowledge.process_faults import ProcessFileError, fitting_faults, model_fault
from knowledge.process_schema import schema
from knowledge.process_yaml import Entries, Fault, Items, Node, Refused, Scalar, read_tree, shown, unwanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["MAX_BYTES", "Fault", "ProcessFileError", "load", "parse", "schema"]

MAX_BYTES = 1_000_000
MOST_FAULTS = 1000  # of the models; a file with more of them is no process
_TRUE, _FALSE = frozenset({"true", "yes", "on", "y"}), frozenset({"false", "no", "off", "n"})
_WHOLE_KEYS = frozenset({"version", "typical_days", "reconfirm_after_days"})
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40


def load(path: Path) -> Process:
    """The process in a file; `ProcessFileError` names every fault, a file that cannot be read included."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero character
        why = getattr(error, "strerror", None) or str(error)
        fault = Fault(1, f"the file cannot be read ({why})", "give the path of a readable process file")
        raise ProcessFileError(str(path), [fault]) from error
    return parse(content, str(path))


def parse(text: str | bytes, name: str) -> Process:
    """The process in a YAML text of at most `MAX_BYTES` bytes; `name` stands before each fault's line.

    Raises `ProcessFileError` with every fault of the text.
    """
    root, faults = read_tree(_decoded(text, name))
    if root is None or isinstance(root, Refused):
        raise ProcessFileError(name, faults)
    if not isinstance(root, Entries):
        faults.append(Fault(root.line, "a process is a group of keys", "begin the file with `id:`"))
        raise ProcessFileError(name, faults)
    faults.extend(_unwanted(root))
    data = {key: _data(node, key) for key, (_, node) in root.entries.items() if key != "applies_to"}
    if "applies_to" in root.entries:
        data["applies_to"] = dict(_conditions(root, faults))
    faults.extend(fitting_faults(root))
    try:
        process = Process.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        told = (model_fault(root, each) for each in error.errors(include_url=False)[:MOST_FAULTS])
        faults.extend(fault for fault in told if fault)
        raise ProcessFileError(name, faults) from None
    if faults:
        raise ProcessFileError(name, faults)
    return process


def _decoded(text: str | bytes, name: str) -> str:
    try:
        content = text.encode() if isinstance(text, str) else text
        if len(content) <= MAX_BYTES:
            return content.decode("utf-8-sig")
    except UnicodeError as error:
        before = error.object[: error.start] if isinstance(error, UnicodeDecodeError | UnicodeEncodeError) else b""
        line = len(re.findall(rb"\n", before)) if isinstance(before, bytes) else before.count("\n")
        fault = Fault(line + 1, "the text is not UTF-8", "save the file as UTF-8")
        raise ProcessFileError(name, [fault]) from error
    fault = Fault(1, f"the file is larger than {MAX_BYTES:,} bytes", "a process is far smaller: split it")
    raise ProcessFileError(name, [fault])


def _data(node: Node, key: str) -> Any:  # noqa: ANN401 - JSON
    """A node as JSON: everything is text as written, but for whole numbers, `gate` and what is left empty."""
    if isinstance(node, Entries):
        return {name: _data(value, name) for name, (_, value) in node.entries.items()}
    if isinstance(node, Items):
        return [_data(item, key) for item in node.items]
    if isinstance(node, Refused) or node.is_null:
        return None
    if key in _WHOLE_KEYS and node.plain and _WHOLE.fullmatch(node.text):
        return int(node.text)
    if key == "gate" and node.plain and node.text.lower() in _TRUE | _FALSE:
        return node.text.lower() in _TRUE
    return node.text


def _unwanted(node: Node) -> Iterator[Fault]:
    """Characters that a quoted text can name and no process may hold."""
    if isinstance(node, Scalar):
        found = unwanted(node.text)
        if found:
            yield Fault(node.line, f"the text holds the control character U+{ord(found):04X}", "remove it")
    elif isinstance(node, Items):
        for item in node.items:
            yield from _unwanted(item)
    elif isinstance(node, Entries):
        for key, (line, value) in node.entries.items():
            yield from _unwanted(Scalar(line, key, plain=False))
            yield from _unwanted(value)


def _conditions(root: Entries, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    """The conditions of `applies_to` that are sound; the others become faults."""
    line, node = root.entries["applies_to"]
    if not isinstance(node, Entries):
        if not isinstance(node, Refused):
            mend = "write `attribute: [value]` lines below it, or remove it"
            faults.append(Fault(line, "`applies_to` is not a group of keys", mend))
        return
    for key, (key_line, value) in node.entries.items():
        if not key.strip():
            faults.append(Fault(key_line, "`applies_to` has an empty key", "name the deal's attribute"))
        elif isinstance(value, Entries):
            yield from ((key, ends) for ends in _range(key, key_line, value, faults))
        elif not isinstance(value, Refused):
            yield key, _listed(key, key_line, value, faults)


def _listed(key: str, line: int, node: Scalar | Items, faults: list[Fault]) -> Any:  # noqa: ANN401 - JSON
    """A list of values; a single value is a list of one, and a text that ends in a star a prefix."""
    items = node.items if isinstance(node, Items) else [node]
    if not items:
        faults.append(Fault(line, f"`{shown(key)}` of `applies_to` is an empty list", "name at least one value"))
    values = []
    for item in items:
        if isinstance(item, Refused):
            continue
        if not isinstance(item, Scalar) or item.is_null or not item.text.strip():
            mend = "write a word or a number, or remove it"
            faults.append(Fault(item.line, f"a value of `{shown(key)}` is no single word or number", mend))
            continue
        values.append(_value(item))
    if isinstance(node, Scalar) and isinstance(values[0] if values else None, str) and node.text.endswith("*"):
        return node.text
    return values or [""]


def _value(node: Scalar) -> str | int | float | bool:
    """A value of a list: numbers and true or false where plainly so, everything else as it is written."""
    if not node.plain:
        return node.text
    if node.text in {"true", "false"}:
        return node.text == "true"
    number = _number(node)
    return node.text if number is None else number


def _number(node: Scalar) -> int | float | None:
    if not node.plain or len(node.text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(node.text):
        return None
    number = float(node.text)
    if not math.isfinite(number):
        return None
    return int(node.text) if _WHOLE.fullmatch(node.text) else number


def _range(key: str, line: int, node: Entries, faults: list[Fault]) -> Iterator[dict[str, int | float]]:
    before, ends = len(faults), {}
    for end, (end_line, value) in node.entries.items():
        if end not in {"min", "max"}:
            faults.append(Fault(end_line, f"`{shown(key)}` has an unknown key `{shown(end)}`", "use min and max"))
            continue
        number = _number(value) if isinstance(value, Scalar) else None
        if number is None:
            faults.append(Fault(end_line, f"`{end}` of `{shown(key)}` is no number", "write a number without quotes"))
        else:
            ends[end] = number
    if len(faults) > before:
        return
    if not ends:
        faults.append(Fault(line, f"`{shown(key)}` has neither min nor max", "give one or both"))
    elif ends.get("min", -math.inf) > ends.get("max", math.inf):
        faults.append(Fault(line, f"min of `{shown(key)}` is larger than max", "swap the two"))
    else:
        yield ends
