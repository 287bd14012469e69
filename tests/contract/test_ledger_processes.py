from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from assistant.ledger.processes import StoredProcesses
from knowledge.library import content_digest
from tests.contract.test_ledger import AT, PROCESS, SHORTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.ledger.database import Database
    from knowledge.process import Process

pytest_plugins = ("tests.postgres",)


def publish(database: Database, organisation: str, process: Process, source: str = "") -> Process:
    return StoredProcesses(database).publish(organisation, process, source, by="ana", at=AT)


def test_a_version_comes_back_exactly(database: Database, organisation: str) -> None:
    assert publish(database, organisation, PROCESS) == PROCESS
    assert StoredProcesses(database).get(organisation, "buying") == PROCESS
    assert StoredProcesses(database).get(organisation, "selling") is None
    assert StoredProcesses(database).get(organisation, "buying", 2) is None


def test_the_same_content_publishes_nothing(database: Database, organisation: str) -> None:
    publish(database, organisation, PROCESS, "first")
    again = PROCESS.model_copy(update={"version": 9})
    assert publish(database, organisation, again, "# a comment").version == 1
    assert [each.source for each in StoredProcesses(database).versions(organisation, "buying")] == ["first"]


def test_a_change_is_the_next_version_and_going_back_another(database: Database, organisation: str) -> None:
    versions = [publish(database, organisation, each, each.name).version for each in (PROCESS, SHORTER, PROCESS)]
    assert versions == [1, 2, 3]
    processes = StoredProcesses(database)
    assert [len(processes.get(organisation, "buying", each).stages) for each in versions] == [2, 1, 2]  # type: ignore[union-attr]
    newest = processes.versions(organisation, "buying")[0]
    assert (newest.version, newest.published_by, newest.published_at) == (3, "ana", AT)
    assert newest.published_at.isoformat() == AT.isoformat()


def test_a_higher_number_in_the_file_is_kept(database: Database, organisation: str) -> None:
    assert publish(database, organisation, SHORTER).version == 2
    assert publish(database, organisation, PROCESS).version == 3


def test_newest_is_one_of_each_by_id_and_of_this_organisation(
    database: Database, organisation: str, new_organisation: Callable[[], str]
) -> None:
    for process in (PROCESS, SHORTER, PROCESS.model_copy(update={"id": "accepting"})):
        publish(database, organisation, process)
    publish(database, new_organisation(), PROCESS.model_copy(update={"id": "elsewhere"}))
    newest = StoredProcesses(database).newest(organisation)
    assert [(each.id, each.version) for each in newest] == [("accepting", 1), ("buying", 2)]


def test_versions_published_at_once_get_numbers_of_their_own(database: Database, organisation: str) -> None:
    def change(number: int) -> int:
        return publish(database, organisation, PROCESS.model_copy(update={"name": f"Buying {number}"})).version

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(change, range(4))) == [1, 2, 3, 4]


def test_the_digest_is_of_the_content() -> None:
    assert content_digest(PROCESS) == content_digest(PROCESS.model_copy(update={"version": 4}))
    assert content_digest(PROCESS) != content_digest(PROCESS.model_copy(update={"name": "Other"}))
