"""Playbooks beside a process: battle cards, templates, stories, cut into passages that can be found and cited. Pure.

A passage is what stands under one heading, in parts where that is long. A line `Serves: budget-line, evaluate` under
the heading names the outcomes and stages that it is for; without one, an outcome is found by likeness.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from knowledge.drafting.sentences import heading_of
from knowledge.entries import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.drafting.draft import Source
    from knowledge.process import Process

LONGEST = 1_000  # characters of a passage: about what the packaged embedding reads
_SERVES = re.compile(r"(?i)[^\w]*serves\s*:(?P<ids>.*)")
_MARKED = re.compile(r"#{1,6}\s")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class PlaybookPassage(_Part):
    """What stands in one place of a playbook; `serves` are the ids that its author named."""

    heading: str
    text: str
    place: str
    serves: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The text under its heading."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


class Playbook(_Part):
    """One document, by its file's name."""

    name: str
    passages: tuple[PlaybookPassage, ...]

    @property
    def digest(self) -> str:
        """Changes exactly when a passage does, wherever in the document it stands."""
        content = "\0".join(f"{each.whole}\0{each.serves}" for each in self.passages)
        return blake2b(content.encode(), digest_size=16).hexdigest()


def playbook(source: Source) -> Playbook:
    """A document cut into its passages; none where it holds headings alone."""
    return Playbook(name=source.name, passages=tuple(_passages(source)))


def entries_of(playbooks: Sequence[Playbook], process: Process, links: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """The passages, and their headings, as entries of the vector store, each with the outcomes that it serves.

    `links` are the outcomes found for a passage that names none, by its `whole`. What an author named and the process
    does not have is left out.
    """
    for each in playbooks:
        seen: Counter[str] = Counter()
        for passage in each.passages:
            seen[passage.place] += 1
            again = f" ({seen[passage.place]})" if seen[passage.place] > 1 else ""
            outcomes = _outcomes(process, passage.serves) or tuple(links.get(passage.whole, ()))
            stage = process.stage_of[outcomes[0]].id if outcomes else ""
            name = f"{each.name}, {passage.place}{again}"
            yield Entry(Kind.PASSAGE, name, stage, outcomes, passage.whole)
            if passage.heading:
                yield Entry(Kind.HEADING, name, stage, outcomes, passage.heading)


def _outcomes(process: Process, serves: Sequence[str]) -> tuple[str, ...]:
    stages = {stage.id: tuple(outcome.id for outcome in stage.outcomes) for stage in process.stages}
    named = [outcome for name in serves for outcome in stages.get(name, (name,) if name in process.outcomes else ())]
    return tuple(dict.fromkeys(named))


def _passages(source: Source) -> Iterator[PlaybookPassage]:
    for heading, start, end in _sections(source.text):
        serves: list[str] = []
        kept: list[tuple[int, str]] = []  # lines, each with where it begins
        at = start
        for line in source.text[start:end].split("\n"):
            if found := _SERVES.fullmatch(line):
                serves += _ID.findall(found["ids"].casefold())
            else:
                kept.append((at, line))
            at += len(line) + 1
        text = "\n".join(line for _, line in kept)
        begins = list(accumulate((len(line) + 1 for _, line in kept), initial=0))
        for offset, part in _parts(text):
            line_of = bisect_right(begins, offset) - 1
            place = source.place(kept[line_of][0] + offset - begins[line_of])
            yield PlaybookPassage(heading=heading, text=part, place=place, serves=tuple(dict.fromkeys(serves)))


def _sections(text: str) -> Iterator[tuple[str, int, int]]:
    """Each heading, with those above it, and where its text begins and ends.

    Where a document marks its headings (`#`), a line that only looks like one is none; nor is one within a fence.
    """
    lines = text.split("\n")
    titles = sum(line.startswith("# ") for line in lines)
    marked = any(_MARKED.match(line) for line in lines)
    above: list[str] = []
    start = at = 0
    fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced or (marked and not _MARKED.match(line)) else heading_of(line)
        if heading is not None:
            yield _shown(above, titles), start, max(start, at - 1)
            level, name = heading
            above = [*above[: level - 1], *[""] * (level - 1 - len(above)), name]
            start = at + len(line) + 1
        at += len(line) + 1
    yield _shown(above, titles), min(start, len(text)), len(text)


def _shown(headings: Sequence[str], titles: int) -> str:
    """A heading with the one above it, which often says whom or what it is about; a document's one title says less."""
    named = [each for each in headings if each]
    return ": ".join((named[1:] if titles == 1 and len(named) > 1 else named)[-2:])


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts that are not too long, each with where it begins; cut at paragraphs, lines or sentences."""
    begin, words = len(text) - len(text.lstrip()), text.strip()
    if len(words) <= LONGEST:
        if words:
            yield begin, words
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 - slow to import

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST, chunk_overlap=0, separators=["\n\n", "\n", ". ", " ", ""], add_start_index=True
    )
    for part in splitter.create_documents([words]):
        if part.page_content.strip():
            yield begin + int(part.metadata["start_index"]), part.page_content.strip()
