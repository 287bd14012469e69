"""What an inspection of one deal finds, and of many together: from the ledger alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.deal import Deal
from assistant.deals.inspection import Activity, Inspection, inspect
from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.standing import Standing, Status, stand
from assistant.deals.team import COMPLETE, UNMAPPED, of_kinds, pipelines, themes
from assistant.deals.warnings import DealWarning, Kind, warnings_of
from knowledge.process import Process, Stage
from tests.builders import NOW, bakery

TODAY = NOW.date()
PROCESS = bakery()
GATES = [gate.id for stage in PROCESS.stages for gate in stage.gates]
DEAL = Deal(id="D1", name="Old Mill oven", account="Old Mill Bakery", owner="ana", crm_stage="Proposal")


def entry(name: str, outcome: str, verdict: str = "happened", grade: str = "artefact", days: int = 0) -> Observation:
    at = NOW - timedelta(days=days)
    return Observation(
        id=name,
        outcome=outcome,
        verdict=Verdict(verdict),
        grade=Grade(grade),
        recorded_at=at,
        occurred_on=at.date(),
        quote=f"words of {name}",
        reported_by="ana",
    )


def looked_at(*ledger: Observation, since: int | None = None, **more: object) -> Inspection:
    day = None if since is None else TODAY - timedelta(days=since)
    return inspect(DEAL, PROCESS, ledger, stand(PROCESS, ledger, TODAY), since=day, **more)  # type: ignore[arg-type]


ledgers = st.lists(
    st.builds(
        entry,
        st.uuids().map(str),
        st.sampled_from([*GATES, "site-shown", "of-another-process"]),
        st.sampled_from(["happened", "not_yet", "reversed"]),
        st.sampled_from([each.value for each in Grade]),
        st.integers(0, 40),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)


@given(ledgers, st.integers(0, 41))
def test_all_that_is_shown_stands_in_the_ledger(ledger: list[Observation], since: int) -> None:
    seen, standing = looked_at(*ledger, since=since), stand(PROCESS, ledger, TODAY)
    day = TODAY - timedelta(days=since)
    assert Counter(each.id for each in seen.changes) == Counter(
        each.id for each in ledger if each.recorded_at.date() >= day and each.outcome in PROCESS.outcomes
    )
    for gate in seen.gates:
        assert gate.status is standing.statuses[gate.outcome.id]
        assert (gate.proof is None) == (gate.status is Status.UNKNOWN)
        if gate.proof is not None:
            assert gate.proof in ledger
            assert gate.proof.outcome == gate.outcome.id
        if gate.status is Status.MET:
            assert gate.proof is not None
            assert gate.proof.grade.proves
    assert [each.move for each in seen.returned] == list(standing.backward_moves)
    assert all(each.cause in ledger for each in seen.returned)
    assert {each.id for each in seen.gaps} <= set(PROCESS.outcomes)
    assert (seen.next_step.id if seen.next_step else None) == (standing.open_gates or (None,))[0]


@given(ledgers)
def test_the_stage_before_is_the_one_of_that_eve(ledger: list[Observation]) -> None:
    eve = TODAY - timedelta(days=11)
    assert looked_at(*ledger, since=10).before == stand(PROCESS, ledger, eve).customer_stage
    assert looked_at(*ledger).before == PROCESS.stages[0].id


def test_seller_activity_is_told_only_where_the_customer_did_not_move() -> None:
    busy = [Activity(TODAY - timedelta(days=days), f"sent deck {days}") for days in (9, 2)]
    asserted = entry("1", "problem-stated", grade="asserted", days=1)
    assert looked_at(asserted, since=5, activity=busy).idle == (busy[1],)
    assert looked_at(asserted, activity=busy).idle == tuple(busy)
    assert looked_at(asserted, entry("2", "budget-opened", days=1), since=5, activity=busy).idle == ()
    waiting = entry("2", "budget-opened", "not_yet", days=1)
    assert looked_at(waiting, since=5, activity=busy).idle == (busy[1],)


def test_an_outcome_earned_again_is_said_to_be() -> None:
    gone = (entry("1", "budget-opened", days=9), entry("2", "budget-opened", "reversed", days=5))
    assert [each.earned_again for each in looked_at(*gone).returned] == [False]
    assert [each.earned_again for each in looked_at(*gone, entry("3", "budget-opened", days=1)).returned] == [True]


def step(name: str, **changes: object) -> AgreedStep:
    return AgreedStep.model_validate({"id": name, "text": "x", "agreed_by": "mo", "agreed_at": NOW} | changes)


def test_open_and_lately_done_steps_open_the_inspection() -> None:
    old, new = step("old", done_on=TODAY - timedelta(days=9)), step("new", done_on=TODAY - timedelta(days=1))
    late = step("late", due=TODAY - timedelta(days=3), outcome="budget-opened", side=Side.CUSTOMER)
    seen = looked_at(entry("1", "problem-stated"), since=5, agreed=(old, new, late))
    assert seen.agreed == (new, late)
    assert seen.agreed_for_it == late
    assert [each.text for each in seen.warnings if each.kind is Kind.AGREED_OVERDUE] == [
        "agreed step 3 days overdue: x"
    ]


def test_one_contact_is_a_warning_after_three_stages() -> None:
    outcome = PROCESS.stages[0].outcomes[0].model_copy(update={"id": "used"})
    last = Stage(id="use", name="Use it", outcomes=(outcome,))
    more = Process(id="long", name="Long", version=1, stages=(*PROCESS.stages, last))
    ledger = [entry(gate, gate).model_copy(update={"quote": "Jana Holm wrote it"}) for gate in GATES]

    def kinds(deal: Deal) -> set[Kind]:
        return {each.kind for each in inspect(deal, more, ledger, stand(more, ledger, TODAY)).warnings}

    assert Kind.ONE_CONTACT in kinds(DEAL)
    assert Kind.ONE_CONTACT not in kinds(DEAL.model_copy(update={"contacts": ("Tom Falk",)}))
    assert Kind.ONE_CONTACT not in {each.kind for each in looked_at(*ledger[:2]).warnings}


@dataclass(frozen=True)
class Seen:
    deal: Deal
    process: Process
    standing: Standing

    @property
    def warnings(self) -> list[DealWarning]:
        return warnings_of(self.deal, self.process, self.standing)


CRM = ["Prospecting", "Proposal", "Negotiation", "Somewhere", ""]
deals = st.lists(
    st.builds(
        lambda owner, amount, currency, crm, forecast, ledger: Seen(
            DEAL.model_copy(
                update={"owner": owner, "amount": amount, "currency": currency, "crm_stage": crm, "forecast": forecast}
            ),
            PROCESS,
            stand(PROCESS, ledger, TODAY),
        ),
        st.sampled_from(["ana", "ben"]),
        st.none() | st.integers(1, 10**6).map(Decimal),
        st.sampled_from(["EUR", "USD"]),
        st.sampled_from(CRM),
        st.sampled_from(["", "Commit", "pipeline"]),
        ledgers,
    ),
    max_size=8,
)


@given(deals)
def test_both_pipelines_hold_every_deal_and_every_amount_once(some: list[Seen]) -> None:
    found = pipelines(some)
    for currency in {each.deal.currency for each in some}:
        own = [each for each in some if each.deal.currency == currency]
        rows = [row for each in found if each.currency == currency for row in each.stages]
        worth = sum((each.deal.amount or 0 for each in own), Decimal())
        for side in ("proved", "crm"):
            assert sum(getattr(row, side).deals for row in rows) == len(own)
            assert sum(getattr(row, side).amount for row in rows) == worth
        at = Counter(each.process.stage_name(each.standing.customer_stage) for each in own)
        assert all(row.proved.deals == at[row.stage] for row in rows if row.stage not in {COMPLETE, UNMAPPED})
    commits = [each for each in some if each.deal.forecast == "Commit"]
    unproved = [each for each in commits if each.standing.statuses["order-signed"] not in {Status.MET, Status.EXPIRED}]
    assert sum(each.commit.deals for each in found) == len(commits)
    assert sum(each.unproved.deals for each in found) == len(unproved)


@given(deals)
def test_a_theme_is_a_gate_that_most_of_an_owners_deals_lack(some: list[Seen]) -> None:
    for theme in themes(some, {"ana": 2}):
        own = [each for each in some if each.deal.owner == theme.owner]
        assert theme.deals == len(own)
        assert theme.idle == (2 if theme.owner == "ana" else 0)
        lacking = Counter(gate for each in own for gate in each.standing.open_gates)
        if theme.gate is None:
            assert max(lacking.values(), default=0) < 3
        else:
            assert lacking[theme.gate.id] == theme.lacking == max(lacking.values())


@given(deals)
def test_a_group_holds_the_deals_with_such_a_warning(some: list[Seen]) -> None:
    ahead = of_kinds(some, Kind.CRM_AHEAD, Kind.CRM_ONE_AHEAD)
    assert all(any("CRM" in w.text or "commit" in w.text for w in each.warnings) for each in ahead)
    assert len(ahead) + sum(
        not any(w.kind in {Kind.CRM_AHEAD, Kind.CRM_ONE_AHEAD} for w in each.warnings) for each in some
    ) == len(some)


@given(deals)
def test_every_reason_has_at_most_five_words(some: list[Seen]) -> None:
    assert all(len(warning.short.split()) <= 5 for each in some for warning in each.warnings)


@pytest.mark.parametrize(("done", "days"), [(None, 4), (TODAY, 0)])
def test_a_step_is_overdue_until_it_is_done(done: object, days: int) -> None:
    due = TODAY - timedelta(days=4)
    assert step("s", due=due, done_on=done).overdue(TODAY) == days
    assert step("s", due=TODAY).overdue(TODAY) == step("s").overdue(TODAY) == 0
