"""What stands on the map of a process, as cards in columns, measured before anything is drawn. Lengths in inches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.coaching.wording import STATUSES
from assistant.deals.standing import Status
from assistant.pictures.writing import height, lines

if TYPE_CHECKING:
    from assistant.deals.standing import Standing
    from knowledge.process import Process, Stage

COLUMN = 2.75  # a stage's width
PAD, GAP, INDENT = 0.12, 0.09, 0.2
HEAD, BODY, SMALL = 11, 9, 8  # points
INSIDE = COLUMN - 2 * PAD
SIGNS = {
    Status.MET: "✓",
    Status.LIKELY: "≈",
    Status.CLAIMED: "?",
    Status.EXPIRED: "✓",
    Status.REVERSED: "↩",
    Status.DISPUTED: "!",
    Status.NOT_YET: "–",
    Status.UNKNOWN: "",
}


@dataclass(frozen=True)
class Row:
    """A row of cards: for each stage its cards from the top."""

    cards: tuple[tuple[Card, ...], ...]

    @property
    def height(self) -> float:
        """The height of the fullest column."""
        return max((sum(card.height + GAP for card in column) for column in self.cards), default=0.0)


@dataclass(frozen=True)
class Card:
    """A text with what it is called, in lines; `tag` is a small line above or below it."""

    id: str
    text: tuple[str, ...]
    tag: tuple[str, ...] = ()
    sign: str = ""
    gate: bool = False
    points_to: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """How high it is with its paddings."""
        return height(len(self.text), BODY) + height(len(self.tag), SMALL) + PAD


def outcomes(process: Process, standing: Standing | None) -> Row:
    """The customer's outcomes, with their status where a standing is given."""
    return Row(tuple(tuple(_outcome_cards(stage, standing)) for stage in process.stages))


def signals(process: Process) -> Row:
    """What takes outcomes back."""
    return Row(
        tuple(
            tuple(Card(each.id, _body(each.signal), points_to=each.reverses) for each in stage.backward_signals)
            for stage in process.stages
        )
    )


def actions(process: Process) -> Row:
    """What the seller does, what for, and which outcomes it serves."""
    return Row(
        tuple(
            tuple(
                Card(each.id, _body(each.action), _small(f"to {each.purpose.value}: {', '.join(each.advances)}"))
                for each in stage.seller_actions
            )
            for stage in process.stages
        )
    )


def _outcome_cards(stage: Stage, standing: Standing | None) -> list[Card]:
    cards = []
    for outcome in stage.outcomes:
        sign = SIGNS[standing.statuses[outcome.id]] if standing else ""
        told = _small(STATUSES[standing.statuses[outcome.id]]) if standing and sign else ()
        cards.append(Card(outcome.id, _body(outcome.statement), told, sign, outcome.gate))
    return cards


def _body(text: str) -> tuple[str, ...]:
    return tuple(lines(text, BODY, INSIDE - INDENT))


def _small(text: str) -> tuple[str, ...]:
    return tuple(lines(text, SMALL, INSIDE - INDENT))
