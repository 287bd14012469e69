"""Which deal an address is about."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import OperatorError
from assistant.settings import read_settings
from assistant.slack.links import DealLinks

CRM = "https://crm.example/deals/{deal}"


def links(pattern: str = CRM) -> DealLinks:
    found = DealLinks.like(pattern)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("pattern", "address", "deal"),
    [
        (CRM, "https://crm.example/deals/006A", "006A"),
        (CRM, "https://crm.example/deals/006A/view?tab=1#top", "006A"),
        (CRM, "https://crm.example/deals/A%20B%2F1", "A B/1"),
        (CRM, "https://crm.example/deals/", None),
        (CRM, "https://crm.example/contacts/006A", None),
        (CRM, "https://crm.example.evil.example/deals/006A", None),
        (CRM, "https://evil.example/?u=https://crm.example/deals/006A", None),
        ("https://crm.example/r/{deal}/view", "https://crm.example/r/006A/view", "006A"),
        ("https://crm.example/r/{deal}/view", "https://crm.example/r/006A/edit", None),
        ("https://crm.example/x?id={deal}&v=1", "https://crm.example/x?id=006A&amp;v=1", "006A"),
        ("https://crm.example/a.b/{deal}", "https://crm.example/aXb/006A", None),
    ],
)
def test_an_address_names_its_deal(pattern: str, address: str, deal: str | None) -> None:
    assert links(pattern).deal(address) == deal


@given(st.text(min_size=1, max_size=60))
def test_any_id_comes_back_from_its_address(deal: str) -> None:
    assert links().deal(CRM.replace("{deal}", quote(deal, safe=""))) == deal


def test_without_the_setting_there_are_no_links() -> None:
    assert DealLinks.like(None) is None
    assert links("https://CRM.example:8443/d/{deal}").domain == "crm.example"


@pytest.mark.parametrize(
    "pattern", ["https://crm.example/deals/", "crm.example/{deal}", "https://{deal}/x", "https://c.e/{deal}/{deal}"]
)
def test_a_pattern_that_names_no_deal_is_refused(pattern: str) -> None:
    with pytest.raises(OperatorError, match=r"RIGHTSIDE_DEAL_LINK: .*where the deal's id stands"):
        read_settings(deal_link=pattern)
