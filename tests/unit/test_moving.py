"""What a new version means for the deals on it: where each customer would stand, and what was moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.coaching.moving import move, moves, plan
from assistant.coaching.publishing import publish, roll_back
from assistant.deals.deal import Deal
from assistant.errors import PersonError
from assistant.ledger.database import Database
from tests.builders import NOW, bakery, proved
from tests.coaching_desk import empty_desk
from tests.fake_search import FakeSearch
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.coaching.desk import Desk
    from knowledge.process import Process

ORG = "o"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database.open(f"sqlite:///{tmp_path}/rightside.db")
    yield empty_desk(database, KeywordReader({}), FakeSearch())
    database.close()


def deal_with(desk: Desk, process: Process, name: str, *outcomes: str) -> None:
    desk.deals.save_deals(ORG, [Deal(id=name, name=name)])
    desk.ledger.append(ORG, name, [proved(each) for each in outcomes], process=process)


def with_site_as_gate(process: Process) -> Process:
    data = process.model_dump(mode="json")
    data["stages"][0]["outcomes"][2]["gate"] = True
    return type(process).model_validate(data)


def test_a_new_gate_moves_back_who_has_not_passed_it(desk: Desk) -> None:
    first = publish(desk, ORG, bakery(), "", by="ana", at=NOW)
    deal_with(desk, first, "past", "problem-stated", "budget-opened")
    deal_with(desk, first, "shown", "problem-stated", "budget-opened", "site-shown")
    deal_with(desk, first, "early", "problem-stated")
    planned = plan(desk, ORG, with_site_as_gate(bakery()))
    assert planned.changes == ("Outcome site-shown became a gate.",)
    assert [(each.deal.id, each.before, each.after, each.back) for each in planned.elsewhere] == [
        ("past", "Choose an oven", "See the need", True)
    ]
    assert len(planned.moves) == 3
    second = publish(desk, ORG, with_site_as_gate(bakery()), "", by="ana", at=NOW, note="rooms matter")
    assert desk.processes.versions(ORG, "bakery-oven")[0].note == "rooms matter"
    assert desk.ledger.journeys(ORG, ["past"])["past"].states  # nothing moves by itself
    assert {each.process_version for each in desk.deals.deals(ORG)} == {1}
    past = [each for each in desk.deals.deals(ORG) if each.id == "past"]
    assert [each.changes_stage for each in move(desk, ORG, second, past)] == [True]
    assert {each.id: each.process_version for each in desk.deals.deals(ORG)} == {"early": 1, "past": 2, "shown": 1}
    assert [each.deal.id for each in moves(desk, ORG, second)] == ["early", "shown"]
    third = roll_back(desk, ORG, "bakery-oven", 1, by="ben", at=NOW)
    assert (third.version, third.stages) == (3, first.stages)
    with pytest.raises(PersonError, match="no version 7"):
        roll_back(desk, ORG, "bakery-oven", 7, by="ben", at=NOW)


def test_a_stage_that_is_gone_is_judged_by_where_it_stood(desk: Desk) -> None:
    first = publish(desk, ORG, bakery(), "", by="ana", at=NOW)
    deal_with(desk, first, "d", "problem-stated", "budget-opened", "test-bake")
    data = bakery().model_dump(mode="json")
    data["stages"] = [data["stages"][0] | {"id": "wish"}, data["stages"][1] | {"id": "pick"}]
    data["contract"] = None
    (only,) = plan(desk, ORG, type(first).model_validate(data)).moves
    assert (only.before, only.after, only.back) == ("Buy it", "Complete", False)


def test_nothing_is_planned_for_a_process_that_nobody_follows(desk: Desk) -> None:
    planned = plan(desk, ORG, bakery())
    assert (planned.newest, planned.changes, planned.moves) == (None, (), ())


def test_a_tie_with_another_of_ones_own_is_refused(desk: Desk) -> None:
    publish(desk, ORG, bakery(), "", by="ana", at=NOW)
    other = bakery().model_copy(update={"id": "other-oven"})
    with pytest.raises(PersonError, match="equally well"):
        publish(desk, ORG, other, "", by="ana", at=NOW)
    publish(desk, ORG, other.model_copy(update={"applies_to": {"segment": ("small",)}}), "", by="ana", at=NOW)
