from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import event, inspect, text

from assistant.deals.deal import Deal
from assistant.errors import OperatorError, RightsideError, UnavailableError
from assistant.ledger.database import HEAD, Database, lock_key
from assistant.ledger.deals import StoredDeals
from assistant.ledger.migrating import configuration
from assistant.ledger.nudge_tables import metadata

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ("tests.postgres",)

OPEN = "import sys; from assistant.ledger.database import Database; Database.open(sys.argv[1])"
ACME = Deal(id="d", name="Acme")


def test_the_migrations_make_the_tables(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert ScriptDirectory.from_config(configuration(connection)).get_heads() == [HEAD]


def test_opening_again_keeps_everything(empty_url: str) -> None:
    StoredDeals(Database.open(empty_url)).save_deals("o", [ACME])
    again = Database.open(empty_url)
    assert StoredDeals(again).deals("o") == (ACME,)
    again.close()


def test_several_processes_may_open_an_empty_database_at_once(empty_url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, empty_url], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [each.communicate()[1] for each in started] == ["", "", ""]
    assert StoredDeals(Database.open(empty_url)).deals("o") == ()


def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    database = Database.open(empty_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OperatorError, match=r"^A newer version of Rightside wrote this database; .*\.$"):
        Database.open(empty_url)


def test_a_failing_block_leaves_nothing_behind(database: Database, organisation: str) -> None:
    deals = StoredDeals(database)
    deals.save_deals(organisation, [ACME])

    def fail() -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE deals SET name = 'o' WHERE organisation = :o"), {"o": organisation})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert deals.deals(organisation) == (ACME,)


def test_a_failing_migration_leaves_nothing_behind(empty_url: str) -> None:
    database = Database.open(empty_url)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE dont_know"))
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(OperatorError):
        Database.open(empty_url)
    with database.reading() as connection:
        assert not inspect(connection).has_table("dont_know")


def test_a_missing_table_is_the_operators_to_mend(empty_url: str) -> None:
    database = Database.open(empty_url)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE people"))
    with pytest.raises(OperatorError, match="lacks a table"):
        StoredDeals(database).people("o")


def sqlite(folder: Path) -> Database:
    return Database.open(f"sqlite:///{folder / 'r.db'}", patience_s=0.1)


def test_sqlite_is_in_wal_with_foreign_keys_and_patience(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/a/b/r.db")
    with database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 1, 10_000]


def test_a_locked_database_may_be_tried_again(tmp_path: Path) -> None:
    database = sqlite(tmp_path)
    other = sqlite3.connect(tmp_path / "r.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="try again in a moment"):
        StoredDeals(database).save_deals("o", [ACME])
    assert StoredDeals(database).deals("o") == ()
    other.close()
    assert StoredDeals(database).save_deals("o", [ACME]) == (1, 0)


@pytest.mark.parametrize(("pragma", "words"), [("query_only=ON", "may not be written"), ("max_page_count=1", "full")])
def test_a_database_that_cannot_grow_is_the_operators_to_mend(tmp_path: Path, pragma: str, words: str) -> None:
    database = sqlite(tmp_path)
    database.close()
    event.listen(database.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
    with pytest.raises(OperatorError, match=words):
        StoredDeals(database).save_deals("o", [ACME.model_copy(update={"close_reason": "x" * 100_000})])


def test_a_file_that_is_no_database_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_text("Dear customer, " * 1000)
    with pytest.raises(OperatorError, match="damaged"):
        sqlite(tmp_path)


def test_a_folder_that_cannot_be_made_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="folder"):
        Database.open(f"sqlite:///{tmp_path}/file/r.db")


def test_another_process_that_prepares_the_database_is_waited_for(tmp_path: Path) -> None:
    with FileLock(tmp_path / "r.db.opening"), pytest.raises(UnavailableError, match="try again"):
        sqlite(tmp_path)
    assert StoredDeals(sqlite(tmp_path)).deals("o") == ()


def test_a_folder_that_may_not_be_written_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "r.db.opening").mkdir()
    with pytest.raises(OperatorError, match="may not be written"):
        sqlite(tmp_path)


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_an_address_that_cannot_work_is_the_operators_to_mend(url: str) -> None:
    with pytest.raises(OperatorError, match="RIGHTSIDE_DATABASE_URL"):
        Database.open(url)


def test_a_postgres_that_is_away_may_be_tried_again(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="try again"):
        Database.open(f"postgres://rightside@/x?host={tmp_path}")
    with pytest.raises(OperatorError, match="cannot be opened"):
        Database.open(postgres_url.replace("/rightside_", "/missing_"))


def test_a_connection_that_is_lost_may_be_tried_again(postgres_url: str) -> None:
    database = Database.open(postgres_url)

    def lose() -> None:
        with database.writing() as connection:
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            with database.writing() as other:
                other.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
            connection.execute(text("SELECT 1"))

    with pytest.raises(UnavailableError, match="try again"):
        lose()
    assert StoredDeals(database).deals("o") == ()


@pytest.mark.parametrize(
    ("change", "error"),
    [("SET TRANSACTION READ ONLY", OperatorError), ("SET LOCAL statement_timeout = 1", UnavailableError)],
)
def test_what_postgres_refuses(postgres_url: str, change: str, error: type[RightsideError]) -> None:
    database = Database.open(postgres_url)

    def refused() -> None:
        with database.writing() as connection:
            for statement in (change, "SELECT pg_sleep(0.1)", "DELETE FROM deals"):
                connection.execute(text(statement))

    with pytest.raises(error):
        refused()


def test_names_are_locked_apart() -> None:
    keys = {lock_key(*names) for names in [("a", "b"), ("ab",), ("a", "b", ""), ("", "ab"), ("b", "a")]}
    assert len(keys) == 5
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_model_does_not_pay_for_the_database() -> None:
    script = (
        "import sys, assistant.deals.standing, assistant.deals.deal\n"
        "sys.exit(any(name.split('.')[0] in {'sqlalchemy', 'alembic'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_opened_database_does_not_pay_for_migrations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    Database.open(url)
    script = f"{OPEN}\nsys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script, url], check=False).returncode == 0
