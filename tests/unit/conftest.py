"""A database for the tests of a module, in which each test has an organisation of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from assistant.ledger.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}")
    yield opened
    opened.close()


@pytest.fixture
def org() -> str:
    return f"org-{uuid4().hex[:8]}"
