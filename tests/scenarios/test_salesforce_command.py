"""`rightside sync salesforce` as a person runs it, and as a machine that loses power does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from assistant.bootstrap import opened_records
from assistant.ledger.database import Database
from assistant.ledger.tables import observations
from assistant.settings import read_settings
from tests.salesforce_org import START, generated
from tests.salesforce_server import Server, salesforce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEALS, PAGE, LOOKING = 400, 50, 8  # LOOKING: calls before the first page of deals


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with salesforce(generated(DEALS), tmp_path / "salesforce") as running:
        running.page = PAGE
        for name, value in running.settings().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("RIGHTSIDE_TODAY", f"{START + timedelta(days=30):%Y-%m-%d}")
        yield running


def test_deals_come_in_and_only_changes_the_next_time(
    rightside: Callable[..., tuple[int, str, str]], server: Server
) -> None:
    code, out, err = rightside("sync", "salesforce")
    assert (code, err) == (0, "")
    assert f"Deals: {DEALS} read, {DEALS} added, 0 changed, 0 removed. People: 8 added, 0 changed." in out
    shown = json.loads(rightside("deal", "show", "Deal 7", "--format", "json")[1])["deal"]
    assert (shown["amount"], shown["currency"], shown["crm_stage"]) == ("1007.5", "EUR", "Proposal")
    server.org.put("Opportunity", Id="006000000000000007", IsDeleted=True)
    code, out, _ = rightside("sync", "salesforce")
    assert "Deals: 1 read, 0 added, 0 changed, 1 removed." in out
    assert "Deal 7\n" not in rightside("deal", "list")[1]
    removed = json.loads(rightside("deal", "list", "--state", "removed", "--format", "json")[1])
    assert [each["deal"] for each in removed] == ["006000000000000007"]
    assert f"Deals: {DEALS - 1} read, 0 added, 0 changed, 0 removed." in rightside("sync", "salesforce", "--full")[1]


def test_what_is_left_out_is_a_finding(rightside: Callable[..., tuple[int, str, str]], server: Server) -> None:
    for n in range(30):
        server.org.put("Opportunity", Id=f"006{n:015}", CloseDate=f"02{n:02}-01-01")
    server.org.hidden.add("Opportunity.ForecastCategoryName")
    code, out, err = rightside("sync", "salesforce")
    assert (code, f"{DEALS} added" in out) == (1, True)
    assert "Opportunity.ForecastCategoryName may not be read" in out
    assert "CloseDate: '0200-01-01' is not a date that can be read; it is left out (deal 006000000000000000)." in err
    assert err.endswith("and 10 more\n")


def test_what_sellers_did_is_not_even_asked_for(rightside: Callable[..., tuple[int, str, str]], server: Server) -> None:
    rightside("sync", "salesforce")
    asked = " ".join(server.calls)
    assert "Opportunity" in asked
    assert not [kind for kind in ("Task", "Event", "EmailMessage", "Note", "Feed") if kind in asked]
    database = Database.open(read_settings().database)
    with database.reading() as connection:
        assert connection.execute(select(observations)).all() == []
    database.close()


def test_doctor_says_what_may_be_read(rightside: Callable[..., tuple[int, str, str]], server: Server) -> None:
    server.org.hidden.add("Opportunity.Amount")
    checks = json.loads(rightside("doctor", "--format", "json")[1])["checks"]
    found = next(each for each in checks if each["what"] == "Salesforce")
    assert (found["state"], "Opportunity.Amount may not be read" in found["detail"]) == ("ok", True)


def test_without_settings_it_says_what_is_missing(rightside: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = rightside("sync", "salesforce")
    assert (code, "set SALESFORCE_USERNAME" in err) == (2, True)


@pytest.mark.parametrize("calls", [1, LOOKING, LOOKING + 1, LOOKING + 4, LOOKING + 8])
def test_killed_it_goes_on_where_it_was(
    rightside: Callable[..., tuple[int, str, str]], server: Server, calls: int
) -> None:
    server.hold_at = calls
    command = [str(Path(sys.executable).parent / "rightside"), "sync", "salesforce"]
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)  # noqa: TID251 - handed on
    assert server.held.wait(60)
    process.kill()
    process.wait(30)
    server.hold_at = 0
    before = len(server.calls)
    code, out, _ = rightside("sync", "salesforce")
    saved = max(0, calls - LOOKING - 1) * PAGE
    assert f"Deals: {DEALS - saved} read, {DEALS - saved} added, 0 changed" in out
    assert code == 0
    assert len(server.calls) - before <= LOOKING + (DEALS - saved) / PAGE + 3
    with opened_records(read_settings()) as records:
        deals = records.deals.deals("default", state=None)
    assert [each.id for each in deals] == [f"006{n:015}" for n in range(DEALS)]
