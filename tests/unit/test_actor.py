import pytest

from assistant.reading.actor import Actor, actor, is_seller_activity


@pytest.mark.parametrize(
    "text",
    [
        "we sent the proposal",
        "I demoed it to their CFO",
        "sent them the proposal",
        "Prepare Negotiation Strategy",
        "Send proposal",
        "Follow up with legal",
        "proposal was sent to them",
        "demo delivered",
        "contract draft v4 sent",
        "Luis and I spent the day with the chairman",
        "met with their CFO",
        "our CFO approved the discount",
        "my manager approved it",
        "price agreed internally",
        "they received our documents",
        "we signed the NDA",
    ],
)
def test_what_the_seller_did_is_seller_activity(text: str) -> None:
    assert is_seller_activity(text)


@pytest.mark.parametrize(
    "text",
    [
        "they signed",
        "the CFO approved the budget",
        "Maria from finance confirmed it",
        "got the order back from them",
        "received the order data",
        "we agreed the price with their CFO",
        "we were selected",
        "we are on the shortlist",
        "they sent us the data",
        "we have to redo the interface from scratch",
        "their CFO approved our concept",
        "Order signed",
    ],
)
def test_what_the_customer_did_is_not(text: str) -> None:
    assert not is_seller_activity(text)


def test_a_clause_without_a_subject_takes_the_one_before() -> None:
    assert actor("sent it back", carried=Actor.CUSTOMER) is Actor.CUSTOMER
    assert actor("sent it back", carried=Actor.UNCLEAR) is Actor.SELLER


def test_in_the_customers_own_text_we_is_the_customer() -> None:
    assert actor("we sent the order", customer_speaks=True) is Actor.CUSTOMER
