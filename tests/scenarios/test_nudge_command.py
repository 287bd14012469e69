"""`rightside nudge` through the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., tuple[int, str, str]]

MONDAY = "2026-03-09"
PEOPLE = """\
name,email,manager,administrator
Mara Lind,mara@example.com,,
Ana Silva,ana@example.com,mara@example.com,
Ben Okoye,ben@example.com,mara@example.com,
"""
DEALS = """\
id,name,account,owner,stage,amount,close date
D1,Imaging,City Hospital,ana@example.com,,120000,2026-03-01
D2,Archive,City Hospital,ana@example.com,,40000,
D3,Portal,Harbour Clinic,ben@example.com,,5000,2027-03-01
"""


@pytest.fixture
def pipeline(rightside: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("RIGHTSIDE_TODAY", MONDAY)
    for name, text in (("people.csv", PEOPLE), ("deals.csv", DEALS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert rightside("people", "import", str(tmp_path / "people.csv"))[0] == 0
    assert rightside("sync", "csv", str(tmp_path / "deals.csv"))[0] == 0
    return rightside


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_preview_is_the_digest_of_a_person(pipeline: Command) -> None:
    code, out, _ = pipeline("nudge", "preview", "--for", "Ana Silva")
    assert code == 0
    said = words(out)
    for part in (
        "Ana Silva, as of 2026-03-09; the next digest falls on Mon 2026-03-09 09:00 (UTC).",
        "1 of your 2 open deals, what needs you most first.",
        "1. Imaging · City Hospital Close date 8 days past.",
        "Question: ",
        "Next: ",
        "(rule close-date)",
    ):
        assert part in said
    assert "Archive" not in said, "a deal without a date has nothing to be late for"


def test_everybodys_digests_and_for_whom_there_is_nothing(pipeline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSIDE_TIMEZONE", "Europe/Berlin")
    code, out, _ = pipeline("nudge", "preview", "--on", "2026-03-11")
    assert code == 0
    said = words(out)
    assert "Ana Silva, as of 2026-03-11; the next digest falls on Mon 2026-03-16 09:00 (Europe/Berlin)." in said
    assert "Close date 10 days past" in said
    assert said.endswith("Nothing for 2 people: Ben Okoye, Mara Lind.")
    code, out, _ = pipeline("nudge", "preview", "--for", "ben@example.com")
    assert (code, "Nothing is worth a message: nothing would be sent." in out) == (0, True)


def test_a_snoozed_deal_is_held_back_with_its_reason(pipeline: Command) -> None:
    code, out, _ = pipeline(
        "nudge", "snooze", "Imaging", "--until", "2026-03-20", "--reason", "audit", "--as", "Ana Silva"
    )
    assert (code, out) == (0, "Imaging is quiet for Ana Silva until 2026-03-20.\n")
    said = words(pipeline("nudge", "preview", "--for", "Ana Silva")[1])
    assert said.endswith("Held back Snoozed until 2026-03-20: audit: Imaging (close date 8 days past).")


def test_a_rule_is_muted_and_unmuted(pipeline: Command) -> None:
    ana = ("--as", "Ana Silva")
    assert pipeline("nudge", "mute", "close-date", *ana)[1] == "Muted for Ana Silva: close-date.\n"
    assert "The rule close-date is muted: Imaging" in words(pipeline("nudge", "preview", "--for", "Ana Silva")[1])
    assert pipeline("nudge", "unmute", "close-date", *ana)[1] == "Unmuted for Ana Silva: close-date.\n"
    assert pipeline("nudge", "mute", *ana)[1] == "Muted for Ana Silva: everything.\n"
    assert "Nudges are muted: Imaging" in words(pipeline("nudge", "preview", "--for", "Ana Silva")[1])
    assert pipeline("nudge", "unmute", "silence-warn", *ana)[1] == "Was not muted for Ana Silva: silence-warn.\n"


def test_the_digest_comes_on_the_first_working_day(pipeline: Command) -> None:
    code, out, _ = pipeline(
        "nudge", "hours", "--days", "Tue, wed", "--from", "10:00", "--to", "16:00", "--as", "Ana Silva"
    )
    assert (code, out) == (0, "Ana Silva's next digest falls on Tue 2026-03-10 10:00 (UTC).\n")
    assert "falls on Tue 2026-03-10 10:00" in words(pipeline("nudge", "preview", "--for", "Ana Silva")[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("preview", "--on", "soon"), "'soon' is no day; write it as YYYY-MM-DD."),
        (("preview", "--for", "Zoe"), "There is no person called 'Zoe'."),
        (("snooze", "Imaging", "--until", "2026-03-08"), "2026-03-08 has passed; name today or a later day."),
        (("mute", "noise"), "There is no rule 'noise'; there are backward-move, disputed"),
        (("hours", "--days", "Moonday"), "Write days as Mon,Tue and times as 09:00."),
        (("hours", "--from", "25:00"), "Write days as Mon,Tue and times as 09:00."),
        (("hours", "--from", "18:00"), "Work has to begin before it ends."),
    ],
)
def test_what_is_in_the_way_is_said_in_a_sentence(
    rightside: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("RIGHTSIDE_TODAY", MONDAY)
    code, _, err = rightside("nudge", *arguments)
    assert (code, says in words(err)) == (2, True), err


def test_with_nobody_to_write_to_it_says_so(rightside: Command) -> None:
    code, out, _ = rightside("nudge", "preview")
    assert (code, out) == (0, "Nobody owns an open deal or manages somebody: there is nobody to write to.\n")


def test_the_deals_of_who_left_are_counted(rightside: Command) -> None:
    assert rightside("deal", "add", "Acme")[0] == 0
    code, out, _ = rightside("nudge", "preview")
    assert (code, "Nothing for 1 person: " in out) == (0, True)


def test_of_many_digests_the_first_twenty_are_shown(
    rightside: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIGHTSIDE_TODAY", MONDAY)
    rows = [f"D{at:02},Deal {at:02},rep{at:02}@example.com,2026-03-01" for at in range(23)]
    (tmp_path / "deals.csv").write_text("\n".join(["id,name,owner,close date", *rows]), encoding="utf-8")
    assert rightside("sync", "csv", str(tmp_path / "deals.csv"))[0] == 0
    code, out, _ = rightside("nudge", "preview")
    assert (code, out.count("1 of your 1 open deal, what needs you most first.")) == (0, 20)
    assert out.endswith("… and 3 more people; name one with --for.\n")
