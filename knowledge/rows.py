"""Entries of a process as rows of a collection, and back. Pure."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from knowledge.entries import Entry, Kind, Passage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.process import Process


def row_id(process: Process, entry: Entry) -> str:
    """Unique in the collection: ids of a process hold no slash."""
    return f"{process.id}/{process.version}/{entry.kind}/{entry.name}"


def metadata(process: Process, entry: Entry) -> dict[str, str | int]:
    """What is stored beside the text: enough to filter by, and to make the entry again."""
    return {
        "process": process.id,
        "version": process.version,
        "kind": str(entry.kind),
        "name": entry.name,
        "stage": entry.stage,
        "outcomes": " ".join(entry.outcomes),
        "digest": entry.digest,
    }


def where(process: str, version: int, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Chroma's filter for the entries of one version of a process, of these kinds (any where none)."""
    clauses: list[Any] = [{"process": process}, {"version": version}]
    if kinds:
        clauses.append({"kind": {"$in": [str(kind) for kind in kinds]}})
    return {"$and": clauses}


def merged(found: Mapping[str, Any]) -> tuple[Passage, ...]:
    """The rows of all queries as one list, nearest first; each entry once, by the text it is nearest to."""
    rows = zip(
        *(chain.from_iterable(found[key]) for key in ("ids", "documents", "metadatas", "distances")), strict=True
    )
    best: dict[str, Passage] = {}
    for key, text, about, distance in rows:
        passage = _passage(text, about, min(1.0, 1.0 - distance))
        if key not in best or passage.nearness > best[key].nearness:
            best[key] = passage
    return tuple(passage for _, passage in sorted(best.items(), key=lambda item: (-item[1].nearness, item[0])))


def _passage(text: str, about: Mapping[str, Any], nearness: float) -> Passage:
    outcomes = tuple(str(about["outcomes"]).split())
    entry = Entry(Kind(about["kind"]), str(about["name"]), str(about["stage"]), outcomes, text)
    return Passage(entry, str(about["process"]), int(about["version"]), nearness)
