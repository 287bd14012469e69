"""A customer's own text, and a document put for confirmation: what is recorded, with which source and day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.messages import Confirm, Origin
from assistant.deals.observation import Grade
from assistant.documents.formats import read_document
from assistant.documents.sides import us
from assistant.errors import PersonError
from knowledge.process import Outcome, Process, Stage
from tests.builders import NOW, message
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database

MANY = 9
SIGN = "They count loaves"


def process() -> Process:
    """One stage with more outcomes than a reply shows."""
    outcomes = tuple(Outcome(id=f"outcome-{n}", gate=True, statement=f"The owner answers {n}") for n in range(MANY))
    return Process(id="answers", name="Answers", version=1, stages=(Stage(id="s", name="Answer", outcomes=outcomes),))


CLAIMS = {f"answer number {n}": (f"outcome-{n}", "happened", "asserted", 0.9) for n in range(MANY - 1)}
CLAIMS[SIGN] = ("outcome-8", "happened", "surrogate", 0.9)
CLAIMS["no answer"] = ("outcome-8", "not_yet", "asserted", 0.9)


@pytest.fixture
def coach(database: Database, org: str) -> Coach:
    return Coach(desk_on(database, org, KeywordReader(CLAIMS), process()))


def ledger(coach: Coach, org: str) -> list[tuple[str, str, str | None, str]]:
    return [
        (each.outcome, each.grade, each.occurred_on and str(each.occurred_on), each.source)
        for each in coach.desk.ledger.observations(org, "D1")
    ]


def offer(coach: Coach, org: str, count: int = MANY - 1) -> Reply:
    text = "\n\n".join(f"Here is answer number {n} of the customer." for n in range(count))
    document = read_document("mail.txt", text.encode(), us(["Ana"]))
    return coach.read(message(org, "mail.txt", deal="D1", id_="offer"), document)


def confirm(org: str, *chosen: int, id_: str, person: str = "ana", deal: str = "D1") -> Confirm:
    return Confirm(
        id=id_, organisation=org, person=person, conversation="c1", at=NOW, deal=deal, offer="offer", chosen=chosen
    )


@pytest.mark.parametrize("grade", [Grade.ARTEFACT, Grade.QUOTED])
def test_a_customers_text_is_as_good_as_it_is_on_its_day_and_with_its_link(
    coach: Coach, org: str, grade: Grade
) -> None:
    origin = Origin(link="https://example.slack.com/p1", on=date(2026, 3, 1), grade=grade)
    text = f"undo. answer number 1. {SIGN}."
    coach.reply(message(org, text, deal="D1", pasted=True).model_copy(update={"origin": origin}))
    assert ledger(coach, org) == [
        ("outcome-1", grade, "2026-03-01", origin.link),
        ("outcome-8", "surrogate", "2026-03-01", origin.link),
    ]


def test_what_has_not_happened_has_no_day(coach: Coach, org: str) -> None:
    origin = Origin(link="slack:C1:1.2", on=date(2026, 3, 1), grade=Grade.QUOTED)
    coach.reply(message(org, "there is no answer", deal="D1", pasted=True).model_copy(update={"origin": origin}))
    assert ledger(coach, org) == [("outcome-8", "quoted", None, origin.link)]


def test_a_document_is_recorded_page_by_page(coach: Coach, org: str) -> None:
    first = offer(coach, org)
    assert [each.number for each in first.found] == list(range(8))
    assert ledger(coach, org) == []
    second = coach.confirm(confirm(org, 0, 1, 2, 3, 4, 5, id_="page-1"))
    assert len(ledger(coach, org)) == 6
    assert [each.number for each in second.found] == [6, 7]
    third = coach.confirm(confirm(org, 6, 7, id_="page-2"))
    assert third.found == ()
    assert len(ledger(coach, org)) == 8
    assert ledger(coach, org)[0] == ("outcome-0", "asserted", None, "document:mail.txt#line 1")


def test_the_same_claim_confirmed_again_is_recorded_once(coach: Coach, org: str) -> None:
    offer(coach, org)
    one = coach.confirm(confirm(org, 0, id_="one"))
    assert one.found == ()
    again = coach.confirm(confirm(org, 0, id_="again"))
    assert "already" in again.sentences[0].text
    assert len(ledger(coach, org)) == 1


def test_a_document_delivered_again_is_offered_as_before(coach: Coach, org: str) -> None:
    assert offer(coach, org) == offer(coach, org, 1)


@pytest.mark.parametrize("wish", [{"person": "mo"}, {"deal": "D2"}, {"chosen": (77,)}, {"offer": "another"}], ids=str)
def test_only_what_was_offered_to_this_person_about_this_deal_is_recorded(
    coach: Coach, org: str, wish: dict[str, object]
) -> None:
    offer(coach, org)
    with pytest.raises(PersonError, match="no longer kept"):
        coach.confirm(confirm(org, 0, id_="x").model_copy(update=wish))
    assert ledger(coach, org) == []


def test_a_document_that_says_nothing_offers_nothing(coach: Coach, org: str) -> None:
    document = read_document("a.txt", b"The weather was fine.", us(["Ana"]))
    reply = coach.read(message(org, "a.txt", deal="D1"), document)
    assert reply.found == ()
    assert reply.sentences[0].text == "I found nothing in a.txt that the customer did."
