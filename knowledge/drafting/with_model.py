"""What a playbook tells, as a language model finds it, piece by piece; only what stands in the text is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from knowledge.drafting.draft import Told, taken_out
from knowledge.model import between
from prompts import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.drafting.draft import Source
    from knowledge.model import Model

PIECE, OVERLAP = 6_000, 300  # characters that a model reads at once
SHORTEST = 8  # characters of a quote that can tell anything


class Found(BaseModel):
    """One thing that a piece tells."""

    kind: Literal["outcome", "way_back"]
    quote: Annotated[str, StringConstraints(max_length=400)]
    statement: Annotated[str, StringConstraints(max_length=240)]
    proof: Annotated[str, StringConstraints(max_length=120)] | None = None


class FoundInPiece(BaseModel):
    """What a model must answer for a piece."""

    found: Annotated[list[Found], Field(max_length=40)] = []


class ModelFinder:
    """Finds with a model; a piece for which it has no answer is read by the rules.

    `told(done, of)` is called before each piece. `unread` counts the pieces without an answer, `invented` what the
    model said that does not stand in the text.
    """

    def __init__(self, model: Model, *, told: Callable[[int, int], None]) -> None:
        self._model = model
        self._told = told
        self.unread = self.invented = 0

    def __call__(self, source: Source) -> Iterator[Told]:
        """What the source tells, in order, each stretch once."""
        pieces = list(_pieces(source.text))
        found: dict[tuple[int, int], Told] = {}
        for number, (start, text) in enumerate(pieces):
            self._told(number, len(pieces))
            answer = self._model(*_question(text), FoundInPiece)
            if answer is None:
                self.unread += 1
                some = [each for each in taken_out(source) if start <= each.start < start + len(text)]
            else:
                some = [each for one in answer.found if (each := self._checked(one, start, text)) is not None]
            for each in some:
                found.setdefault((each.start, each.end), each)
        self._told(len(pieces), len(pieces))
        yield from sorted(found.values(), key=lambda each: each.start)

    def _checked(self, said: Found, start: int, text: str) -> Told | None:
        quote, statement = said.quote.strip(), " ".join(said.statement.split()).rstrip(".")
        at = text.find(quote)
        if at < 0 or len(quote) < SHORTEST or "\n\n" in quote or not statement:
            self.invented += 1
            return None
        first = start + at
        proof = said.proof if said.proof and said.proof.strip().lower() in text.lower() else None
        return Told(
            first,
            first + len(quote),
            statement,
            way_back=said.kind == "way_back",
            turned=said.kind == "outcome" and statement.lower() != quote.rstrip(".").lower(),
            proof=proof.strip() if proof else None,
        )


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 - slow to import

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PIECE,
        chunk_overlap=OVERLAP,
        separators=["\n# ", "\n## ", "\n### ", "\n\n", "\n", ". ", " ", ""],
        add_start_index=True,
        strip_whitespace=False,
    )
    for piece in splitter.create_documents([text]):
        yield int(piece.metadata["start_index"]), piece.page_content


def _question(text: str) -> tuple[str, str]:
    mark, shown = between(text)
    return render("draft_process", delimiter=mark).text, shown
