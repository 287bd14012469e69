"""Who may see a deal: its owner, those above, administrators, and those it is shared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.coaching import sharing
from assistant.coaching.overview import overview
from assistant.deals.deal import Deal, DealState, Person
from assistant.errors import PersonError
from tests.builders import NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.ledger.database import Database

IDS = ["a", "b", "c", "d", "e"]
people = st.fixed_dictionaries(
    {each: st.tuples(st.none() | st.sampled_from([*IDS, "gone"]), st.booleans()) for each in IDS}
)
shares = st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=6)


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, KeywordReader({}), bakery())


def person(desk: Desk, org: str, who: str) -> Person:
    found = desk.deals.person(org, who)
    assert found is not None
    return found


def ids(deals: tuple[Deal, ...]) -> set[str]:
    return {each.id for each in deals}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, shares, st.uuids())
def test_who_sees_a_deal_and_which_deals_somebody_sees_agree(
    desk: Desk, org: str, hierarchy: dict[str, tuple[str | None, bool]], shared: set[tuple[str, str]], number: object
) -> None:
    org = f"{org}-{number}"
    desk.deals.save_people(
        org, [Person(id=each, name=each, manager=above, sees_all=all_) for each, (above, all_) in hierarchy.items()]
    )
    owned = [Deal(id=f"of-{each}", name=each, owner=each) for each in IDS]
    desk.deals.save_deals(org, owned)
    for owner, reader in shared:
        desk.deals.share(org, f"of-{owner}", reader, by=owner, at=NOW)
    for who in IDS:
        visible = ids(desk.visible(org, who))
        assert visible == {deal.id for deal in owned if who in desk.seers(org, deal)}
        assert f"of-{who}" in visible
        assert {f"of-{owner}" for owner, reader in shared if reader == who} <= visible


def test_a_shared_deal_is_among_the_readers_own_until_it_is_taken_back(desk: Desk, org: str) -> None:
    deal, ben = desk.deal(org, "ana", "D1"), person(desk, org, "ben")
    assert sharing.share(desk, org, "ana", deal, ben, NOW)
    assert not sharing.share(desk, org, "ana", deal, ben, NOW)
    assert ids(desk.mine(org, "ben")) == {"D1", "D4"}
    seen = overview(desk, org, "ben", NOW.date())
    assert {line.deal for line in seen.own.lines} == {"D1", "D4"}
    assert seen.owners == {"ana": "Ana"}
    desk.deals.close_deal(org, "D1", DealState.WON, "")
    assert ids(desk.visible(org, "ben")) == {"D4"}
    assert ids(desk.visible(org, "ben", None)) == {"D1", "D4"}
    assert sharing.unshare(desk, org, "ana", deal, ben)
    assert not sharing.unshare(desk, org, "ana", deal, ben)
    with pytest.raises(PersonError, match="that you may see"):
        desk.deal(org, "ben", "D1")


def test_who_has_it_shared_may_give_it_back_but_not_on(desk: Desk, org: str) -> None:
    deal, ben, mo = desk.deal(org, "ana", "D1"), person(desk, org, "ben"), person(desk, org, "mo")
    sharing.share(desk, org, "mo", deal, ben, NOW)
    desk.deals.save_people(org, [Person(id="cy", name="Cy")])
    with pytest.raises(PersonError, match=r"^Old Mill oven is shared with you; its owner"):
        sharing.share(desk, org, "ben", deal, person(desk, org, "cy"), NOW)
    assert not sharing.share(desk, org, "ana", deal, mo, NOW)  # mo sees it anyway
    assert sharing.unshare(desk, org, "ben", deal, ben)


def test_a_deal_shared_in_one_organisation_is_not_in_another(desk: Desk, org: str) -> None:
    desk.deals.share(org, "D1", "ben", by="ana", at=NOW)
    assert desk.deals.sharers(f"{org}-2", "D1") == ()
    assert not desk.deals.unshare(f"{org}-2", "D1", "ben")
    assert desk.deals.sharers(org, "D1") == ("ben",)


@pytest.mark.parametrize("other", ["@", "", " "])
def test_a_deal_is_shared_with_nobody_where_nobody_is_named(desk: Desk, org: str, other: str) -> None:
    """The administrator alone has no e-mail address, and is not who an empty name means."""
    assert desk.called(org, other.removeprefix("@")) == ()
    with pytest.raises(PersonError, match="Nobody here is called"):
        sharing.told(desk, message(org, f"Old Mill oven with {other}"), shared=True)
    assert desk.deals.sharers(org, "D1") == ()


def test_somebody_is_called_by_id_name_or_address_whatever_the_case(desk: Desk, org: str) -> None:
    assert [desk.one_called(org, each).id for each in ("ANA", "ben", "Ben@Example.com")] == ["ana", "ben", "ben"]
    desk.deals.save_people(org, [Person(id="ana2", name="Ana")])
    with pytest.raises(PersonError, match="More than one person here is called 'Ana'"):
        desk.one_called(org, "Ana")
