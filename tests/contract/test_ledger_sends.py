"""What was posted, as stored: the same tests on SQLite and on Postgres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.ledger.sends import KEPT_S, StoredSends

if TYPE_CHECKING:
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)


@pytest.fixture
def sends(database: Database) -> StoredSends:
    return StoredSends(database)


def test_a_post_is_claimed_once(sends: StoredSends, organisation: str) -> None:
    assert sends.claim(organisation, "D1:1.1", "D1") == (True, None)
    assert sends.claim(organisation, "D1:1.1", "D1") == (False, None)
    assert sends.claim(organisation, "D1:2.2", "D1") == (True, None)


def test_what_was_posted_long_ago_is_forgotten(database: Database, organisation: str) -> None:
    now = 1_772_000_000.0
    sends = StoredSends(database, lambda: now)
    sends.claim(organisation, "D1:1.1", "D1")
    now += KEPT_S - 1
    sends.claim(organisation, "D1:2.2", "D1")
    sends.forget()
    assert not sends.claim(organisation, "D1:1.1", "D1").new
    now += 2
    assert sends.forget() >= 1
    assert sends.claim(organisation, "D1:1.1", "D1").new
    assert not sends.claim(organisation, "D1:2.2", "D1").new


def test_another_organisation_claims_for_itself(sends: StoredSends, organisation: str) -> None:
    sends.claim(organisation, "D1:1.1", "D1")
    assert sends.claim(f"{organisation}-2", "D1:1.1", "D1").new


def test_a_claim_tells_which_message_it_became(sends: StoredSends, organisation: str) -> None:
    sends.claim(organisation, "D1:1.1", "D1")
    sends.sent(organisation, "D1:1.1", "3.3")
    assert sends.claim(organisation, "D1:1.1", "D1") == (False, "3.3")


def test_a_refused_post_is_claimed_anew_and_a_sent_one_stays(sends: StoredSends, organisation: str) -> None:
    for send in ("D1:1.1", "D1:2.2"):
        sends.claim(organisation, send, "D1")
    sends.sent(organisation, "D1:2.2", "3.3")
    for send in ("D1:1.1", "D1:2.2"):
        sends.release(organisation, send)
    assert sends.claim(organisation, "D1:1.1", "D1").new
    assert not sends.claim(organisation, "D1:2.2", "D1").new


def test_a_message_tells_which_post_it_was(sends: StoredSends, organisation: str) -> None:
    sends.claim(organisation, "D1:1.1", "D1")
    assert sends.posted(organisation, "D1", "3.3") is None
    sends.sent(organisation, "D1:1.1", "3.3")
    assert sends.posted(organisation, "D1", "3.3") == "D1:1.1"
    assert sends.posted(organisation, "D2", "3.3") is None
    assert sends.posted(f"{organisation}-2", "D1", "3.3") is None
