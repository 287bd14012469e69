"""Installations and states in the database, on SQLite and Postgres."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk.oauth.installation_store import Installation

from assistant.errors import OperatorError
from assistant.ledger.installations import StoredInstallations
from assistant.sealing import Seal
from assistant.slack.installations import Installations, States
from tests.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)
OLD, NEW = "o" * 40, "n" * 40
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rows(database: Database) -> StoredInstallations:
    return StoredInstallations(database)


def installation(team: str, token: str = "xoxb-secret") -> Installation:
    return Installation(
        app_id="A1",
        team_id=team,
        team_name="Harbour ⚓",
        bot_token=token,
        bot_id="B1",
        bot_user_id="U0BOT",
        bot_scopes=["chat:write", "users:read"],
        bot_refresh_token="xoxe-1",
        bot_token_expires_in=43_200,
        user_id="U1",
        user_token="xoxp-of-a-person",
        installed_at=NOW.timestamp(),
    )


def test_a_bot_comes_back_as_it_was_without_the_users_token(rows: StoredInstallations, organisation: str) -> None:
    store = Installations(rows, Seal(NEW))
    made = installation(organisation)
    store.save(made)
    bot = store.bot(organisation)
    assert bot is not None
    assert vars(bot) == vars(made.to_bot())
    sealed = rows.get(organisation) or ""
    assert not [word for word in ("xoxb", "xoxp", "xoxe", "secret", "Harbour") if word in sealed]
    assert "xoxp" not in Seal(NEW).opened(sealed)
    assert Installations(rows, Seal(NEW)).bot("nobody") is None


def test_the_newest_installation_holds_and_each_organisation_has_its_own(
    rows: StoredInstallations, new_organisation: Callable[[], str]
) -> None:
    store, one, other = Installations(rows, Seal(NEW)), new_organisation(), new_organisation()
    for team, token in ((one, "xoxb-1"), (other, "xoxb-2"), (one, "xoxb-3")):
        store.save(installation(team, token))
    assert [bot.bot_token for team in (one, other) if (bot := store.bot(team))] == ["xoxb-3", "xoxb-2"]
    assert {one, other} <= {team for team, _ in rows.all()}


def test_an_installation_is_removed_unless_it_is_newer(rows: StoredInstallations, organisation: str) -> None:
    rows.save(organisation, "sealed", NOW)
    assert rows.forget(organisation, NOW) is False
    assert rows.forget(organisation, NOW + MINUTE) is True
    assert rows.forget(organisation, NOW + MINUTE) is False
    assert rows.get(organisation) is None


def test_a_row_is_replaced_only_by_who_knows_what_is_in_it(rows: StoredInstallations, organisation: str) -> None:
    rows.save(organisation, "first", NOW)
    assert rows.replace(organisation, "first", "second") is True
    assert rows.replace(organisation, "first", "third") is False
    assert rows.get(organisation) == "second"
    rows.forget(organisation, NOW + MINUTE)
    assert rows.replace(organisation, "second", "third") is False
    assert rows.get(organisation) is None


def test_keys_are_changed_one_after_the_other(rows: StoredInstallations, organisation: str) -> None:
    Installations(rows, Seal(OLD)).save(installation(organisation))
    with pytest.raises(OperatorError, match="add the key it was sealed with"):
        Installations(rows, Seal(NEW)).bot(organisation)
    both = Installations(rows, Seal(f"{NEW}, {OLD}"))
    before = both.bot(organisation)
    assert both.reseal() >= 1
    assert both.reseal() == 0
    after = Installations(rows, Seal(NEW)).bot(organisation)
    assert before is not None
    assert after is not None
    assert vars(before) == vars(after)


@pytest.mark.parametrize("keys", ["", " , ", "short", f"{NEW},short"])
def test_a_weak_key_is_refused(keys: str) -> None:
    with pytest.raises(OperatorError, match="at least 32 random characters"):
        Seal(keys)


def test_what_somebody_changed_is_not_opened() -> None:
    sealed = Seal(NEW).closed("xoxb-1")
    with pytest.raises(OperatorError):
        Seal(NEW).opened(f"{sealed[:-6]}AAAA==")


def test_a_state_is_used_once_and_ends(rows: StoredInstallations) -> None:
    now = [NOW]
    states = States(rows, lambda: now[0])
    first, second = states.issue(), states.issue()
    assert first != second
    assert states.consume(first) is True
    assert states.consume(first) is False
    assert states.consume("made up") is False
    now[0] = NOW + timedelta(minutes=10)
    assert states.consume(second) is False


def test_of_many_who_use_a_state_at_once_one_succeeds(rows: StoredInstallations) -> None:
    states = States(rows, lambda: NOW)
    state = states.issue()
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(states.consume, [state] * 16))[-2:] == [False, True]
