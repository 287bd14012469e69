from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.coaching.resolve import Resolved, named, resolve
from assistant.deals.deal import Deal

DEALS = [
    Deal(id="D-1", name="Alder Clinics scheduling", account="Alder Clinics Ltd"),
    Deal(id="D-2", name="Alder Clinics billing", account="Alder Clinics Ltd"),
    Deal(id="D-3", name="Harbour Foods dispatch", account="Harbour Foods"),
    Deal(id="D-4", name="Bo", account="Bo"),
    Deal(id="D-5", name="Linden Logistics fleet", account="Linden Logistics GmbH"),
    Deal(id="D-6", name="Islas repower", account="Islas Express S.A."),
]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("Harbour Foods: the CFO wrote back", "D-3"),
        ("harbour foods signed", "D-3"),
        ("Harbor Foods signed", "D-3"),
        ("the billing project at Alder Clinics got a budget", "D-2"),
        ("D-5 moved", "D-5"),
        ("what about d-5?", "D-5"),
        ("Islas Expres S.A. signed", "D-6"),
        ("Linden's people signed", "D-5"),
        ("Bo signed today", "D-4"),
        ("Harbour Foods dispatch: as at Linden Logistics, they want a pilot", "D-3"),
    ],
)
def test_a_deal_is_found_by_what_people_call_it(text: str, deal: str) -> None:
    found = resolve(text, DEALS)
    assert found.deal is not None
    assert found.deal.id == deal


def test_two_that_fit_are_asked_about() -> None:
    assert [deal.id for deal in resolve("Alder Clinics signed", DEALS).candidates] == ["D-1", "D-2"]


def test_the_conversation_breaks_a_tie() -> None:
    found = resolve("Alder Clinics signed", DEALS, last="D-2")
    assert found.deal is not None
    assert found.deal.id == "D-2"


def test_a_pronoun_is_the_conversations_deal() -> None:
    found = resolve("they signed it yesterday", DEALS, last="D-3")
    assert found.deal is not None
    assert found.deal.id == "D-3"


def test_a_deal_named_outright_beats_the_conversations() -> None:
    found = resolve("Harbour Foods signed", DEALS, last="D-1")
    assert found.deal is not None
    assert found.deal.id == "D-3"


def test_other_accounts_in_the_message_are_reported() -> None:
    assert resolve("Harbour Foods signed, Linden Logistics did not", DEALS).others == ("Linden Logistics GmbH",)


def test_an_everyday_word_is_not_a_short_name() -> None:
    assert resolve("nobody signed, bo problem", [DEALS[3]]) == Resolved()


def test_a_name_nobody_knows_is_reported() -> None:
    assert resolve("Zebra Corp: they signed", DEALS).unknown == "Zebra Corp"
    assert resolve("Zebra Corp: they signed", DEALS, last="D-1").deal is None
    assert resolve("Update: they signed", DEALS, last="D-1").deal == DEALS[0]


def test_asking_by_name_or_id() -> None:
    assert named("D-1", DEALS).deal == DEALS[0]
    assert named("d-1", DEALS).deal == DEALS[0]
    assert named("Harbour", DEALS).deal == DEALS[2]
    assert named("Zebra", DEALS).unknown == "Zebra"
    assert len(named("Alder Clinics", DEALS).candidates) == 2


@given(st.text(max_size=200), st.sampled_from([None, "D-1", "gone"]))
def test_any_text_resolves_to_at_most_one_thing(text: str, last: str | None) -> None:
    found = resolve(text, DEALS, last=last)
    assert bool(found.deal) + bool(found.candidates) + bool(found.unknown) <= 1
