"""Whatever changes in a CRM and wherever a run breaks off: in the end there is what one full run would have brought."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.coaching.syncing import follow
from assistant.crm.salesforce.client import Answer, Thing
from assistant.crm.salesforce.reading import SalesforceCrm
from assistant.deals.deal import DealState
from assistant.errors import UnavailableError
from assistant.ledger.crm_marks import StoredCrmMarks
from assistant.ledger.deals import StoredDeals
from tests.salesforce_org import generated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.deals.deal import Deal
    from assistant.ledger.database import Database
    from tests.salesforce_org import Org

pytest_plugins = ("tests.postgres",)
DEALS, PAGE = 12, 3
SECOND = timedelta(seconds=1)
CHANGES = st.one_of(
    st.tuples(st.just("deal"), st.integers(0, DEALS + 3)),
    st.tuples(st.just("delete"), st.integers(0, DEALS - 1)),
    st.tuples(st.just("account"), st.just(0)),
    st.tuples(st.just("contact"), st.integers(0, DEALS - 1)),
    st.tuples(st.just("no contact"), st.integers(0, 3)),
    st.tuples(st.just("at once"), st.integers(4, DEALS - 1)),  # so many deals in one second, as a mass update does
)
# Between two changes of the CRM a run: after how many answers it breaks off (never where None), and how soon it is.
RUNS = st.tuples(st.lists(CHANGES, max_size=8), st.none() | st.integers(0, 10), st.sampled_from([0, 3600]))


class Direct:
    """The client's two questions, put to the organisation itself."""

    def __init__(self, org: Org, answers: int | None = None) -> None:
        self._org, self._left = org, answers

    def describe(self, kind: str) -> Thing:
        readable = self._org.readable(kind)
        return Thing(frozenset(readable), readable)

    def query(self, soql: str, *, deleted: bool = False) -> Iterator[Answer]:
        found = self._org.select(soql, deleted=deleted)
        for start in range(0, max(1, len(found)), PAGE):
            if self._left is not None:
                self._left -= 1
                if self._left < 0:
                    raise UnavailableError("It broke off.")
            yield Answer(found[start : start + PAGE], len(found))


def change(org: Org, what: str, number: int) -> None:
    deal = f"006{number:015}"
    if what == "at once":
        for each in range(number):
            change(org, "deal", each)
            org.now -= SECOND
        org.now += SECOND
    elif what == "deal":
        new = {} if deal in org.records["Opportunity"] else {"Name": "New", "OwnerId": f"005{1:015}", "AccountId": None}
        org.put("Opportunity", Id=deal, StageName="Negotiation", IsDeleted=False, Amount=org.now.timestamp(), **new)
    elif what == "delete":
        org.put("Opportunity", Id=deal, IsDeleted=True)
    elif what == "account":
        org.put("Account", Id=f"001{0:015}", Name=f"Account at {org.now}")
    elif what == "contact":
        org.put("OpportunityContactRole", OpportunityId=deal, ContactId=f"Contact at {org.now}")
    else:
        org.put("OpportunityContactRole", Id=f"{number:015}Opp", IsDeleted=True)


def synced(database: Database, organisation: str, org: Org, answers: int | None, soon: int) -> dict[str, Deal]:
    deals = StoredDeals(database)
    crm: Any = SalesforceCrm(Direct(org, answers))  # type: ignore[arg-type]
    try:
        follow(deals, StoredCrmMarks(database), organisation, crm, now=org.now + timedelta(seconds=soon))
    except UnavailableError:
        assert answers is not None
    return {each.id: each for each in deals.deals(organisation, state=None) if each.state is not DealState.REMOVED}


@pytest.mark.timeout(300)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example(runs=[([], None, 3600), ([("at once", 11)], 7, 3600)])  # broken off within what changed at once
@example(runs=[([], 5, 3600), ([("account", 0), ("no contact", 1)], 3, 3600)])
@given(runs=st.lists(RUNS, min_size=1, max_size=5))
def test_runs_that_break_off_end_where_one_full_run_does(
    database: Database, new_organisation: Callable[[], str], runs: list[tuple[list[tuple[str, int]], int | None, int]]
) -> None:
    org, organisation = generated(DEALS), new_organisation()
    for changes, answers, soon in runs:
        for what, which in changes:
            change(org, what, which)
        synced(database, organisation, org, answers, soon)
        org.now += timedelta(hours=2)
    at_last = synced(database, organisation, org, None, 0)
    assert at_last == synced(database, new_organisation(), org, None, 0)
    assert set(at_last) == {key for key, each in org.records["Opportunity"].items() if not each["IsDeleted"]}
