"""A fake Salesforce of thirty deals, and syncs of one organisation with it.

A module that says `pytest_plugins = ("tests.postgres", "tests.salesforce_runs")` gets `run` on SQLite and on Postgres.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from assistant.coaching.syncing import follow
from assistant.crm.salesforce import client as client_module
from assistant.crm.salesforce.client import Client, Login
from assistant.crm.salesforce.reading import SalesforceCrm
from assistant.ledger.crm_marks import StoredCrmMarks
from assistant.ledger.deals import StoredDeals
from tests.salesforce_org import generated
from tests.salesforce_server import DEALS, PASSWORD, TOKEN, USERNAME, Server, salesforce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from assistant.coaching.syncing import Followed
    from assistant.ledger.database import Database


@pytest.fixture
def salesforce_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A Salesforce with thirty deals, seven on a page."""
    monkeypatch.setattr(client_module, "BACKOFF_S", 0.01)
    with salesforce(generated(DEALS), tmp_path / "salesforce") as running:
        running.page = 7
        for name, value in running.settings().items():
            monkeypatch.setenv(name, value)
        yield running


class Run:
    """Syncs of one organisation."""

    def __init__(self, database: Database, organisation: str, server: Server) -> None:
        self.deals, self.marks = StoredDeals(database), StoredCrmMarks(database)
        self.organisation, self.server = organisation, server
        self.login = Login(USERNAME, SecretStr(PASSWORD), SecretStr(TOKEN), None, None, "login")
        self.crm = SalesforceCrm(Client(self.login))

    def __call__(self, **more: Any) -> Followed:
        self.crm = SalesforceCrm(Client(self.login))
        now = self.server.org.now + timedelta(hours=1)
        return follow(self.deals, self.marks, self.organisation, self.crm, now=now, **more)

    def everything(self) -> tuple[Any, ...]:
        return self.deals.deals(self.organisation, state=None), self.deals.people(self.organisation)


@pytest.fixture
def run(database: Database, new_organisation: Callable[[], str], salesforce_server: Server) -> Run:
    return Run(database, new_organisation(), salesforce_server)
