"""`rightside inspect` through the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., tuple[int, str, str]]

DEALS = """\
id,name,account,owner,stage,amount,currency,forecast
D1,Imaging,City Hospital,ana@example.com,Proposal,120000,EUR,Commit
D2,Archive,City Hospital,ana@example.com,,40000,EUR,
D3,Portal,Harbour Clinic,ben@example.com,,,,
"""
PEOPLE = """\
name,email,manager,administrator
Mara Lind,mara@example.com,,
Ana Silva,ana@example.com,mara@example.com,
Ben Okoye,ben@example.com,mara@example.com,
"""


@pytest.fixture
def pipeline(rightside: Command, tmp_path: Path) -> Command:
    for name, text in (("people.csv", PEOPLE), ("deals.csv", DEALS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert rightside("people", "import", str(tmp_path / "people.csv"))[0] == 0
    assert rightside("sync", "csv", str(tmp_path / "deals.csv"))[0] == 0
    return rightside


def test_a_deal_is_inspected(pipeline: Command) -> None:
    code, out, _ = pipeline("inspect", "Imaging", "--as", "Mara Lind")
    assert code == 0
    for part in ("First inspection: 0 entries stand.", "Missing", "The customer's next step", "Ask Ana Silva"):
        assert part in out
    code, out, _ = pipeline("inspect", "Imaging", "--as", "Mara Lind", "--since", "2020-01-01")
    assert "Nothing changed since 2020-01-01" in out


def test_a_team_is_inspected_as_text_and_as_json(pipeline: Command) -> None:
    code, out, _ = pipeline("inspect", "--team", "mara@example.com")
    assert code == 0
    for part in ("3 open deals, in order of risk.", "Ana Silva", "Ben Okoye", "Forecast as commit: 1 deal, 120,000"):
        assert part in out
    told = json.loads(pipeline("inspect", "--all", "--format", "json")[1])
    assert {each["deal"] for each in told["deals"]} == {"D1", "D2", "D3"}
    assert [each["process"] for each in told["pipelines"]] == ["General business purchase"] * 2
    assert told["scope"] == "all"


@pytest.mark.parametrize(("scope", "name"), [(("Imaging",), "Imaging"), (("--team", "mara@example.com"), "Portal")])
@pytest.mark.parametrize(
    ("ending", "begins"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"# "), ("csv", b"\xef\xbb\xbf"), ("json", b"{"), ("png", b"\x89PNG"),
     ("svg", b"<?xml")],
)  # fmt: skip
def test_an_inspection_is_written_to_a_file(
    pipeline: Command, tmp_path: Path, scope: tuple[str, ...], name: str, ending: str, begins: bytes
) -> None:
    out = tmp_path / f"inspection.{ending}"
    code, said, _ = pipeline("inspect", *scope, "--out", str(out))
    assert (code, " ".join(said.split())) == (0, f"Written to {out}.".replace("\n", " "))
    data = out.read_bytes()
    assert data.startswith(begins)
    if ending in {"md", "csv", "json", "svg"}:
        assert name in data.decode()


def test_a_cell_is_no_formula(pipeline: Command, tmp_path: Path) -> None:
    assert pipeline("deal", "add", "=HYPERLINK(1)", "--as", "Ana Silva")[0] == 0
    pipeline("inspect", "--all", "--out", str(tmp_path / "all.csv"))
    assert ",'=HYPERLINK(1)," in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")


def test_a_file_of_another_kind_is_refused_before_anything_is_looked_at(pipeline: Command, tmp_path: Path) -> None:
    code, _, err = pipeline("inspect", "Imaging", "--out", str(tmp_path / "x.xls"))
    assert code == 2
    assert "take one of md, docx, pdf, csv, json, png, svg" in " ".join(err.split())


@pytest.mark.parametrize("arguments", [(), ("Imaging", "--all"), ("--all", "--segment", "small")])
def test_one_scope_at_a_time(rightside: Command, arguments: tuple[str, ...]) -> None:
    code, _, err = rightside("inspect", *arguments)
    assert code == 2
    assert "name a deal, or give --team, --segment or --all" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Imaging", "--as", "ben@example.com"), "There is no deal 'Imaging' that you may see"),
        (("--team", "ana@example.com", "--as", "ben@example.com"), "You may inspect your own team"),
        (("--segment", "large"), "You see no open deal of the segment 'large'; there is none."),
        (("--all", "--since", "soon"), "'soon' is no day; write it as YYYY-MM-DD."),
    ],
)
def test_what_is_in_the_way_is_said_in_a_sentence(pipeline: Command, arguments: tuple[str, ...], words: str) -> None:
    code, _, err = pipeline("inspect", *arguments)
    assert code == 2
    assert words in " ".join(err.split())


def test_an_administrator_reads_who_inspected_what(pipeline: Command) -> None:
    pipeline("inspect", "Imaging", "--as", "Mara Lind")
    pipeline("inspect", "--all", "--as", "Ana Silva")
    code, out, _ = pipeline("inspect", "--log")
    told = [" ".join(line.split()[2:]) for line in out.splitlines()]
    assert (code, told) == (0, ["Ana Silva all 2 deals", "Mara Lind deal:D1 1 deal"])
    code, _, err = pipeline("inspect", "--log", "--as", "Ana Silva")
    assert (code, "Only an administrator" in err) == (2, True)
