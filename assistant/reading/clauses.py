"""A message cut into clauses: the smallest stretches that say one thing, each an exact span of the message.

Contrast must not leak: "they like it but finance has not approved" is two clauses. A clause knows who speaks:
the rep, or the customer in a pasted mail, a `>` line or a quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.reading.forms import VERBISH

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = re.compile(r"\s*>*\s*(from|to|cc|bcc|sent|date|subject|fwd|fw|re|von|an|betreff)\s*:", re.IGNORECASE)
SENDER = re.compile(r"\s*>*\s*(from|von)\s*:.*(@|<|\w+ \w+)", re.IGNORECASE)
FORWARD = re.compile(r"-{2,}\s*(forwarded|original) message|^\s*begin forwarded message", re.IGNORECASE)
WROTE = re.compile(r"\bwrote\b[^.!?]*:\s*$|\bschrieb\b[^.!?]*:\s*$", re.IGNORECASE)
SIGN_OFF = re.compile(
    r"\W*(dear|hi|hello|hey|kind regards|best regards|regards|best|cheers|thanks|thank you)\b", re.IGNORECASE
)
NUMBERED = re.compile(r"^\d{1,2}\)\s+")
BULLET = re.compile(r"\s*(?:>+\s*)?(?:[-*•–]|\d{1,2}[.)])?\s*")
QUOTATION = re.compile(r"[\"“„«][^\"“”„«»\n]{6,}[\"”“»]|(?<!\w)['‘][^'’‘\n]{6,}['’](?!\w)")
QUOTE_MARKS = "\"“”„«»'’‘ "
ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|st|no|nr|approx|inc|ltd|vs|e\.g|i\.e|etc|resp|fig|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct"
    r"|nov|dec|[a-z])\.$|\d\.$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…]+[\"”')\]]*(?=\s|$)|;|\s[-–—]+\s(?=\S)|\s(?=\d\)\s)|\s*[\U0001F300-\U0001FAFF]+")
CONNECTOR = re.compile(
    r"(?P<comma>,)?\s+(?P<word>but|however|although|though|whereas|while|because|until|unless|before"
    r"|after|once"
    r"|as soon as|provided that|provided|if|and|so|then|since|which|when|where)\s+(?=\S)"
    r"|(?P<bare>,)\s+(?=\S)",
    re.IGNORECASE,
)
MAIN_AFTER_CONDITION = re.compile(
    r"\s+(?=(?:they|we|he|she|it|the \w+)\s+(?:could|can|will|would|should|may|might|'ll)\b)", re.IGNORECASE
)
CONDITIONAL = re.compile(
    r"\s*(?:and |but |so )?(?:if|once|as soon as|unless|until|provided|assuming|when|in case|should (?:they|the))\b",
    re.IGNORECASE,
)
ALWAYS = frozenset({"but", "however", "although", "though", "whereas"})
MIN_WORDS = 2


class Voice(StrEnum):
    """Whose words these are."""

    REP = "rep"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Clause:
    """One clause: `message[start:end] == text`. `opener` is the conjunction in front of it, lower case.

    `document` says that the clause stands in a pasted text, `quotation` holds the words inside quotation
    marks, `lead` is the sentence up to this clause, `sentence` counts sentences from 0.
    """

    text: str
    start: int
    end: int
    sentence: int
    voice: Voice = Voice.REP
    document: bool = False
    opener: str = ""
    lead: str = ""
    quotation: str = ""
    asked: bool = False


def split(message: str, *, pasted: bool = False) -> list[Clause]:
    """The clauses of a message in its order; `pasted` says that all of it is the customer's text."""
    found: list[Clause] = []
    number = 0
    for start, end, document in _lines(message, pasted=pasted):
        for left, right in _sentences(message, start, end):
            found.extend(_clauses(message, left, right, number, document=document))
            number += 1
    return found


def _lines(message: str, *, pasted: bool) -> Iterator[tuple[int, int, bool]]:
    """Each line to read (bullet and header cut off) and whether it belongs to a customer's document."""
    document, position, after_wrote = pasted, 0, False
    for line in message.splitlines(keepends=True):
        start, position = position, position + len(line)
        body = line.rstrip()
        if SENDER.match(body) or FORWARD.search(body):
            document = True
        mark = BULLET.match(body)
        first = start + (mark.end() if mark else 0)
        last = start + len(body)
        quoted = body.lstrip().startswith(">")
        if last > first and not HEADER.match(body) and not SIGN_OFF.fullmatch(message[first:last].rstrip(",!.")):
            yield first, last, document or quoted or after_wrote
        if WROTE.search(body):
            after_wrote = True


def _sentences(message: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of sentences; an end inside quotation marks is none."""
    shielded = [(m.start(), m.end()) for m in QUOTATION.finditer(message, start, end)]
    left = start
    for stop in SENTENCE_END.finditer(message, start, end):
        inside = any(a < stop.start() and stop.end() < b for a, b in shielded)
        if inside or stop.start() < left or ABBREVIATION.search(message[left : stop.start() + 1]):
            continue
        if message[left : stop.start()].strip():
            yield left, stop.end()
        left = stop.end()
    if message[left:end].strip():
        yield left, end


def _clauses(message: str, start: int, end: int, number: int, *, document: bool) -> Iterator[Clause]:
    """The clauses of one sentence."""
    asked = message[start:end].rstrip().rstrip("\"”')").endswith("?")
    cuts = [(start, start, ""), *_cuts(message, start, end), (end, end, "")]
    for (_, left, opener), (right, _, _) in pairwise(cuts):
        span = _trimmed(message, left, right)
        if span is None:
            continue
        text = message[span[0] : span[1]]
        quotation = QUOTATION.search(text)
        yield Clause(
            text=text,
            start=span[0],
            end=span[1],
            sentence=number,
            document=document,
            opener=opener,
            asked=asked,
            voice=Voice.CUSTOMER if document else Voice.REP,
            lead=message[start : span[0]],
            quotation=quotation.group(0).strip(QUOTE_MARKS) if quotation else "",
        )


def _cuts(message: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Where to cut a sentence: end of the left clause, start of the right one, the conjunction."""
    shielded = [(m.start(), m.end()) for m in QUOTATION.finditer(message, start, end)]
    cuts: list[tuple[int, int, str]] = []
    left = start
    for match in CONNECTOR.finditer(message, start, end):
        if any(a < match.start() < b for a, b in shielded):
            continue
        word = (match.group("word") or "").lower()
        if _divides(message[left : match.start()], word, message[match.end() : end], bool(match.group("bare"))):
            cuts.append((match.start(), match.end(), word))
            left = match.end()
    if CONDITIONAL.match(message[start:end]):
        main = MAIN_AFTER_CONDITION.search(message, start, cuts[0][0] if cuts else end)
        if main:
            cuts.insert(0, (main.start(), main.end(), ""))
    return cuts


def _divides(left: str, word: str, right: str, bare: bool) -> bool:
    """Whether both sides of a connector can stand alone."""
    right_clause = CONNECTOR.split(right, maxsplit=1)[0]
    if word in ALWAYS:
        return True
    if len(left.split()) < MIN_WORDS or len(right_clause.split()) < MIN_WORDS:
        return False
    if bare:
        return bool(VERBISH.search(right_clause))
    return bool(VERBISH.search(left) and VERBISH.search(right_clause))


def _trimmed(message: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space and closing punctuation; None where nothing is left."""
    text = message[start:end]
    inner = NUMBERED.sub("", text.strip()).rstrip(" ,;.!?…-–—").lstrip(" ,;-–—*")
    if not inner:
        return None
    first = start + text.index(inner)
    return first, first + len(inner)
