"""Whose words these are."""

from __future__ import annotations

import pytest

from assistant.documents.plain import understood
from assistant.documents.sides import Side, Us, Who, sides, us

SELLER, CUSTOMER, UNKNOWN = Side.SELLER, Side.CUSTOMER, Side.UNKNOWN


def side(who: Who, ours: Us, *others: Who) -> Side:
    return sides([who, *others], ours)[who]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rep", SELLER), ("Seller 2", SELLER), ("Sales", SELLER), ("AE", SELLER), ("Us", SELLER), ("Agent", SELLER),
        ("Vertrieb", SELLER), ("Relocation desk (us)", SELLER), ("Jane (Customer)", CUSTOMER), ("Customer", CUSTOMER),
        ("CLIENT", CUSTOMER), ("Buyer 1", CUSTOMER), ("Prospect - Jane", CUSTOMER), ("Them", CUSTOMER),
        ("Kundin", CUSTOMER), ("Jane Doe", UNKNOWN), ("Speaker 1", UNKNOWN), ("Salesforce", UNKNOWN), ("", UNKNOWN),
    ],
)  # fmt: skip
def test_labels_say_the_side(name: str, expected: Side) -> None:
    assert side(Who(name), Us()) is expected


@pytest.mark.parametrize(
    "who",
    [
        Who("Ana Silva"), Who("ANA  SILVA"), Who("Silva, Ana"), Who("Ana"), Who("Ana Silva (Oven Makers)"),
        Who("Bo | Oven Makers"), Who("", "ana@us.example"), Who("Bo", "bo@us.example"), Who("Bo", "bo@eu.us.example"),
    ],
)  # fmt: skip
def test_ours_are_known_by_name_company_address_and_domain(who: Who) -> None:
    assert side(who, us(["Ana Silva", "Oven Makers", "us.example"])) is SELLER


@pytest.mark.parametrize(
    "who", [Who("Anabel Silva"), Who("Ana Costa"), Who("Jo", "jo@notus.example"), Who("Jo", "jo@us.example.org")]
)
def test_who_only_resembles_us_is_not_ours(who: Who) -> None:
    assert side(who, us(["Ana Silva", "us.example"])) is not SELLER


def test_once_we_are_in_it_everybody_else_with_a_name_is_the_customer() -> None:
    ana = Who("Ana Silva")
    assert side(Who("Jane"), us(["Ana Silva"]), ana) is CUSTOMER
    assert side(Who("Speaker 2"), us(["Ana Silva"]), ana) is UNKNOWN
    assert side(Who("Jane"), us(["Ana Silva"])) is UNKNOWN
    assert side(Who("Jane", "jane@c.example"), us(["us.example"])) is CUSTOMER
    assert side(Who("Jane", "jane@c.example"), us(["Ana Silva"])) is UNKNOWN


def test_an_address_stands_for_its_company_but_not_for_a_public_mail_service() -> None:
    assert us(["ana@us.example"]).domains == {"us.example"}
    assert us(["ana@gmail.com"]).domains == frozenset()
    assert side(Who("Jane", "jane@gmail.com"), us(["ana@gmail.com"])) is CUSTOMER


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Rep: Did you sign?\nCustomer: We did.", [("Rep", SELLER), ("Customer", CUSTOMER)]),
        ("[10:02] Rep: Hi\n[10:03] Jane: We signed.", [("Rep", SELLER), ("Jane", CUSTOMER)]),
        ("00:01:02 Rep: Hi\n00:01:09 Jane: We signed.", [("Rep", SELLER), ("Jane", CUSTOMER)]),
        ("Rep   0:03\nHi there\nJane Doe   0:09\nWe signed.", [("Rep", SELLER), ("Jane Doe", CUSTOMER)]),
        ("**Rep:** Hi\n**Jane:** We signed.", [("Rep", SELLER), ("Jane", CUSTOMER)]),
        ("Ana: Hi\nJane: Hi\nAna: So?\nJane: We signed.", [("Ana", UNKNOWN), ("Jane", UNKNOWN)] * 2),
        ("Rep: One thing:\nBudget: is it there?\nJane: Yes", [("Rep", SELLER), ("Jane", CUSTOMER)]),
        (
            "Rep: Hi\nJane: We signed\nthe contract.\n\nNotes below",
            [("Rep", SELLER), ("Jane", CUSTOMER), (None, UNKNOWN)],
        ),
    ],
)
def test_turns_are_told_apart(text: str, speakers: list[tuple[str, Side]]) -> None:
    document = understood("call.txt", text, Us())
    assert document.kind == "transcript"
    assert [(passage.speaker, passage.side) for passage in document.passages] == speakers


@pytest.mark.parametrize(
    "text",
    ["Budget: approved\nLegal: open\nNext steps: a call", "Jane: will send the order\n\nLong words follow.\n" * 1],
)
def test_headings_in_notes_are_no_speakers(text: str) -> None:
    document = understood("notes.txt", text, Us())
    assert document.kind == "notes"
    assert [passage.speaker for passage in document.passages] == [None]
