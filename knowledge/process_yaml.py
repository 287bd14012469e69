"""YAML text as a tree that knows its lines, with nothing resolved: scalars are kept as they are written.

Built from PyYAML's events rather than its objects, so that anchors, tags and several documents can be refused
before anything is made of them, and so that YAML 1.1 turns no `no` into False and no date into a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 12
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = "\r\x85"  # controls that may stand in a file, though not in a value


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a file: its line (from 1), what is wrong, and how to mend it."""

    line: int
    message: str
    mend: str


@dataclass(frozen=True)
class Scalar:
    """A single value as written; `plain` says that it stands without quotes."""

    line: int
    text: str
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether nothing is written, or YAML's word for it."""
        return self.plain and self.text in NULLS


@dataclass(frozen=True)
class Items:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Entries:
    """A mapping: each key's line and value by the key as written."""

    line: int
    entries: dict[str, tuple[int, Node]] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value of a key; None where the key is not there."""
        found = self.entries.get(key)
        return found[1] if found else None


@dataclass(frozen=True)
class Refused:
    """Stands where something was that is not allowed; its fault has been reported."""

    line: int


Node = Scalar | Items | Entries | Refused


def read_tree(text: str) -> tuple[Node | None, list[Fault]]:
    """The first document of a text, with the faults of its YAML.

    The tree is None where there is none to judge: no YAML, nested too deep, or an empty file.
    """
    found = next((each for each in _UNWANTED.finditer(text) if each.group() not in _LINE_ENDS), None)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"this is not YAML: the character U+{ord(found.group()):04X} is not allowed"
        return None, [Fault(line, what, "save the file as plain UTF-8 text")]
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.YAMLError as error:
        builder.faults.append(_not_yaml(error, text))
        return None, builder.faults
    if builder.root is None and not builder.faults:
        builder.faults.append(Fault(1, "the file is empty", "write a process, beginning with `id:`"))
    return (None if builder.too_deep else builder.root), builder.faults


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=LOADER)


def _not_yaml(error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    last = len(text.splitlines()) or 1
    line = min(mark.line + 1, last) if mark else 1
    problem = " ".join(filter(None, (getattr(error, "context", None), getattr(error, "problem", None))))
    mend = "look at the indentation, colons and quotes of this line and the one above it"
    return Fault(line, f"this is not YAML: {problem or 'it cannot be read'}", mend)


class _Builder:
    """Puts a tree together from events, and collects what it refuses."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.stopped = self.too_deep = False
        self._open: list[Items | Entries] = []
        self._keys: list[tuple[int, str] | None] = []  # the key that waits for its value, for each open node
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(_line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._refuse(event)
            self._add(_node(event))

    def _document(self, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self.faults.append(
                Fault(line, "a second document begins here", "keep one process a file; remove the `---` line")
            )
            self.stopped = True

    def _refuse(self, event: yaml.NodeEvent) -> None:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self.faults.append(Fault(line, f"the alias `*{event.anchor}` is not allowed", "write the value out"))
        elif event.anchor is not None:
            self.faults.append(Fault(line, f"the anchor `&{event.anchor}` is not allowed", "remove it"))
        if getattr(event, "tag", None) is not None:
            self.faults.append(Fault(line, "a YAML tag (`!…`) is not allowed", "remove the tag, keep the value"))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
        elif isinstance(parent := self._open[-1], Items):
            parent.items.append(node)
        else:
            self._add_to(parent, node)
        if isinstance(node, (Items, Entries)):
            self._open.append(node)
            self._keys.append(None)
            if len(self._open) > MAX_DEPTH:
                self.faults.append(
                    Fault(node.line, "this is nested too deep to be a process", "look at the indentation")
                )
                self.stopped = self.too_deep = True

    def _add_to(self, parent: Entries, node: Node) -> None:
        waiting = self._keys[-1]
        if waiting is None:
            if not isinstance(node, Scalar):
                self.faults.append(Fault(node.line, "a key must be a single word", "write `key: value`"))
            self._keys[-1] = (node.line, node.text if isinstance(node, Scalar) else "")
            return
        self._keys[-1] = None
        line, key = waiting
        if key in parent.entries:
            first = parent.entries[key][0]
            self.faults.append(
                Fault(line, f"`{shown(key)}` is written twice (first on line {first})", "keep one of the two")
            )
        else:
            parent.entries[key] = (line, node)


def _node(event: yaml.NodeEvent) -> Node:
    line = _line(event)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value, plain=bool(event.implicit[0]))
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(line)
    if isinstance(event, yaml.MappingStartEvent):
        return Entries(line)
    return Refused(line)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def unwanted(text: str) -> str | None:
    """The first character of a text that no process may hold (controls, half characters); None where none."""
    found = _UNWANTED.search(text)
    return found.group() if found else None


def shown(text: str, most: int = 60) -> str:
    """A value of the file on one line, cut to size."""
    flat = "".join(character if character.isprintable() else " " for character in text)
    return flat if len(flat) <= most else flat[: most - 1] + "…"
