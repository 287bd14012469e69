"""`rightside sync csv` as a person runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_same_file_twice_changes_nothing(imported: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, err = imported("sync", "csv", str(tmp_path / "deals.csv"))
    assert code == 1
    assert "0 added, 0 changed" in out
    assert "line 5" in err


def test_columns_and_currency_can_be_given(rightside: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Ref,Wie heisst es,Phase,Summe\n1,Ofen,Proposal,9000\n", encoding="utf-8")
    code, out, _ = rightside(
        "sync",
        "csv",
        str(path),
        "--column",
        "name=Wie heisst es",
        "--column",
        "amount=Summe",
        "--column",
        "id=Ref",
        "--column",
        "stage=Phase",
        "--currency",
        "CHF",
    )
    assert (code, "1 added" in out) == (0, True)
    deal = json.loads(rightside("deal", "show", "Ofen", "--format", "json")[1])["deal"]
    assert (deal["amount"], deal["currency"], deal["crm_stage"]) == ("9000", "CHF", "Proposal")
    assert rightside("sync", "csv", str(path), "--column", "name")[0] == 2
    assert rightside("sync", "csv", str(tmp_path / "missing.csv"))[0] == 2


def test_many_bad_rows_are_counted_not_all_listed(
    rightside: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    rows = "\n".join("7,Deal,Proposal,not a number" for _ in range(30))
    (tmp_path / "bad.csv").write_text(
        f"Id,Opportunity Name,Stage,Amount\n8,Good,Proposal,1\n{rows}\n", encoding="utf-8"
    )
    code, _, err = rightside("sync", "csv", str(tmp_path / "bad.csv"))
    assert code == 1
    assert "30 rows were left out" in err
    assert "and 10 more" in err


def test_an_export_takes_nothing_from_people_that_it_only_names(
    rightside: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    roles, deals = tmp_path / "people.csv", tmp_path / "deals.csv"
    roles.write_text(
        "name,email,manager,administrator\n"
        "Mara Lind,mara@example.com,,yes\n"
        "Ana Silva,ana@example.com,mara@example.com,\n",
        encoding="utf-8",
    )
    deals.write_text(
        "id,name,owner,stage\nD1,Imaging,ana@example.com,A\nD2,Archive,mara@example.com,B\n", encoding="utf-8"
    )
    rightside("people", "import", str(roles))
    before = rightside("people", "list", "--format", "json")[1]
    code, _, told = rightside("sync", "csv", str(deals))
    assert (code, told.splitlines()[-1]) == (0, "Deals: 2 added, 0 changed. People: 0 added, 0 changed.")
    assert rightside("people", "list", "--format", "json")[1] == before
    assert "2 open deals" in rightside("deal", "list", "--as", "Mara Lind")[1]
