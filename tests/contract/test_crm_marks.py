"""How far a CRM was read, as stored: the same tests on SQLite and on Postgres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.ledger.crm_marks import StoredCrmMarks

if TYPE_CHECKING:
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)
NAMES = st.sampled_from(["salesforce", "hubspot"])
KEPT = st.lists(st.tuples(NAMES, st.sampled_from(["deals", "accounts"]), st.text(alphabet="abc 019Z", max_size=9)))


@pytest.fixture
def marks(database: Database) -> StoredCrmMarks:
    return StoredCrmMarks(database)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=KEPT, number=st.uuids())
def test_the_last_mark_of_a_stream_holds(
    marks: StoredCrmMarks, kept: list[tuple[str, str, str]], number: object
) -> None:
    organisation = f"org-{number}"
    for crm, stream, mark in kept:
        marks.keep(organisation, crm, stream, mark)
    for crm in ("salesforce", "hubspot"):
        assert marks.of(organisation, crm) == {stream: mark for name, stream, mark in kept if name == crm}
    marks.forget(organisation, "salesforce")
    assert marks.of(organisation, "salesforce") == {}
    assert marks.of(organisation, "hubspot") == {stream: mark for name, stream, mark in kept if name == "hubspot"}


def test_another_organisations_marks_are_its_own(marks: StoredCrmMarks, organisation: str) -> None:
    marks.keep(organisation, "salesforce", "deals", "x")
    assert marks.of(f"{organisation}-2", "salesforce") == {}
    marks.forget(f"{organisation}-2", "salesforce")
    assert marks.of(organisation, "salesforce") == {"deals": "x"}
