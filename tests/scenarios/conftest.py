"""The commands as a person runs them, in an organisation with a few deals from a CRM."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from assistant.terminal.main import run
from tests.slack_workplace import building, working

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.slack_workplace import Office, Workplace

CSV = """Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Opportunity Owner
006A,Oven line,Old Mill Bakery,Prospecting,12000,2027-03-01,Ana Silva
006B,Dispatch platform,Harbour Foods,Negotiation,88000,2026-01-15,Ana Silva
006C,Fleet software,Linden Logistics,Prospecting,5000,2027-05-01,Ben Okoye
006A,Oven line again,Old Mill Bakery,Prospecting,1,2027-03-01,Ana Silva
"""


@pytest.fixture
def rightside(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str, stdin: str | bytes = "") -> tuple[int, str, str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        code = run(list(arguments))
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def imported(rightside: Callable[..., tuple[int, str, str]], tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    (tmp_path / "deals.csv").write_text(CSV, encoding="utf-8")
    code, out, _ = rightside("sync", "csv", str(tmp_path / "deals.csv"))
    assert code == 1, out  # one bad row is a finding
    return rightside


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with building(tmp_path_factory.mktemp("slack")) as shared:
        yield shared


@pytest.fixture
def work(office: Office) -> Iterator[Workplace]:
    with working(office) as workplace:
        yield workplace
