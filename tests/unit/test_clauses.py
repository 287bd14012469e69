from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.clauses import Voice, split


def texts(message: str) -> list[str]:
    return [clause.text for clause in split(message)]


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        ("They like it but finance hasn't approved.", ["They like it", "finance hasn't approved"]),
        ("HR and finance agreed on the list", ["HR and finance agreed on the list"]),
        ("legal agreed and procurement is happy", ["legal agreed", "procurement is happy"]),
        ("bad news - they cancelled", ["bad news", "they cancelled"]),
        ("Met Mr. Holm. He signed!", ["Met Mr. Holm", "He signed"]),
        ("- permit: granted\n- loan: open", ["permit: granted", "loan: open"]),
        ("1) review done 2) DPA open", ["review done", "DPA open"]),
        ("price is 4.50, they agreed to it", ["price is 4.50", "they agreed to it"]),
        ("If they sign they could start in May", ["If they sign", "they could start in May"]),
        ("he signed; she refused", ["he signed", "she refused"]),
        ("...", []),
    ],
)
def test_each_clause_says_one_thing(message: str, clauses: list[str]) -> None:
    assert texts(message) == clauses


def test_a_quotation_stays_whole_and_is_remembered() -> None:
    (clause,) = split('Maria said "it is approved. You may go, but slowly" yesterday')
    assert clause.quotation == "it is approved. You may go, but slowly"


def test_a_forwarded_mail_is_the_customers_document_and_its_header_is_not_read() -> None:
    clauses = split("see below\n\nFrom: Anna Berg <a@b.example>\nSubject: DPA signed\n\nHi,\nwe agree to it.\nRegards")
    assert [(c.text, c.document) for c in clauses] == [("see below", False), ("we agree to it", True)]
    assert clauses[1].voice is Voice.CUSTOMER


def test_lines_after_wrote_and_marked_lines_are_the_customers() -> None:
    clauses = split("On 12 Nov she wrote:\n> I accept the report.")
    assert [clause.document for clause in clauses] == [False, True]


def test_pasted_text_is_the_customers_throughout() -> None:
    assert all(clause.document for clause in split("We agree. We will sign.", pasted=True))


def test_a_question_is_marked() -> None:
    assert [clause.asked for clause in split("They signed. Did finance approve?")] == [False, True]


@given(st.text(max_size=200) | st.text("ab, .;-\n\"'>?!and but", max_size=120))
def test_every_clause_stands_in_the_message_in_order(message: str) -> None:
    clauses = split(message)
    assert all(message[clause.start : clause.end] == clause.text for clause in clauses)
    assert all(a.end <= b.start for a, b in pairwise(clauses))
