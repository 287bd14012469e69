"""The joint plan: the customer's open steps, names and days on both sides, and nothing that is ours alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.coaching.agreeing import agree_on
from assistant.coaching.case import opened
from assistant.coaching.coach import Coach
from assistant.coaching.discretion import discreet, discretion
from assistant.coaching.paper import Bullets, Heading, Paper, Paragraph, Picture, Table
from assistant.coaching.planning import FILES, TITLE, planned
from assistant.coaching.telling import where
from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.observation import Grade, Verdict
from assistant.errors import PersonError
from assistant.papers.writing import written
from tests.builders import DEALS, NOW, PEOPLE, bakery, message, proved
from tests.coaching_desk import desk_on
from tests.unit.test_papers import text_of

if TYPE_CHECKING:
    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database

TODAY = NOW.date()


@pytest.fixture(scope="module")
def planning(database: Database) -> Desk:
    return desk_on(database, "plans", None, bakery())  # type: ignore[arg-type]  # nothing is read


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, None, bakery())  # type: ignore[arg-type]  # nothing is read


def case_of(desk: Desk, org: str, deal: str = "D1") -> Case:
    found = desk.deals.deal(org, deal)
    assert found is not None
    return desk.case(org, found, TODAY)


def plan(desk: Desk, org: str) -> Reply:
    return planned(desk, org, case_of(desk, org))


def rows(reply: Reply) -> list[tuple[str, ...]]:
    assert reply.paper is not None
    return [row for block in reply.paper.blocks if isinstance(block, Table) for row in block.rows]


def said(reply: Reply) -> str:
    return "\n".join(each.text for each in reply.sentences)


def test_the_plan_holds_the_open_steps_in_order(desk: Desk, org: str) -> None:
    desk.ledger.append(org, "D1", [proved("problem-stated")], process=bakery())
    reply = plan(desk, org)
    assert rows(reply) == [
        ("The owner opens a budget for the oven", "", "Ana", "to be agreed"),
        ("The bakers bake a test batch", "", "Ana", "to be agreed"),
        ("The owner signs the order", "", "Ana", "to be agreed"),
    ]
    assert reply.paper is not None
    assert reply.paper.title == "Joint plan: Old Mill Bakery"
    assert [each.text for each in reply.paper.blocks if isinstance(each, Heading)] == [
        "See the need", "Choose an oven", "Buy it",
    ]  # fmt: skip
    assert reply.files == FILES
    assert "Without a day yet: 3." in said(reply)
    assert "agreed step for D1: budget-opened, NAME by 3 May" in said(reply)


def test_a_day_that_was_set_stands_in_the_plan_with_its_name(desk: Desk, org: str) -> None:
    for due, who in ((date(2026, 4, 1), "Ana Berg"), (date(2026, 5, 3), " Priya Nair ")):
        agree_on(desk, org, case_of(desk, org), "site-shown", due, who, by="ana", at=NOW)
    assert ("The bakery shows us where the oven would stand", "Priya Nair", "Ana", "3 May 2026") in rows(
        plan(desk, org)
    )
    (step,) = desk.agreed.of(org, ["D1"])["D1"]
    assert (step.side, step.outcome, step.due, step.agreed_by) == (Side.CUSTOMER, "site-shown", date(2026, 5, 3), "ana")


def test_a_day_is_set_in_the_chat_by_the_outcomes_id(desk: Desk, org: str) -> None:
    for text in ("test-bake, Priya Nair by 2 May", "order-signed by Friday", "test-bake, Tom Ashe by 3 May"):
        reply = Coach(desk).reply(message(org, f"agreed step for Old Mill oven: {text}"))
        assert reply.sentences[0].text.startswith("Agreed for Old Mill oven:")
    assert rows(plan(desk, org))[-2:] == [
        ("The bakers bake a test batch", "Tom Ashe", "Ana", "3 May 2026"),
        ("The owner signs the order", "", "Ana", "13 Mar 2026"),
    ]


def test_the_day_flows_back_into_advice_and_risk_until_the_step_is_proved(desk: Desk, org: str) -> None:
    agree_on(desk, org, case_of(desk, org), "problem-stated", TODAY - timedelta(days=4), "Priya Nair", by="ana", at=NOW)
    case = case_of(desk, org)
    agreed = "Agreed: The head baker says what the old oven costs them (Priya Nair), due 2026-03-06, 4 days late."
    assert agreed in said(where(case))
    assert "agreed step 4 days overdue" in [each.short for each in case.warnings]
    desk.ledger.append(org, "D1", [proved("problem-stated")], process=bakery())
    case = case_of(desk, org)
    assert agreed not in said(where(case))
    assert "agreed step 4 days overdue" not in [each.short for each in case.warnings]


def test_a_day_is_set_for_a_step_still_ahead(desk: Desk, org: str) -> None:
    desk.ledger.append(org, "D1", [proved("problem-stated")], process=bakery())
    for outcome, words in (("oven-lit", "open now: budget-opened"), ("problem-stated", "proved already")):
        with pytest.raises(PersonError, match=words):
            agree_on(desk, org, case_of(desk, org), outcome, TODAY, "", by="ana", at=NOW)


def test_steps_of_the_sellers_and_those_done_stay_out(desk: Desk, org: str) -> None:
    for number, (side, done) in enumerate(((Side.SELLER, None), (Side.CUSTOMER, TODAY), (Side.CUSTOMER, None))):
        step = AgreedStep(
            id=str(number), text=f"Somebody does thing {number}", side=side, agreed_by="mo", agreed_at=NOW,
            due=TODAY + timedelta(days=3), done_on=done,
        )  # fmt: skip
        desk.agreed.save(org, "D1", step)
    other = [row for row in rows(plan(desk, org)) if row[0].startswith("Somebody")]
    assert other == [("Somebody does thing 2", "", "Ana", "13 Mar 2026")]


def test_a_finished_journey_needs_no_plan(desk: Desk, org: str) -> None:
    done = [proved(each) for each in ("problem-stated", "budget-opened", "test-bake", "order-signed")]
    desk.ledger.append(org, "D1", done, process=bakery())
    reply = plan(desk, org)
    assert reply.paper is None
    assert "no step left to plan" in said(reply)


def test_words_that_are_ours_are_left_out_and_the_seller_is_told(desk: Desk, org: str) -> None:
    for number, text in enumerate(
        (
            "Ana Berg will spend a night shift with us",  # a seller action
            "They move to Proposal",  # the CRM's stage
            "Priya Nair checks the gate",  # our trade
            "Priya Nair asks her board",
        )
    ):
        step = AgreedStep(id=str(number), text=text, side=Side.CUSTOMER, agreed_by="mo", agreed_at=NOW)
        desk.agreed.save(org, "D1", step)
    agree_on(desk, org, case_of(desk, org), "test-bake", TODAY, "our champion", by="ana", at=NOW)
    reply = plan(desk, org)
    assert [row[0] for row in rows(reply)][-1:] == ["Priya Nair asks her board"]
    assert ("The bakers bake a test batch", "", "Ana", "10 Mar 2026") in rows(reply)
    assert reply.paper is not None
    for ending in FILES:
        text = text_of(written(reply.paper, ending), ending)
        assert not [word for word in ("night shift", "Proposal", "gate", "champion") if word in text]
    for left in ("night shift with us", "They move to Proposal", "checks the gate", "“our champion”"):
        assert left in said(reply)


def test_a_statement_may_say_what_it_will() -> None:
    """The definition's own words are the customer's, even where the CRM has a stage of that name."""
    deal = DEALS[0].model_copy(update={"crm_stage": "signs the order", "attributes": {"month": "May", "n": 3.0}})
    check = _check(deal=deal)
    assert check.offence("The owner signs the order") is None
    assert check.offence("So the owner signs the order, by 3 June") is None
    assert check.offence("They signs the order") == "signs the order"
    assert check.offence("in May") == "may"


def test_two_words_of_ours_give_nothing_away() -> None:
    short = bakery().stages[2].outcomes[0].model_copy(update={"evidence": ("the order", "a signed paper order")})
    stage = bakery().stages[2].model_copy(update={"outcomes": (short,)})
    check = _check(process=bakery().model_copy(update={"stages": (*bakery().stages[:2], stage)}))
    assert check.offence("Priya Nair reads the order") is None
    assert check.offence("Priya Nair sends a signed paper order") == "a signed paper order"


def test_who_owns_the_deal_may_be_named_and_who_else_reported_may_not() -> None:
    ledger = [proved("test-bake").model_copy(update={"reported_by": each, "id": each}) for each in ("ana", "ben")]
    check = _check(ledger=tuple(ledger))
    assert check.offence("Ana") is None
    assert check.offence("Ask Ben") == "ben"


def test_every_kind_of_block_is_looked_at() -> None:
    bad = "in the Proposal"
    blocks = (
        Heading(text=bad), Paragraph(text=bad), Bullets(items=(bad, "fine")), Bullets(items=(bad,)),
        Table(head=(bad, "Day"), rows=((bad, "1"), ("fine", bad))), Picture(png=b"", described=bad),
    )  # fmt: skip
    paper, left_out = discreet(Paper(title=bad, on=TODAY, blocks=blocks), _check(), title="Plan")
    assert left_out == (bad,)
    assert paper == Paper(
        title="Plan", on=TODAY, blocks=(Bullets(items=("fine",)), Table(head=("", "Day"), rows=(("fine", ""),)))
    )


ENTRIES = st.builds(
    lambda number, outcome, verdict, grade, days: proved(outcome).model_copy(
        update={
            "id": str(number), "verdict": verdict, "grade": grade, "occurred_on": TODAY - timedelta(days=days),
        }
    ),
    st.uuids(), st.sampled_from(list(bakery().outcomes)), st.sampled_from([*Verdict][:3]), st.sampled_from(Grade),
    st.integers(0, 200),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ledger=st.lists(ENTRIES, max_size=12))
def test_a_plan_holds_each_gate_that_is_not_proved_and_no_other(planning: Desk, ledger: list[Observation]) -> None:
    case = opened(DEALS[0], bakery(), ledger, TODAY)
    reply = planned(planning, "plans", case)
    gates = [gate for stage in bakery().stages for gate in stage.gates]
    ahead = [gate.statement for gate in gates if not case.standing.journey.state(gate.id).proved]
    assert ([row[0] for row in rows(reply)] if reply.paper else []) == ahead


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_text_that_offends_is_left(data: st.DataObject) -> None:
    check = _check()
    words = st.sampled_from(
        "spend a night shift with the head baker crm proposal may owner signs order The forecast , .".split()
    )
    texts = data.draw(st.lists(st.lists(words, max_size=12).map(" ".join), min_size=1, max_size=8))
    paper, _ = discreet(Paper(title=texts[0], on=TODAY, blocks=(Bullets(items=tuple(texts)),)), check, title=TITLE)
    assert not [text for text in paper.texts() if check.offence(text)]


def _check(**changed: object):  # noqa: ANN202 - what `discretion` gives
    process = changed.get("process", bakery())
    case = opened(changed.get("deal", DEALS[0]), process, changed.get("ledger", ()), TODAY)  # type: ignore[arg-type]
    return discretion(case, PEOPLE, (), (TITLE,))
