"""Entries of a process as rows of a collection, and back. Pure.

Chroma keeps the metadata of all collections in one table, with an index over field and value. A filter on
`version` alone would walk through the rows of every organisation; so the two fields that are filtered by
(`place` and `words`) begin with the owner, and one indexed look-up finds a version's rows.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any

from knowledge.entries import Entry, Kind, Passage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def row_id(process: str, version: int, entry: Entry) -> str:
    """Unique in the collection: ids of a process hold no slash."""
    return f"{process}/{version}/{entry.kind}/{entry.name}"


def owner_of(organisation: str) -> str:
    """A short stand-in for an organisation in filters."""
    return blake2b(organisation.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def metadata(owner: str, process: str, version: int, entry: Entry) -> dict[str, str | int]:
    """What is stored beside the text: what filters look at, and what makes the entry again."""
    return {
        "process": process,
        "version": version,
        "kind": str(entry.kind),
        "name": entry.name,
        "stage": entry.stage,
        "outcomes": " ".join(entry.outcomes),
        "digest": entry.digest,
        "place": _place(owner, process, version, entry.kind),
        "words": words(owner, entry.digest),
    }


def words(owner: str, digest: str) -> str:
    """Marks the rows of an organisation that have the same text."""
    return f"{owner}/{digest}"


def where(owner: str, process: str, version: int, kinds: Sequence[str] = ()) -> dict[str, Any]:
    """Chroma's filter for the entries of one version of a process, of these kinds (any where none)."""
    return {"place": {"$in": [_place(owner, process, version, kind) for kind in kinds or tuple(Kind)]}}


def _place(owner: str, process: str, version: int, kind: str) -> str:
    return f"{owner}/{process}/{version}/{kind}"


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
