"""The training messages as stretches with what each says of which outcome: what the judge learns from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.reading.clauses import split
from assistant.reading.pair_text import stretch_text
from knowledge.process_file import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.process import Process

FOLDER = Path(__file__).parent
COVERED = 0.6
ORDERS, LONGEST_ORDER = ("instruct", "instruction"), 120


@dataclass(frozen=True)
class Stretch:
    """A piece of a message: `text` as the judge sees it, the verdict on each outcome it speaks of.

    `unsure` are outcomes about which this piece alone must teach nothing: the words that tell are longer than it.
    """

    process: str
    text: str
    says: dict[str, str]
    unsure: frozenset[str] = field(default=frozenset())


def processes() -> dict[str, Process]:
    """Every training process that has messages, by file name."""
    return {
        path.stem: load(FOLDER / "processes" / f"{path.stem}.yaml")
        for path in sorted((FOLDER / "messages").glob("*.jsonl"))
    }


def stretches(name: str) -> Iterator[Stretch]:
    """The stretches of one process's messages: each clause, each wider span that a claim needs, each short message."""
    for line in (FOLDER / "messages" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield from _of_message(name, json.loads(line))


def orders() -> list[str]:
    """What people tell the assistant to do, as one line each: it must change nothing in what the rest says."""
    found = []
    for path in sorted((FOLDER / "messages").glob("*.jsonl")):
        items = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        found += [" ".join(item["message"].split()) for item in items if item["style"] in ORDERS and not item["claims"]]
    return [line for line in found if len(line) <= LONGEST_ORDER]


def statements() -> list[Stretch]:
    """Texts of every kind with one plain statement each, and what the text says of it; of no process."""
    path = FOLDER / "factuality.jsonl"
    rows = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    items = [json.loads(row) for row in rows if row.strip()]
    return [
        Stretch("", stretch_text(item["text"], 0, len(item["text"])), {item["statement"]: item["verdict"]})
        for item in items
    ]


def _of_message(name: str, item: dict[str, Any]) -> Iterator[Stretch]:
    message = item["message"]
    clauses = [(each.start, each.end) for each in split(message)] or [(0, len(message))]
    says: dict[tuple[int, int], dict[str, str]] = {span: {} for span in clauses}
    unsure: dict[tuple[int, int], set[str]] = {span: set() for span in clauses}
    for claim in item["claims"]:
        start = message.rindex(claim["quote"])
        quote = (start, start + len(claim["quote"]))
        touched = [span for span in clauses if _overlap(span, quote) >= COVERED * min(_size(span), _size(quote))]
        touched = touched or [max(clauses, key=lambda span: _overlap(span, quote))]
        longest = max(touched, key=_size)  # of several, it tells most; the others alone may tell it or not
        says[longest][claim["outcome"]] = claim["verdict"]
        for span in touched:
            unsure[span].add(claim["outcome"])
        wide = (touched[0][0], touched[-1][1])
        says.setdefault(wide, {})[claim["outcome"]] = claim["verdict"]
        unsure.setdefault(wide, set())
    for span, verdicts in says.items():
        inner = {
            outcome for other, found in says.items() if other != span and _overlap(other, span) > 0 for outcome in found
        }
        yield Stretch(name, stretch_text(message, *span), verdicts, frozenset((unsure[span] | inner) - verdicts.keys()))


def _size(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
