"""What a person sees of their deals and their team's, and an administrator of the set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.coaching import looking
from assistant.coaching.overview import overview
from assistant.deals.deal import Deal
from assistant.errors import PersonError, UnavailableError
from tests.builders import NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fake_search import FakeSearch
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.ledger.database import Database

TODAY = NOW.date()


class AwaySearch(FakeSearch):
    """A store that does not answer."""

    def indexed(self, organisation: str, process: str, version: int) -> bool:
        raise UnavailableError("The vector store does not answer; try again in a minute.")


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, KeywordReader({}), bakery())


def test_each_person_sees_what_is_theirs(desk: Desk, org: str) -> None:
    rep, manager = overview(desk, org, "ana", TODAY), overview(desk, org, "mo", TODAY)
    assert {line.deal for line in rep.own.lines} == {"D1", "D2", "D3"}
    assert (rep.team, rep.setup, rep.owners) == (None, None, {})
    assert manager.own.lines == ()
    assert manager.team is not None
    assert {line.deal for line in manager.team.lines} == {"D1", "D2", "D3", "D4"}
    assert manager.owners == {"ana": "Ana", "ben": "Ben"}


@pytest.mark.parametrize(("asked", "shown", "count"), [(0, 0, 10), (1, 1, 10), (2, 2, 5), (99, 2, 5), (-1, 0, 10)])
def test_a_page_that_is_not_there_is_the_last(desk: Desk, org: str, asked: int, shown: int, count: int) -> None:
    desk.deals.save_deals(org, [Deal(id=f"N{n:02}", name=f"Oven {n}", owner="new") for n in range(25)])
    page = overview(desk, org, "new", TODAY, own=asked).own
    assert (page.at, page.pages, page.total, len(page.lines)) == (shown, 3, 25, count)


def test_an_administrator_is_told_what_is_not_well(desk: Desk, org: str) -> None:
    def health(of: Desk) -> dict[str, tuple[bool, str]]:
        setup = overview(of, org, "admin", TODAY).setup
        assert setup is not None
        return {each.part: (each.well, each.says) for each in setup.health}

    assert health(desk) == {"Database": (True, "answers"), "Vector store": (True, "answers")}
    empty = health(replace(desk, search=FakeSearch()))["Vector store"]
    assert empty == (False, "lacks A bakery buys an oven; run 'rightside doctor --rebuild'")
    assert health(replace(desk, search=AwaySearch()))["Vector store"][1].startswith("The vector store does not answer")


@pytest.mark.parametrize(
    ("text", "person", "deal"),
    [("Old Mill: notes", "ana", "D1"), ("my notes", "ana", None), ("my notes", "ben", "D4"), ("", "admin", None)],
)
def test_a_file_goes_with_the_deal_named_or_the_only_one(
    desk: Desk, org: str, text: str, person: str, deal: str | None
) -> None:
    found = looking.guessed(desk, message(org, text, person=person))
    assert (found.id if found else None) == deal


def test_a_closed_deal_is_found_by_its_name_after_the_open_ones(desk: Desk, org: str) -> None:
    desk.deals.save_deals(org, [Deal(id="Z1", name="Corner Shop oven", owner="ana", state="won")])
    assert looking.meant(desk, message(org, "Corner Shop oven")).id == "Z1"
    assert looking.meant(desk, message(org, "", person="ben")).id == "D4"
    with pytest.raises(PersonError, match="Name one of your deals"):
        looking.meant(desk, message(org, ""))
