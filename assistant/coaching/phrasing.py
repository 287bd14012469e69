"""An answer in a model's words, of which only the sentences are kept that the retrieved definitions bear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import BaseModel, Field, StringConstraints

from assistant.coaching.reply import Cited
from assistant.reading.words import terms
from knowledge.model import between
from prompts import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assistant.coaching.ports import ChatModel

MOST_MATERIAL, MOST_QUESTION = 9_000, 1_000  # characters
BORNE = 0.85  # of a sentence's words, how many must stand in what it cites or in the question: losing one costs little
_NUMBER = re.compile(
    r"(?i)\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|half|thirds?|quarters?)\b"
)
_LABELLED = re.compile(r"(Counts as proof|Only a sign of it|Does not count): ([^.]*)\.")  # as `coaching.ask` words it
WEAK = ("Only a sign of it", "Does not count")
_COUNTS = re.compile(
    r"(?i)\b(counts?|proofs?|proves?|proven|evidence|enough|suffices?|will do|tick|shows?|settled|confirmed|yes)\b"
)
_DOUBTS = re.compile(
    r"(?i)\b(not|no|never|none|nor|cannot|only|signs?|hints?|suggests?|until|unless|but|without|though|lost|back|weaker"
    r"|alone|mere|merely)\b|n't\b"
)
_OURS = re.compile(  # what our own side made proves nothing (law 1)
    r"(?i)\b(?:(?:you|we) (?:have |had )?(?:sent|brought|wrote|written|made|drafted|drew up|delivered|gave|listed|cut"
    r"|proposed|presented|put)"
    r"|(?:your|our) (?:own|drafts?|templates?|lists?|summary|slides?|offers?|proposals?|visits?|figures?))\b"
)
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w&'’-]+")  # a capital inside a sentence


class Sentence(BaseModel):
    """One sentence with the marks of what it rests on."""

    text: Annotated[str, StringConstraints(max_length=400)]
    citations: Annotated[list[Annotated[str, StringConstraints(max_length=160)]], Field(max_length=6)] = []


class Phrased(BaseModel):
    """What a model must answer."""

    answered: bool
    sentences: Annotated[list[Sentence], Field(max_length=6)] = []


class Kept(NamedTuple):
    """The sentences of a model's answer that the material bears, and how many were dropped."""

    sentences: tuple[Cited, ...]
    dropped: int


def phrase(
    chat: ChatModel,
    question: str,
    material: Mapping[str, str],
    *,
    prompt: str = "answer_question",
    fits: Callable[[Sentence], bool] | None = None,
) -> Kept | None:
    """What is left of the model's answer; None where it says that the material does not hold one.

    `material` is text by citation, the most important first; `fits` says which sentences are kept, `bears` without
    one. Raises what a `ChatModel` raises.
    """
    asked = question[:MOST_QUESTION]
    mark, shown = between(asked)
    system = render(prompt, delimiter=mark, material=_shown(material)).text
    said = chat.answer(system, shown, Phrased)
    if not said.answered:
        return None
    keep = fits or (lambda each: bears(material, each, asked))
    borne = [each for each in said.sentences if keep(each)]
    kept = (Cited(text=" ".join(each.text.split()), citation=" ".join(each.citations)) for each in borne)
    return Kept(tuple(kept), len(said.sentences) - len(borne))


def bears(material: Mapping[str, str], sentence: Sentence, question: str, least: float = BORNE) -> bool:
    """Whether a sentence cites what was retrieved, and says no number, no name and little else that is not there.

    `least` is the share of its words that must stand in what it cites or in the question.
    """
    if not sentence.text.strip() or not sentence.citations or not all(each in material for each in sentence.citations):
        return False
    cited = " ".join(material[each] for each in sentence.citations)
    known = f"{cited} {question}"
    if not _numbers(sentence.text) <= _numbers(known):
        return False
    if any(name.lower() not in known.lower() for name in _NAME.findall(sentence.text)):
        return False
    words = terms(sentence.text)
    if _accepts(sentence.text) and (_OURS.search(sentence.text) or _best(words, cited) in WEAK):
        return False
    return bool(words & terms(cited)) and len(words & terms(known)) >= least * len(words)


def _numbers(text: str) -> set[str]:
    return {each.lower() for each in _NUMBER.findall(text)}


def _accepts(text: str) -> bool:
    """Whether a sentence says that something is proof, without any doubt in it."""
    return _COUNTS.search(text) is not None and _DOUBTS.search(text) is None


def _best(words: set[str], cited: str) -> str:
    """The label of the definition's text that a sentence has most words of, of the shorter where that is equal."""
    texts = [
        (label[1], terms(each)) for label in _LABELLED.finditer(cited) for each in label[2].split(";") if each.strip()
    ]
    return max(texts, key=lambda text: (len(words & text[1]), -len(text[1])), default=("", set()))[0]


def material_of(sentences: Sequence[Cited]) -> dict[str, str]:
    """Extracted sentences by what they cite, in order."""
    found: dict[str, str] = {}
    for each in dict.fromkeys(sentences):
        found[each.citation] = f"{found[each.citation]} {each.text}" if each.citation in found else each.text
    return found


def _shown(material: Mapping[str, str]) -> str:
    lines, room = [], MOST_MATERIAL
    for citation, text in material.items():
        line = f"{citation} {' '.join(text.split())}"
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)
