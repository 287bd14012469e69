"""Who of the customer's side is named in what counts."""

from __future__ import annotations

import pytest

from assistant.deals.customer_people import customer_people
from assistant.deals.deal import Deal
from assistant.deals.observation import Grade, Observation, Verdict
from tests.builders import proved

DEAL = Deal(id="D1", name="Old Mill oven", account="Old Mill Bakery", contacts=("Rosa Lind", "Tom Falk"))


def said(quote: str, **changes: object) -> Observation:
    return proved("budget-opened").model_copy(update={"quote": quote, **changes})


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("their CFO Jana Holm wrote “go ahead”", "Jana Holm"),
        ("Jana Holm, head of finance: the money is there", "Jana Holm"),
        ("Yesterday Jana van Holm confirmed the budget", "Jana van Holm"),
        ("From: Jana Holm\nthe money is there", "Jana Holm"),
        ("Jana Holm: the money is there", "Jana Holm"),
        ("Their finance lead wrote “go ahead”", "the finance lead"),
        ("“I own this one”, the practice manager", "the practice manager"),
        ("“go ahead” (head of finance)", "the head of finance"),
        ("their CFO wrote “go ahead”", "the CFO"),
        ("tom falk mailed us the extract", "Tom Falk"),
    ],
)
def test_a_name_where_a_speaker_stands_is_heard(quote: str, named: str) -> None:
    assert customer_people(DEAL, [said(quote)])[0] == named


@pytest.mark.parametrize(
    "quote", ["Finance wrote “go ahead”", "Old Mill Bakery confirmed it", "The head of the area met us", ""]
)
def test_a_department_an_account_or_a_thing_is_nobody(quote: str) -> None:
    assert customer_people(DEAL, [said(quote)]) == DEAL.contacts


def test_each_stands_once_and_contacts_come_after_those_who_spoke() -> None:
    ledger = [said("their CFO Jana Holm wrote it"), said("Jana Holm said so", id="2"), said("Tom Falk agreed", id="3")]
    assert customer_people(DEAL, ledger) == ("Jana Holm", "Tom Falk", "Rosa Lind")


def test_what_the_rep_asserts_or_took_back_names_nobody() -> None:
    taken_back = said("x", id="2", verdict=Verdict.WITHDRAWN, supersedes="budget-opened-1")
    assert customer_people(DEAL, [said("Jana Holm said so", grade=Grade.ASSERTED)]) == DEAL.contacts
    assert customer_people(DEAL, [said("Jana Holm said so"), taken_back]) == DEAL.contacts
