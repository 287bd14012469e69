"""An answer in a model's words, kept only where the definitions that were retrieved bear every sentence of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, StringConstraints

from assistant.coaching.reply import Cited
from assistant.reading.words import terms
from knowledge.model import between
from prompts import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.coaching.ports import ChatModel

MOST_MATERIAL, MOST_QUESTION = 9_000, 1_000  # characters
BORNE = 0.75  # of a sentence's words, how many must stand in what it cites or in the question: losing one costs little
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w&'’-]+")  # a capital inside a sentence


class Sentence(BaseModel):
    """One sentence with the marks of what it rests on."""

    text: Annotated[str, StringConstraints(max_length=400)]
    citations: Annotated[list[Annotated[str, StringConstraints(max_length=160)]], Field(max_length=6)] = []


class Phrased(BaseModel):
    """What a model must answer."""

    answered: bool
    sentences: Annotated[list[Sentence], Field(max_length=6)] = []


def phrase(chat: ChatModel, question: str, material: Mapping[str, str]) -> tuple[Cited, ...] | None:
    """The answer's sentences, none where the material does not say; None where the model's words are not borne.

    `material` is text by citation, the most important first. Raises what a `ChatModel` raises.
    """
    asked = question[:MOST_QUESTION]
    mark, shown = between(asked)
    system = render("answer_question", delimiter=mark, material=_shown(material)).text
    said = chat.answer(system, shown, Phrased)
    if not said.answered:
        return ()
    told = [Cited(text=" ".join(each.text.split()), citation=" ".join(each.citations)) for each in said.sentences]
    if not told or not all(bears(material, each, asked) for each in said.sentences):
        return None
    return tuple(told)


def bears(material: Mapping[str, str], sentence: Sentence, question: str) -> bool:
    """Whether a sentence cites what was retrieved, and says no number, no name and little else that is not there."""
    if not sentence.text.strip() or not sentence.citations or not all(each in material for each in sentence.citations):
        return False
    cited = " ".join(material[each] for each in sentence.citations)
    known = f"{cited} {question}"
    if not set(_NUMBER.findall(sentence.text)) <= set(_NUMBER.findall(known)):
        return False
    if any(name.lower() not in known.lower() for name in _NAME.findall(sentence.text)):
        return False
    words = terms(sentence.text)
    return bool(words & terms(cited)) and len(words & terms(known)) >= BORNE * len(words)


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
