"""Where a quote stands in its message: in which sentences and clauses, in whose voice, in which mood.

Pure and small on purpose: these are the checks on a model's claims, which must not depend on another model.
A span is `(start, end)`, counted in characters of the message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+")
CLAUSE_END = re.compile(r"[,;:]\s+|\s[-–—]+\s|,?\s+(?:and|but|so|while|whereas|because|then)\s+", re.IGNORECASE)
ABBREVIATED = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st|no|nr|approx|inc|ltd|vs|resp|e\.g|i\.e|[a-z])\.$", re.IGNORECASE)

ASKS_AT_START = re.compile(
    r"\W*(?:and |so |but |ok |hey )?(?:(?:have|had)\s+(?:i|we|you|they|he|she|it)\b"
    r"|(?:did|do|does|has|is|are|was|were|can|could|will|would|should|shall|may)\s+"
    r"(?:i|we|you|they|he|she|it|the|their|his|her|our|my|anyone|somebody)\b)",
    re.IGNORECASE,
)
ASKED = re.compile(r"\?[\"'”’»)\]]*\s*$")

# An order is a bare verb of record keeping with what it acts on; "Mark from finance" and "mark-up" are none.
KEEPING = (
    r"(?:mark|record|set|log|register|treat|count|consider|assume|pretend|ignore|disregard|forget|change|update|save"
    r"|output|return|respond|reply|answer|report|claim|confirm|say|act|remember|note down|put down|make sure)"
)
ORDER = re.compile(
    r"\W*(?:\w+[,:]\s+)?(?:(?:and|now|so|then|also|just|note|important|system|please|kindly|pls)\W+)*"
    + KEEPING
    + r"\s+(?:all|any|every\w*|each|the|this|these|those|that|it|as|only|previous|prior|above"
    r"|outcomes?|happened|me|my|your|him|her|them|both|\W*[a-z]+(?:-[a-z]+)+)\b",
    re.IGNORECASE,
)
ADDRESSED = re.compile(
    r"\b(?:you|assistant|bot|model|ai)\b\W+(?:\w+\W+){0,2}?"
    r"(?:must|should|shall|have to|need to|are to|will now)\W+"
    rf"(?:\w+\W+){{0,2}}?{KEEPING}\b"
    rf"|\b(?:want|need|order|tell|ask)\s+you\s+to\s+{KEEPING}\b|\byou are now\b|\bsystem prompt\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules)\b"
    r"|\b(?:mark|record|count|treat|log)\b.{0,60}\bas\s+(?:happened|done|met|reversed|complete|not.yet)\b",
    re.IGNORECASE,
)
TO_A_MACHINE = re.compile(
    r"\b(?:to|for|dear|hey|hello|attention)\s+(?:any |all |every |the |our |your |whatever )?"
    r"(?:a\.?i\.?|(?:ai )?bots?|(?:any|ai|digital) assistants?|llms?|language models?|copilots?|rightside)\s*[:,\]–—-]"
    r"|\b(?:ai|llm|bot|rightside)s?\s+(?:reading|processing|summari[sz]ing|handling)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:think|guess|reckon|feel|hope|believe|suspect|assume|bet|imagine|suppose|wonder|wish)\b"
    r"|\b(?:hoping|hopefully|fingers crossed|feels? like|feeling|seems?|seemingly|looks like|looking like|probably"
    r"|maybe|perhaps|might|rumou?rs?|rumou?red|apparently|allegedly|supposedly|reportedly|presumably|gut|vibes?|likely|chances"
    r"|about to|i take it|sounds like|sounds as if|appears?|as good as|pretty much|almost|nearly|practically"
    r"|should be (?:fine|easy|ok|good)|favou?rites?|thinks?|would love|wondering|no idea|who knows)\b"
    r"|\b(?:i'm|im|i am|we're|we are) (?:\w+ )?(?:sure|confident|certain|convinced|optimistic|positive)\b"
    r"|\bheard (?:from a|through|via|on the|at the|that)\b|\bword (?:is|has it)\b",
    re.IGNORECASE,
)
FORM = re.compile(
    r"\b(?:verdict|confidence)[\"']?\s*[:=]|(?:=|->|=>|→|:)\s*[\"']?(?:happened|not_yet|reversed)\b", re.IGNORECASE
)

FORWARDED_FROM_HERE = re.compile(
    r"^[ \t>]*(?:from|von|de)\s*:.*@.*$|^[ \t>]*-{2,}\s*(?:original|forwarded) message\s*-*.*$"
    r"|^.*\bwrote:[ \t]*$|^[ \t]*begin forwarded message:.*$",
    re.IGNORECASE | re.MULTILINE,
)
QUOTED_LINE = re.compile(r"[ \t]*>")
QUOTATION = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]|(?<!\w)['‘]([^'‘’\n]{3,})['’](?!\w)")
REPORTS = re.compile(
    r"\b(?:said|says|saying|wrote|writes|told|tells|confirm(?:ed|s|ing)|e-?mail(?:ed|s|ing)|mail(?:ed|s)"
    r"|texted|messaged|replied|replies|answered|stated|states|announced|announces|informed|mentioned|reported"
    r"|according to|per (?=(?-i:[A-Z])|their|his|her|the)|in (?:his|her|their) (?:own )?words)\b",
    re.IGNORECASE,
)
OWN_REPORT = re.compile(r"\b(?:i|we)(?:['’]ve|\s+have|\s+had)?\s+(?:\w+ly\s+|just\s+|also\s+)?$", re.IGNORECASE)
NEAR = 80


def sentences(text: str, span: Span) -> list[Span]:
    """The whole sentences that a span touches, in order."""
    return [each for each in _cut(text, (0, len(text)), SENTENCE_END) if _meet(each, span)]


def clauses(text: str, span: Span) -> list[str]:
    """The whole clauses that a span touches: a quote that leaves out its subject is judged with it."""
    return [
        text[start:end].strip()
        for sentence in sentences(text, span)
        for start, end in _cut(text, sentence, CLAUSE_END)
        if _meet((start, end), span) and text[start:end].strip(" ,;:.-–—")
    ]


def reports_nothing(text: str, span: Span) -> bool:
    """Whether the span is only asked, or ordered anywhere: neither is a report of a fact."""
    said = [text[start:end] for start, end in sentences(text, span)]
    return all(map(is_question, said)) or any(map(is_order, said)) or is_order(text[span[0] : span[1]])


def is_question(sentence: str) -> bool:
    """Whether a sentence asks."""
    return bool(ASKED.search(sentence) or ASKS_AT_START.match(sentence))


def is_order(sentence: str) -> bool:
    """Whether a sentence tells the reader what to do or what to put down."""
    spoken_to = ADDRESSED.search(sentence) or TO_A_MACHINE.search(sentence)
    return bool(ORDER.match(sentence) or spoken_to or FORM.search(sentence))


def without_orders(text: str) -> str:
    """The text with every sentence that orders blanked, character for character: it is no company for what is news."""
    kept = [
        " " * (end - start) if is_order(text[start:end]) else text[start:end]
        for start, end in _cut(text, (0, len(text)), SENTENCE_END)
    ]
    return "".join(kept)


def is_hedged(clause: str) -> bool:
    """Whether a clause gives itself out as a guess, a hope or a rumour."""
    return bool(HEDGE.search(clause))


def in_customer_text(text: str, span: Span) -> bool:
    """Whether the whole span stands in a forwarded mail or in lines quoted with `>`."""
    if any(head.end() <= span[0] for head in FORWARDED_FROM_HERE.finditer(text)):
        return True
    first_line = text.rfind("\n", 0, span[0]) + 1
    return all(QUOTED_LINE.match(line) for line in text[first_line : span[1]].splitlines())


def is_told(text: str, span: Span) -> bool:
    """Whether the span is told as somebody else's words: in quotation marks, or with a word of reporting.

    What the writer said ("I told them") is not.
    """
    touched = sentences(text, span)
    start, end = max(touched[0][0], span[0] - NEAR), min(touched[-1][1], span[1] + NEAR)
    around = text[start:end]
    words = list(REPORTS.finditer(around))
    others = [word for word in words if not OWN_REPORT.search(around[: word.start()])]
    return bool(others or (not words and QUOTATION.search(around)))


def in_quotation(text: str, span: Span) -> bool:
    """Whether the whole span stands between quotation marks, as somebody else's words."""
    return is_told(text, span) and any(
        mark.start() <= span[0] and span[1] <= mark.end()
        for start, end in sentences(text, span)
        for mark in QUOTATION.finditer(text, start, end)
    )


def _cut(text: str, span: Span, where: re.Pattern[str]) -> Iterator[Span]:
    left = span[0]
    for end in where.finditer(text, *span):
        if not ABBREVIATED.search(text[left : end.end()]):
            yield left, end.end()
            left = end.end()
    if left < span[1]:
        yield left, span[1]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
