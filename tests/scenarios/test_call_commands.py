"""`rightside prepare`, `recap` and `plan`, as a rep runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.unit.test_papers import text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., tuple[int, str, str]]

TOLD = 'Old Mill Bakery: their managing director Priya Nair wrote "I am the owner of the initiative from today"\nbye\n'


def test_before_after_and_beside_a_call(imported: Command, tmp_path: Path) -> None:
    assert "Recorded" in imported("chat", "--as", "Ana Silva", stdin=TOLD)[1]
    _prepared(imported)
    _recapped(imported)
    _planned(imported, tmp_path)
    assert "(Priya Nair), due 2026-04-01" in " ".join(imported("prepare", "Old Mill Bakery")[1].split())


def _prepared(rightside: Command) -> None:
    code, out, _ = rightside("prepare", "Old Mill Bakery")
    assert code == 0
    for words in (
        "On their side: Priya Nair",
        "Open:",
        "Learn 1:",
        "Learn 3:",
        "Ask for one agreement",
        "Next for you",
    ):
        assert words in out
    answer = json.loads(rightside("prepare", "Old Mill Bakery", "--format", "json")[1])
    assert answer["sentences"][-1]["citation"].startswith("[outcome ")
    assert answer["action"]["purpose"] in {"encourage", "facilitate", "gain agreement"}


def _recapped(rightside: Command) -> None:
    """The mail stands alone on stdout."""
    code, out, err = rightside("recap", "Old Mill Bakery")
    assert code == 0
    assert "“I am the owner of the initiative from today”" in out
    assert out.endswith("Kind regards\n\nAna Silva\n")
    assert "Paste their answer" in err
    code, out, err = rightside("recap", "Old Mill Bakery", "--since", "2999-01-01")
    assert (code, err) == (0, "")
    assert "nothing to confirm" in out


def _planned(rightside: Command, folder: Path) -> None:
    code, out, err = rightside("plan", "Old Mill Bakery", "--set", "area-session-set=2026-04-01:Priya Nair")
    assert code == 0
    assert out.startswith("# Joint plan: Old Mill Bakery\n")
    assert "| Priya Nair | Ana Silva | 1 Apr 2026 |" in out
    assert "have no day yet" in err
    for ending in ("md", "docx", "pdf"):
        file = folder / f"plan.{ending}"
        assert rightside("plan", "Old Mill Bakery", "--out", str(file))[:2] == (0, f"Written to {file}.\n")
        text = text_of(file.read_bytes(), ending)
        assert "1 Apr 2026" in text
        assert not [word for word in ("Prospecting", "12000", "2027") if word in text]


def test_what_cannot_be_done_is_said_in_a_sentence(imported: Command) -> None:
    for arguments, words in (
        (("prepare", "nobody"), "There is no deal 'nobody'"),
        (("plan", "Old Mill Bakery", "--set", "owner-named"), "not OUTCOME=DAY"),
        (("plan", "Old Mill Bakery", "--set", "owner-named=soon"), "no day"),
        (("plan", "Old Mill Bakery", "--set", "oven=2026-04-01"), "no outcome 'oven'"),
        (("plan", "Old Mill Bakery", "--out", "plan.odt"), "md, docx, pdf"),
        (("plan", "Old Mill Bakery", "--out", "missing/plan.md"), "cannot be written"),
    ):
        code, _, err = imported(*arguments)
        assert (code, words in err) == (2, True), err
