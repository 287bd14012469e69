"""A sync with Salesforce over its HTTP, into SQLite and Postgres: the published client and a fake of the service."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from assistant.deals.deal import DealState, Person
from assistant.errors import OperatorError
from tests.salesforce_server import DEALS

if TYPE_CHECKING:
    from tests.salesforce_runs import Run

pytest_plugins = ("tests.postgres", "tests.salesforce_runs")
FIRST, SECOND = "006000000000000000", "006000000000000001"


def test_deals_come_with_all_that_is_known_of_them(run: Run) -> None:
    run.server.org.put("Opportunity", Id="006000000000000018", RecordTypeId="Renewal")
    done = run()
    assert (done.deals_added, done.deals_read, done.deals_changed, done.people_added) == (DEALS, DEALS, 0, 2)
    assert (run.crm.notes, run.crm.left_out) == ((), ())
    won, lost = (run.deals.deal(run.organisation, f"{n:0>15}") for n in ("006000000000000018", "006000000000000019"))
    assert won is not None
    assert lost is not None
    assert (won.state, won.amount, won.currency, won.owner) == (
        DealState.WON, Decimal("1018.5"), "EUR", "seller0@ours.example",
    )  # fmt: skip
    assert (lost.state, lost.close_reason, lost.account, lost.source) == (
        DealState.LOST, "price", "Account 1", "salesforce",
    )  # fmt: skip
    assert won.contacts == ("Contact 18",)
    assert won.attributes == {"industry": "Baking", "region": "EMEA", "employees": 0.0, "record_type": "Renewal"}
    assert str(won.close_date) == "2026-12-01"
    below = run.deals.person(run.organisation, "seller1@ours.example")
    assert below == Person(
        id="seller1@ours.example", name="Seller 1", email="seller1@ours.example", manager="seller0@ours.example",
        timezone="Europe/Berlin",
    )  # fmt: skip


@pytest.mark.parametrize("full", [False, True])
def test_a_second_run_changes_nothing(run: Run, full: bool) -> None:
    run()
    before = run.everything()
    again = run(full=full)
    assert (again.deals_added, again.deals_changed, again.people_added, again.people_changed) == (0, 0, 0, 0)
    assert again.deals_read == (DEALS if full else 0)
    assert run.everything() == before


def test_only_what_changed_is_read_again(run: Run) -> None:
    run()
    run.server.org.put("Opportunity", Id=FIRST, StageName="Negotiation")
    run.server.org.put("Opportunity", Id=SECOND, IsDeleted=True)
    run.server.org.put("Account", Id="001000000000000002", Name="New name")
    run.server.org.put("OpportunityContactRole", OpportunityId="006000000000000004", ContactId="Ida Holm")
    done = run()
    assert (done.deals_changed, done.deals_removed, done.deals_read) == (12, 1, 13)
    found = {each.id: each for each in run.deals.deals(run.organisation, state=None)}
    assert found[FIRST].crm_stage == "Negotiation"
    assert (found[SECOND].state, found[SECOND].close_reason) == (DealState.REMOVED, "deleted in Salesforce")
    assert sum(each.account == "New name" for each in found.values()) == 10
    assert found["006000000000000004"].contacts == ("Ida Holm",)
    run.server.org.put("Opportunity", Id=SECOND, IsDeleted=False)
    assert run().deals_changed == 1
    restored = run.deals.deal(run.organisation, SECOND)
    assert restored is not None
    assert restored.state is DealState.OPEN


def test_a_change_that_is_committed_late_is_not_missed(run: Run) -> None:
    run.server.org.now -= timedelta(hours=1)  # the run takes place right after the last change
    run()
    run.server.org.now -= timedelta(minutes=5)
    run.server.org.put("Opportunity", Id=FIRST, StageName="Negotiation")
    run.server.org.now += timedelta(minutes=10)
    assert run().deals_changed == 1


def test_deals_that_were_gone_before_they_were_known_are_not_taken_over(run: Run) -> None:
    run.server.org.put("Opportunity", Id=FIRST, IsDeleted=True)
    assert run().deals_added == DEALS - 1
    run.server.org.put("Opportunity", Id="006000000000000999", Name="Short", StageName="Proposal", IsDeleted=True)
    assert (run().deals_removed, len(run.everything()[0])) == (0, DEALS - 1)


def test_fields_that_the_user_may_not_read_are_named_once(run: Run) -> None:
    run.server.org.hidden |= {"Opportunity.Amount", "Account", "OpportunityContactRole", "User.ManagerId"}
    assert run().deals_added == DEALS
    assert run.crm.notes == (
        "Opportunity.Amount may not be read by the user; deals come without it.",
        "User.ManagerId may not be read by the user; deals come without it.",
        "Account.Name may not be read by the user; deals come without it.",
        "OpportunityContactRole may not be read by the user; deals come without it.",
    )
    deals, people = run.everything()
    assert {(each.amount, each.account, each.contacts) for each in deals} == {(None, "", ())}
    assert {each.manager for each in people} == {None}


def test_a_user_who_may_not_read_deals_is_told_so(run: Run) -> None:
    run.server.org.hidden.add("Opportunity")
    with pytest.raises(OperatorError, match="may not read Opportunity"):
        run()


def test_bad_records_get_one_sentence_and_the_rest_is_synced(run: Run) -> None:
    org = run.server.org
    org.put("Opportunity", Id=FIRST, CloseDate="0202-05-01", CurrencyIsoCode="Taler")
    org.put("Opportunity", Id=SECOND, OwnerId="005000000000000999", StageName="Old stage")
    org.put("Opportunity", Id="006000000000000002", StageName="Old stage", IsClosed=None, IsWon=None)
    org.put("OpportunityStage", Id="Closed", MasterLabel="Closed", IsActive=True)
    org.put("Opportunity", Id="006000000000000004", StageName="Closed", IsClosed=None, IsWon=None)
    org.put(
        "User", Id="005000000000000077", Name="Twin", Email="seller0@ours.example", UserType="Standard", IsActive=True
    )
    org.put("Opportunity", Id="006000000000000003", OwnerId="005000000000000077")
    assert run().deals_added == DEALS
    assert set(run.crm.left_out) == {
        f"CloseDate: '0202-05-01' is not a date that can be read; it is left out (deal {FIRST}).",
        f"The currency 'Taler' is not known; the amount is left out (deal {FIRST}).",
        f"The owner 005000000000000999 is no user that may be read; nobody owns the deal here (deal {SECOND}).",
        "The stage 'Old stage' is not among Salesforce's active stages; it is kept as it is "
        f"(deals {SECOND}, 006000000000000002).",
        "Whether it is won or lost cannot be told (the deal is closed ('Closed'), but nothing says whether it was won "
        "or lost); it counts as open (deal 006000000000000004).",
    }
    assert run.crm.notes == (
        "2 users have the address seller0@ours.example (Seller 0, Twin); it is taken for the first one's.",
    )
    found = {each.id: each for each in run.everything()[0]}
    assert (found[FIRST].close_date, found[FIRST].amount, found[SECOND].owner) == (None, None, "")
    assert found["006000000000000003"].owner == "005000000000000077"


def test_a_managers_chain_is_kept_and_a_persons_rights_stay(run: Run) -> None:
    run()
    org = run.server.org
    mine = run.deals.person(run.organisation, "seller1@ours.example")
    assert mine is not None
    run.deals.save_people(run.organisation, [mine.model_copy(update={"sees_all": True, "timezone": "Asia/Tokyo"})])
    org.put("User", Id="005000000000000050", Name="Top", Email="top@ours.example", UserType="Standard", IsActive=True)
    org.put("User", Id="005000000000000051", Name="Idle", Email="idle@ours.example", UserType="Standard", IsActive=True)
    org.put("User", Id="005000000000000001", ManagerId="005000000000000050")
    assert (run().people_added, run().people_changed) == (1, 0)
    mine = run.deals.person(run.organisation, "seller1@ours.example")
    assert mine is not None
    assert (mine.manager, mine.sees_all, mine.timezone) == ("top@ours.example", True, "Asia/Tokyo")
    assert run.deals.person(run.organisation, "idle@ours.example") is None
