"""What a person sees when the surroundings fail: one plain sentence, and nothing half-written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.bootstrap import build
from assistant.coaching.messages import Message
from assistant.coaching.publishing import publish
from assistant.deals.deal import Deal, Person
from assistant.errors import PersonError, UnavailableError
from assistant.settings import read_settings
from assistant.terminal.main import run
from tests.builders import bakery
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Application
    from assistant.deals.claims import Reading, ToRead

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    with build(
        read_settings(home=tmp_path),
        clock=lambda: NOW,
        reader=KeywordReader({"opened a budget": ("budget-opened", "happened", "quoted", 0.9)}),
    ) as built:
        built.desk.deals.save_people("org", [Person(id="ana", name="Ana")])
        built.desk.deals.save_deals("org", [Deal(id="D1", name="Old Mill oven", account="Old Mill", owner="ana")])
        publish(built.desk, "org", bakery(), "", by="test", at=NOW)
        yield built


def _message(text: str = "Old Mill: they opened a budget", number: int = 1) -> Message:
    return Message(id=f"m{number}", organisation="org", person="ana", conversation="c", at=NOW, text=text)


class _Interrupted(KeywordReader):
    def __init__(self, interrupt: type[BaseException]) -> None:
        super().__init__({})
        self._interrupt = interrupt

    def read(self, message: ToRead) -> Reading:
        raise self._interrupt


def test_ctrl_c_in_the_middle_of_a_turn_leaves_nothing_half_written(application: Application, tmp_path: Path) -> None:
    reader = application.desk.reader
    object.__setattr__(application.desk, "reader", _Interrupted(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        application.coach.reply(_message())
    assert application.desk.ledger.observations("org", "D1") == ()
    assert application.desk.turns.get("org", "m1") is None
    object.__setattr__(application.desk, "reader", reader)
    assert application.coach.reply(_message()).recorded


def test_two_processes_that_apply_and_none_that_does(application: Application) -> None:
    another = bakery().model_copy(update={"id": "another-oven"})
    with pytest.raises(PersonError, match="equally well"):
        publish(application.desk, "org", another, "", by="test", at=NOW)
    application.desk.processes.publish("org", another, "", by="test", at=NOW)  # as one of before ties were refused
    with pytest.raises(PersonError, match=r"Several buying processes apply equally well.*another-oven, bakery-oven"):
        application.coach.reply(_message())
    narrow = bakery().model_copy(update={"applies_to": {"segment": ("large",)}})
    publish(application.desk, "none", narrow, "", by="test", at=NOW)
    application.desk.deals.save_people("none", [Person(id="ana", name="Ana")])
    application.desk.deals.save_deals("none", [Deal(id="D1", name="Old Mill oven", owner="ana")])
    with pytest.raises(PersonError, match="Old Mill oven"):
        application.coach.reply(_message().model_copy(update={"organisation": "none"}))
    with pytest.raises(PersonError, match="No process is published yet"):
        application.coach.reply(_message("create deal Zebra", 2).model_copy(update={"organisation": "empty"}))


@pytest.mark.parametrize(
    "name",
    [
        'a "quoted" name',
        "line\nbreak",
        "[bold]markup[/bold]",
        "مخبز المدينة",
        "🎉 party",
        "Robert'); DROP TABLE deals;--",
    ],
)
def test_a_deal_with_any_name_can_be_talked_about(application: Application, name: str) -> None:
    application.desk.deals.save_deals("org", [Deal(id="X1", name=name, owner="ana")])
    reply = application.coach.reply(_message("they opened a budget").model_copy(update={"deal": "X1"}))
    assert reply.deal is not None
    assert reply.deal.name == name
    assert reply.recorded


def test_a_locked_database_is_said_in_a_sentence(application: Application, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "rightside.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(UnavailableError, match="try again"):
            application.coach.reply(_message())
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert application.coach.reply(_message()).recorded


def test_a_read_only_database_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RIGHTSIDE_HOME", str(tmp_path))
    assert run(["deal", "add", "Oven"]) == 0
    capsys.readouterr()
    monkeypatch.setenv("RIGHTSIDE_DATABASE_URL", f"sqlite:///file:{tmp_path}/rightside.db?mode=ro&uri=true")
    assert run(["deal", "add", "Mixer"]) == 2
    err = capsys.readouterr().err
    assert "may not be written" in err
    assert len(err.strip().splitlines()) == 1


def test_a_home_that_is_no_folder_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("RIGHTSIDE_HOME", str(tmp_path / "home"))
    assert run(["deal", "list"]) == 2
    err = capsys.readouterr().err
    assert str(tmp_path / "home") in err
    assert len(err.strip().splitlines()) == 1


def test_a_store_of_another_version_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RIGHTSIDE_HOME", str(tmp_path))
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)
    assert run(["deal", "list"]) == 2
    err = capsys.readouterr().err
    assert "chroma" in err
    assert "doctor --rebuild" in err
    assert len(err.strip().splitlines()) == 1


def test_a_second_process_on_the_embedded_store_gets_a_sentence(application: Application, tmp_path: Path) -> None:
    application.desk.search.find("org", "bakery-oven", 1, ["budget"])
    done = subprocess.run(
        [sys.executable, "-m", "assistant.terminal.main", "ask", "budget proof?"],
        cwd=ROOT,
        capture_output=True,
        env={"RIGHTSIDE_HOME": str(tmp_path), "PATH": os.environ["PATH"]},  # noqa: TID251
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in {1, 2}
    assert "RIGHTSIDE_CHROMA_URL" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bug_is_a_sentence_with_an_id_and_a_traceback_only_with_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assistant.settings.read_settings", broken)
    assert run(["deal", "list"]) == 1
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    with pytest.raises(ZeroDivisionError):
        run(["--debug", "deal", "list"])


def test_ctrl_c_ends_with_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.settings.read_settings", interrupted)
    assert run(["deal", "list"]) == 130
    assert "nothing is half-written" in capsys.readouterr().err
