"""A long document read passage by passage: claims with their places, checked against whose words they are.

What the seller says proves nothing: a seller's passage yields activity and never a claim (law 1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.deals.claims import Claim, Reading, ToRead
from assistant.deals.observation import Grade, Verdict
from assistant.documents.cutting import pieces
from assistant.documents.document import Kind
from assistant.documents.sides import Side
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from assistant.coaching.ports import Reader
    from assistant.documents.cutting import Piece
    from assistant.documents.document import Document, Passage
    from knowledge.process import Definition

DOUBTED = 0.5  # confidence of what rests on a bare yes or no
LONGEST_ANSWER = 20  # words
_YES = re.compile(
    r"\W*(?:yes|yep|yeah|yup|correct|right|exactly|indeed|absolutely|of course|that's right|ja|genau|stimmt|richtig"
    r"|(?:we|i|they|he|she|it) (?:did|have|has|do|is|are|was|were)\b(?=\W*$))\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(?:no|nope|not (?:yet|really)|nein|noch nicht)\b", re.IGNORECASE)
_BARE = re.compile(  # words that answer, and by themselves say of nothing that it happened
    r"\W*(?:(?:yes|yep|yeah|yup|no|nope|not|yet|really|sure|fine|good|great|ok|okay|right|correct|exactly|indeed|absolutely"
    r"|of|course|thanks|thank|you|i|we|they|he|she|it|that|this|s|ve|did|do|does|have|has|had|is|are|was|were|already"
    r"|ja|nein|noch|nicht|genau|stimmt|richtig|klar|wir|haben|hat|das|ist)\b\W*)+",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:^|[.!?\n])([^.!?\n]+)\?\W*$")
_FIRST_SENTENCE = re.compile(r"[^.!?\n]*[.!?]*")
_ASKS = re.compile(
    r"(?:[\w']+,\s+|(?:and|so|ok|okay|just|then|great|but)\s+)*(?P<verb>have|has|had|did|do|does|is|are|was|were)\s+"
    r"(?P<who>(?:you|they|we|he|she|it)\s+)?(?P<what>\S.*)",
    re.IGNORECASE,
)


class PlacedClaim(Claim):
    """A claim with the place in the document where its quote begins."""

    place: str


class DocumentReading(Reading):
    """What was found in a document; every claim in it has its place."""

    claims: tuple[PlacedClaim, ...] = ()
    questions: tuple[PlacedClaim, ...] = ()


def read_document(
    document: Document,
    reader: Reader,
    definitions: Callable[[str], Sequence[Definition]],
    *,
    today: date,
    on: date | None = None,
    timezone: str = "UTC",
    other_names: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> DocumentReading:
    """Read every passage; one claim an outcome, its last word in the document.

    `definitions` gives the outcomes that some words could be about. `on` is the document's day where it says none
    itself. `progress` gets how many pieces are done, and of how many. Raises `UnavailableError` where the reader did
    not answer, `PersonError` where nobody says anything.
    """
    work = [(each, piece) for each in document.passages for piece in pieces(document, each)]
    if not work:
        raise PersonError(f"{document.name} holds headings and no words under them; choose a file with text.")

    def read(text: str, passage: Passage) -> Reading:
        return reader.read(
            ToRead(
                text=text,
                on=min(passage.sent or on or today, today),
                timezone=timezone,
                definitions=definitions(text),
                other_names=other_names,
                pasted=passage.side is Side.CUSTOMER,
            )
        )

    found = _Found(document, today, dated=on is not None)
    asked = ""  # the seller's question just before, as a statement
    for number, (passage, piece) in enumerate(work):
        progress(number, len(work))
        reading = read(piece.text, passage)
        found.take(passage, piece, reading)
        answer = _answer(piece.text, reading) if passage.side is Side.CUSTOMER and asked else None
        if answer is not None:
            found.ask(passage, piece, read(asked, passage), *answer)
        asked = _asked(piece.text) if passage.side is Side.SELLER else ""
    progress(len(work), len(work))
    return found.reading()


class _Found:
    """What has been found so far, in the document's order."""

    def __init__(self, document: Document, today: date, *, dated: bool) -> None:
        self._document, self._today, self._dated = document, today, dated
        self._claims: dict[str, PlacedClaim] = {}
        self._questions: dict[str, PlacedClaim] = {}
        self._activity: list[str] = []
        self._readings: list[Reading] = []

    def take(self, passage: Passage, piece: Piece, reading: Reading) -> None:
        """Keep what a reading of one piece may say, by whose words they are."""
        self._readings.append(reading)
        self._activity += [found[1] for each in reading.seller_activity if (found := piece.find(self._document, each))]
        if passage.side is Side.SELLER:
            return
        for sure, claims in ((True, reading.claims), (False, reading.questions)):
            for claim in claims:
                placed = None if _BARE.fullmatch(claim.quote) else self._placed(passage, piece, claim)
                if placed is not None:
                    self._last_word(placed, sure=sure)

    def ask(self, passage: Passage, piece: Piece, about: Reading, words: str, verdict: Verdict) -> None:
        """Put the outcome of the seller's question as a question, with the customer's short answer as its quote."""
        likeliest = max((*about.claims, *about.questions), key=lambda claim: claim.confidence, default=None)
        if likeliest is not None:
            answer = likeliest.model_copy(
                update={"quote": words, "verdict": verdict, "occurred_on": None, "confidence": DOUBTED}
            )
            if (placed := self._placed(passage, piece, answer)) is not None:
                self._last_word(placed, sure=False)

    def reading(self) -> DocumentReading:
        """All of it."""
        return DocumentReading(
            claims=tuple(self._claims.values()),
            questions=tuple(self._questions.values()),
            seller_activity=tuple(dict.fromkeys(self._activity)),
            reader=self._readings[-1].reader,
            prompt=self._readings[-1].prompt,
            notice=next((each.notice for each in self._readings if each.notice), None),
        )

    def _placed(self, passage: Passage, piece: Piece, claim: Claim) -> PlacedClaim | None:
        """The claim with its place, the grade of its side and its day; None where the document has no such words."""
        found = piece.find(self._document, claim.quote)
        if found is None:
            return None
        at, quote = found
        grade = _grade(claim.grade, passage, self._document.kind)
        return PlacedClaim(
            outcome=claim.outcome,
            verdict=claim.verdict,
            grade=grade,
            quote=quote,
            occurred_on=self._day(claim, passage, grade),
            confidence=claim.confidence,
            place=self._document.place(at),
        )

    def _day(self, claim: Claim, passage: Passage, grade: Grade) -> date | None:
        """The day the words name; for what the customer sent, the day it was sent.

        Where nobody knows when the words were said, "yesterday" is no day: then the year must stand in the quote.
        """
        day = claim.occurred_on
        if day is not None and not (passage.sent or self._dated or str(day.year) in claim.quote):
            day = None
        if day is None and grade is Grade.ARTEFACT and claim.verdict is not Verdict.NOT_YET:
            day = passage.sent
        return day if day is None or day <= self._today else None

    def _last_word(self, claim: PlacedClaim, *, sure: bool) -> None:
        """One claim an outcome: the last, unless it repeats better proof; in doubt over what it says, a question."""
        held = self._claims.get(claim.outcome)
        same = held is not None and held.verdict is claim.verdict
        if held and same and (not sure or held.grade.rank > claim.grade.rank):
            return
        for kept in (self._claims, self._questions):
            kept.pop(claim.outcome, None)
        (self._claims if sure else self._questions)[claim.outcome] = claim


def _grade(read: Grade, passage: Passage, kind: Kind) -> Grade:
    """The best grade that words of this side can give; a sign of something stays a sign."""
    if read is Grade.SURROGATE:
        return read
    if passage.side is Side.CUSTOMER:
        return Grade.ARTEFACT if kind is Kind.MAIL else Grade.QUOTED
    told = read is Grade.QUOTED and passage.speaker is None and kind is Kind.NOTES
    return read if told else Grade.ASSERTED


def _asked(text: str) -> str:
    """A question at the end of somebody's words as what a yes to it says; empty where there is none."""
    question = _QUESTION.search(text)
    asks = None if question is None else _ASKS.fullmatch(question[1].strip())
    if asks is None:
        return ""
    said = f"{asks['who'] or ''}{asks['verb'] if asks['who'] else ''} {asks['what']}".strip()
    for theirs, own in ((r"\byour\b", "our"), (r"\byou\b", "we")):
        said = re.sub(theirs, own, said, flags=re.IGNORECASE)
    return f"Yes, {said}."


def _answer(text: str, reading: Reading) -> tuple[str, Verdict] | None:
    """A short yes or no at the start of somebody's words, in which nothing sure was read, and what it says."""
    words = _FIRST_SENTENCE.findall(text)[0].strip()
    told = any(claim.quote in words for claim in reading.claims) and not _BARE.fullmatch(words)
    if told or len(words.split()) > LONGEST_ANSWER:
        return None
    verdict = Verdict.HAPPENED if _YES.match(words) else Verdict.NOT_YET if _NO.match(words) else None
    return None if verdict is None else (words, verdict)
