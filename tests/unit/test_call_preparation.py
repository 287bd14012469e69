"""A call prepared: people, open gates with their proof, three things to learn, one agreement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.case import opened
from assistant.coaching.preparing import AGREED, ALL_DONE, ASK, GATES, LEARN, NOBODY, PEOPLE, prepared
from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.observation import Grade
from tests.builders import DEALS, NOW, bakery, proved
from tests.coaching_desk import desk_on
from tests.openai_server import status
from tests.unit.test_deal_question import modelled, phrased
from tests.unit.test_recap import entry

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, None, bakery())  # type: ignore[arg-type]  # nothing is read


def preparation(desk: Desk, org: str, *ledger: Observation) -> Reply:
    agreed = desk.agreed.of(org, ["D1"]).get("D1", ())
    return prepared(desk, org, opened(DEALS[0], bakery(), ledger, NOW.date(), agreed))


def lines(reply: Reply, title: str) -> list[str]:
    return [f"{line.text} {line.citation}" for each in reply.sections if each.title == title for line in each.lines]


def test_each_part_has_what_the_ledger_and_the_definition_hold(desk: Desk, org: str) -> None:
    reply = preparation(
        desk,
        org,
        entry("budget-opened", "Priya Nair wrote that there is money", Grade.SURROGATE),
        entry("problem-stated", "They lose loaves", Grade.ASSERTED),
    )
    (who,) = lines(reply, PEOPLE)
    assert who.startswith("Priya Nair “Priya Nair wrote that there is money” (surrogate, on 2026-03-10")
    gates = lines(reply, GATES)
    assert gates[0].startswith("The head baker says what the old oven costs them: claimed, without proof.")
    assert "“They lose loaves” (asserted, on 2026-03-10, reported by ana" in gates[0]
    assert "likely, by a sign of it" in gates[1]
    assert lines(reply, LEARN) == [
        "What did the head baker say it costs them? (so far it rests on your word: who on their side said or "
        "sent it?) [outcome problem-stated, version 1]",
        "Which amount did the owner set aside? (so far there is only a sign of it: what would prove it?) "
        "[outcome budget-opened, version 1]",
        "Who showed you the room? (nobody has said anything about it yet) [outcome site-shown, version 1]",
    ]
    assert lines(reply, ASK) == [
        "The head baker says what the old oven costs them: by which day, and through whom? "
        "[outcome problem-stated, version 1]"
    ]
    assert reply.action is not None
    assert (reply.action.action, reply.action.purpose) == ("Spend a night shift with the head baker", "encourage")


def test_gates_ahead_fill_up_what_to_learn(desk: Desk, org: str) -> None:
    reply = preparation(desk, org, *(proved(each) for each in ("problem-stated", "budget-opened", "site-shown")))
    assert [each.split(" (")[0] for each in lines(reply, LEARN)] == [
        "What did the bakers bake?",
        "Did you see the owner's signature?",
    ]
    assert lines(reply, PEOPLE) == [f"{NOBODY} "]


def test_what_was_agreed_is_brought_up_on_either_side(desk: Desk, org: str) -> None:
    for number, (side, done) in enumerate(((Side.SELLER, None), (Side.CUSTOMER, None), (Side.CUSTOMER, NOW.date()))):
        step = AgreedStep(
            id=str(number), text=f"Thing {number}", who="Dana" if number else "", side=side, agreed_by="mo",
            agreed_at=NOW, due=NOW.date() - timedelta(days=2) if number else None, done_on=done,
        )  # fmt: skip
        desk.agreed.save(org, "D1", step)
    assert lines(preparation(desk, org), AGREED) == [
        "Agreed: Thing 1 (Dana), due 2026-03-08, 2 days late. [agreed by mo on 2026-03-10]",
        "Agreed: Thing 0. [agreed by mo on 2026-03-10]",
    ]


def test_a_model_briefs_as_far_as_the_lines_bear_it(desk: Desk, org: str) -> None:
    said = [
        ("It is claimed only that the head baker says what the old oven costs them.", "[2]"),
        ("The head baker says what the old oven costs them.", "[2]"),
        ("Zoltan knows which amount the owner set aside.", "[5]"),
        ("Learn which amount the owner set aside.", "[5]"),
    ]
    ledger = entry("problem-stated", "They lose loaves", Grade.ASSERTED)
    plain = preparation(desk, org, ledger)
    with modelled(desk, phrased(*said)) as (asking, server):
        reply = preparation(asking, org, ledger)
    assert [each.text for each in reply.sentences] == [said[0][0], said[3][0]]
    assert "“They lose loaves” (asserted" in reply.sentences[0].citation
    assert reply.sentences[1].citation.endswith("[outcome budget-opened, version 1]")
    assert reply.model_copy(update={"sentences": ()}) == plain
    assert "[2] Claimed only: The head baker says what the old oven costs them." in server.requests[0].system
    with modelled(desk, status(401)) as (asking, _):
        assert "the ledger's and the definition's own" in (preparation(asking, org, ledger).notice or "")


def test_a_finished_journey_asks_for_nothing(desk: Desk, org: str) -> None:
    done = [proved(each) for each in ("problem-stated", "budget-opened", "test-bake", "order-signed")]
    reply = preparation(desk, org, *done)
    assert lines(reply, ASK) == [f"{ALL_DONE} "]
    assert not lines(reply, GATES)
    assert reply.action is None
