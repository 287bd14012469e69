"""The generated pipeline: seeded, by its model, and in the database as the product itself would have written it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.deal import Deal, DealState
from assistant.deals.observation import Grade, Verdict
from assistant.deals.replay import State, replay
from assistant.ledger.database import Database
from assistant.ledger.deals import StoredDeals
from assistant.ledger.ledger import StoredLedger
from assistant.ledger.processes import StoredProcesses
from evals.pipeline_generator import AT_ONCE, fill, imported, made, main, staff, the_process
from evals.pipeline_model import Model, history
from tests.builders import bakery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.deals.observation import Observation
    from knowledge.process import Process

PROCESS, SOURCE = the_process()
MODEL = Model()
STEADY = replace(
    MODEL, pace=0.05, resolve=(1e9, 1.0), optional=1.0, seller_only=0, not_yet_first=0, disputed=0, reversed=0
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'pipeline.db'}")
    yield opened
    opened.close()


def told(model: Model, seed: int = 1, process: Process = PROCESS) -> list[Observation]:
    begun, ended = date(2016, 9, 1), date(2017, 12, 20)
    return history(process, model, Random(seed), deal="d", owner="s", begun=begun, ended=ended)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.07, 1.0]))
def test_any_history_holds_together(seed: int, often: float) -> None:
    entries = told(replace(MODEL, reversed=often, disputed=often), seed)
    recorded = [each.recorded_at for each in entries]
    assert recorded == sorted(recorded)
    assert all(date(2016, 9, 1) <= each.date() <= date(2017, 12, 20) for each in recorded)
    assert all(each.occurred_on is None or each.occurred_on <= each.recorded_at.date() for each in entries)
    assert all(PROCESS.outcomes[each.outcome].statement in (each.quote or "") for each in entries)
    assert not replay(PROCESS, entries).ignored
    taken_back = {each.outcome for each in entries if each.verdict is Verdict.REVERSED}
    assert taken_back <= {each.outcome for each in entries if each.verdict is Verdict.HAPPENED}


def test_a_customer_who_never_stalls_comes_to_the_end() -> None:
    assert [each.outcome for each in told(replace(STEADY, proved_later=0))] == list(PROCESS.outcomes)


def test_each_parameter_does_what_it_says() -> None:
    assert {each.grade for each in told(replace(MODEL, seller_only=1), 3)} == {Grade.ASSERTED}
    assert not told(replace(STEADY, seller_only=1, pace=1e3))
    weak = replace(STEADY, grades=(0, 0, 1, 0), proved_later=1)
    assert [each.grade for each in told(weak)] == [Grade.SURROGATE, Grade.QUOTED] * len(PROCESS.outcomes)
    lost = told(replace(STEADY, reversed=1, earned_again=0, proved_later=0))
    assert [each.verdict for each in lost] == [Verdict.HAPPENED, Verdict.REVERSED]
    again = replay(PROCESS, told(replace(STEADY, reversed=1, earned_again=1, proved_later=0, day_unknown=0, pace=0.01)))
    assert len(again.backward_moves) == len(PROCESS.outcomes)
    assert {each.state for each in again.states.values()} == {State.HELD}
    disputed = replay(PROCESS, told(replace(STEADY, disputed=1, grades=(1, 0, 0, 0), day_unknown=0)))
    assert {each.state for each in disputed.states.values()} == {State.DISPUTED}
    waited = told(replace(STEADY, not_yet_first=1, proved_later=0))
    assert [each.verdict for each in waited[:2]] == [Verdict.NOT_YET, Verdict.HAPPENED]
    named = told(replace(STEADY, named=1, people=(1.0,), grades=(1, 0, 0, 0)))
    assert len({(each.quote or "").partition(":")[0] for each in named}) == 1
    assert all(each.occurred_on is None for each in told(replace(STEADY, day_unknown=1)))
    assert "seller_only=0.15" in MODEL.told()


def test_what_no_signal_takes_back_stays() -> None:
    entries = told(replace(STEADY, reversed=1, earned_again=1), process=bakery())
    back = {each.outcome for each in entries if each.verdict is Verdict.REVERSED}
    assert back == {"budget-opened", "test-bake"}


def test_a_deal_is_the_same_at_any_size_and_another_by_another_seed() -> None:
    assert list(made(3, PROCESS, MODEL)) == list(made(9, PROCESS, MODEL))[:3]
    assert list(made(3, PROCESS, replace(MODEL, seed=2))) != list(made(3, PROCESS, MODEL))
    for deal, entries in made(200, PROCESS, MODEL):
        assert deal.crm_stage in {stage for each in PROCESS.stages[:-1] for stage in each.crm_stages}
        assert all(each.id.startswith(f"{deal.id}-") and each.reported_by == deal.owner for each in entries)
        named = {each.quote.partition(": “")[0] for each in entries if each.quote and ": “" in each.quote}
        assert named <= set(deal.contacts)


def test_a_manager_has_four_hundred_deals() -> None:
    managers = {person.id: person.manager for person in staff(900)}
    deals = [managers[deal.owner] for deal, _ in made(900, PROCESS, MODEL)]
    assert [deals.count(each) for each in ("m-0", "m-1", "m-2")] == [400, 400, 100]
    assert {managers[each] for each in ("m-0", "m-1", "m-2")} == {"m-top"}


def test_it_is_written_as_the_product_would(database: Database) -> None:
    count = AT_ONCE + 5
    done = fill(database, "o", made(count, PROCESS, MODEL), PROCESS, SOURCE)
    assert (done.deals, done.with_history) == (count, sum(bool(some) for _, some in made(count, PROCESS, MODEL)))
    ledger = StoredLedger(database)
    assert ledger.rebuild("o", StoredProcesses(database)) == []
    some = [(deal.id, entries) for deal, entries in made(count, PROCESS, MODEL) if entries]
    stored = ledger.ledgers("o", [deal for deal, _ in some])
    assert {deal: list(each) for deal, each in stored.items()} == dict(some)
    assert done.observations == sum(len(entries) for _, entries in some)


def test_open_deals_come_first_and_the_number_is_kept() -> None:
    deals = [
        Deal(id="w", name="w", state=DealState.WON, close_date=date(2017, 6, 1)),
        *(Deal(id=f"o{n}", name="o", owner="s") for n in range(60)),
    ]
    given = list(imported(deals, PROCESS, MODEL, 50))
    assert [deal.id for deal, _ in given][-1] == "w"
    assert sum(len(entries) for _, entries in given) == 50
    assert not given[-1][1]
    everything = {deal.id: entries for deal, entries in imported(deals, PROCESS, MODEL, None)}
    assert everything["o0"] == given[0][1]
    assert sum(map(len, everything.values())) > 50


def test_the_command_makes_a_pipeline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'made.db'}"
    assert main(["--database", url, "--deals", "50", "--seed", "4"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("50 deals, ")
    assert "The model: today=2017-12-31, seed=4, " in out
    database = Database.open(url)
    assert len(StoredDeals(database).deals("default", owners=["s-1"])) == 10
    assert [each.id for each in StoredDeals(database).people("default")] == ["m-0", "m-top", "s-0", "s-1"]
    database.close()


def test_the_command_takes_a_crms_deals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "crm").mkdir()
    rows = "".join(f"A{n},Ana Ek,Kiln,Mill {n},Engaging,2017-01-0{n + 1}\n" for n in range(5))
    header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date\n"
    (tmp_path / "crm" / "pipeline.csv").write_text(header + rows, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    assert main(["--database", url, "--maven", str(tmp_path / "crm"), "--observations", "8"]) == 0
    assert capsys.readouterr().out.startswith("5 deals, 8 observations on ")
    database = Database.open(url)
    assert [each.name for each in StoredDeals(database).people("default")] == ["Ana Ek"]
    assert StoredDeals(database).deals("default")[0].crm_stage == "Engaging"
    database.close()
