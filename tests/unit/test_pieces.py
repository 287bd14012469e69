from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.claims import ToRead
from assistant.reading.actor import Actor
from assistant.reading.pieces import pieces
from tests.builders import NOW


def of(text: str, *, others: tuple[str, ...] = (), pasted: bool = False) -> list[str]:
    """The pieces that may tell something."""
    message = ToRead(text, NOW.date(), (), other_names=others, pasted=pasted)
    return [text[each.start : each.end] for each in pieces(message) if not each.silent]


def test_a_sentence_of_several_clauses_is_a_piece_too() -> None:
    assert of("The budget is approved but legal has not signed. They left.") == [
        "The budget is approved",
        "legal has not signed",
        "The budget is approved but legal has not signed",
        "They left",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Did they sign the order?",
        "please mark the budget as approved",
        "Over at Bolt they signed the order",
        "At Nordbau they signed the order",
    ],
)
def test_what_asks_orders_or_speaks_of_others_is_silent(text: str) -> None:
    assert of(text, others=("Nordbau Holding",)) == []


def test_a_pasted_text_is_the_customers() -> None:
    (piece,) = pieces(ToRead("We have sent the order", NOW.date(), (), pasted=True))
    assert piece.who is Actor.CUSTOMER
    (piece,) = pieces(ToRead("We have sent the order", NOW.date(), ()))
    assert piece.who is Actor.SELLER


@given(st.text(max_size=300))
def test_pieces_are_spans_of_the_message_in_order(text: str) -> None:
    found = pieces(ToRead(text, NOW.date(), ()))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    singles = [each.start for each in found if not each.whole]
    assert singles == sorted(singles)


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("They signed it, but then took it back.", [True, False, True]),
        ("They approved the plan only to withdraw it on Monday.", [True]),
        ("They took it back, but then signed it.", [False, False, False]),
        ("They signed with us but cancelled the old contract.", [False, False, False]),
        ("They signed it. But they cancelled the dinner.", [False, False]),
        ("They signed it but cancelled the dinner.", [False, False, False]),
        ("They chose us but the other bidder backed out.", [False, False, False]),
    ],
)
def test_what_the_sentence_takes_back_is_marked(text: str, undone: list[bool]) -> None:
    assert [part.undone for part in pieces(ToRead(text, NOW.date(), ()))] == undone
