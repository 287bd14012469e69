from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.turns import Asked
from assistant.errors import OperatorError, UnavailableError
from assistant.ledger.database import Database
from assistant.ledger.turns import StoredTurns
from tests.contract.test_ledger import AT, turn

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ("tests.postgres",)

HOLD = """
import sys
from assistant.ledger.database import Database
from assistant.ledger.turns import StoredTurns
with StoredTurns(Database.open(sys.argv[1])).exclusive("o", "c"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def turns(database: Database) -> StoredTurns:
    return StoredTurns(database)


def test_a_turn_comes_back_exactly(turns: StoredTurns, organisation: str) -> None:
    said = turn(
        "t",
        deal="d",
        recorded=("1", "2"),
        dont_know=("budget-line",),
        waiting="which one?",
        reply='{"a": "\\u0000"}',
        asked=(Asked(outcome="need-written", verdict="happened", quote="“ja” 🎉", occurred_on=date(2026, 1, 1)),),
    )
    turns.save(organisation, said)
    stored = turns.get(organisation, "t")
    assert stored == said
    assert stored is not None
    assert stored.at.isoformat() == AT.isoformat()
    assert turns.get(organisation, "other") is None


def test_a_turn_saved_twice_stays_as_it_was(turns: StoredTurns, organisation: str) -> None:
    turns.save(organisation, turn("t", reply="first", deal="d"))
    turns.save(organisation, turn("t", reply="second", deal="d", dont_know=("budget-line",)))
    assert turns.get(organisation, "t") == turn("t", reply="first", deal="d")
    assert turns.asked(organisation, "d", AT) == ()


def test_recent_turns_are_newest_first_and_of_the_conversation(turns: StoredTurns, organisation: str) -> None:
    for number, minutes in enumerate((0, 5, 5, 1)):
        later = (AT + timedelta(minutes=minutes)).astimezone(UTC if number % 2 else AT.tzinfo)
        turns.save(organisation, turn(str(number), at=later))
    turns.save(organisation, turn("elsewhere", conversation="other"))
    assert [each.id for each in turns.recent(organisation, "c")] == ["2", "1", "3", "0"]
    assert [each.id for each in turns.recent(organisation, "c", 2)] == ["2", "1"]
    assert turns.recent("another-organisation", "c") == ()


def test_what_was_answered_with_dont_know_since_then(turns: StoredTurns, organisation: str) -> None:
    for number, (deal, outcomes) in enumerate(
        [
            ("d", ("old",)),
            ("d", ("budget-line", "need-written", "budget-line")),
            ("e", ("elsewhere",)),
            ("d", ("budget-line",)),
            (None, ("nowhere",)),
        ]
    ):
        turns.save(organisation, turn(str(number), deal=deal, dont_know=outcomes, at=AT + timedelta(days=number)))
    since = (AT + timedelta(days=1)).astimezone(UTC)
    assert turns.asked(organisation, "d", since) == ("budget-line", "need-written")
    assert turns.asked(organisation, "d", since + timedelta(microseconds=1)) == ("budget-line",)
    assert turns.asked(organisation, "d", AT + timedelta(days=9)) == ()


def test_quick_messages_of_a_conversation_are_handled_in_order(turns: StoredTurns, organisation: str) -> None:
    handled: list[str] = []
    first = Event()

    def handle(number: int) -> None:
        with turns.exclusive(organisation, "c"):
            first.wait()
            handled.append(f"in {number}")
            handled.append(f"out {number}")

    with ThreadPoolExecutor(4) as pool:
        for number in range(4):
            pool.submit(handle, number)
            time.sleep(0.05)
        first.set()
    assert handled == [f"{way} {number}" for number in range(4) for way in ("in", "out")]


def test_other_conversations_do_not_wait(turns: StoredTurns, organisation: str) -> None:
    with turns.exclusive(organisation, "c"), turns.exclusive(organisation, "d"), turns.exclusive("other", "c"):
        pass


def test_waiting_for_a_conversation_ends(database: Database, organisation: str) -> None:
    turns = StoredTurns(database, patience_s=0.1)
    with turns.exclusive(organisation, "c"):
        for other in (turns, StoredTurns(database, patience_s=0.1)):
            with pytest.raises(UnavailableError, match="earlier message"), other.exclusive(organisation, "c"):
                pytest.fail("two turns at once")
    with turns.exclusive(organisation, "c"):
        pass


def test_an_error_inside_gives_the_conversation_back(turns: StoredTurns, organisation: str) -> None:
    with pytest.raises(ZeroDivisionError), turns.exclusive(organisation, "c"):
        raise ZeroDivisionError
    with turns.exclusive(organisation, "c"):
        pass


def test_a_killed_process_gives_its_conversation_back(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UnavailableError), StoredTurns(database, patience_s=0.2).exclusive("o", "c"):
            pytest.fail("two processes at once")
        os.kill(other.pid, signal.SIGKILL)
    with StoredTurns(database, patience_s=5).exclusive("o", "c"):
        pass


def test_a_folder_for_locks_that_cannot_be_made_is_the_operators_to_mend(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'r.db'}")
    (tmp_path / "r.db.conversations").write_text("in the way")
    with pytest.raises(OperatorError), StoredTurns(database).exclusive("o", "c"):
        pytest.fail("there is no lock")
