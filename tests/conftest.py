"""What every test may rely on: no setting, key, `.env` or data of the machine is read or touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("RIGHTSIDE_", "OPENAI_", "SLACK_", "SALESFORCE_", "LANGSMITH_", "LANGCHAIN_")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):  # noqa: TID251 - to clear it
            if name.startswith(OURS):
                patch.delenv(name)
        patch.setenv("RIGHTSIDE_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("COLUMNS", "120")
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("RIGHTSIDE_HOME", str(tmp_path_factory.mktemp("home")))
