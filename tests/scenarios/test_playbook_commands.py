"""`rightside playbook …` and `process stories` as a person runs them: a real database, a real vector store."""

from __future__ import annotations

from contextlib import closing
from shutil import rmtree
from sqlite3 import connect
from typing import TYPE_CHECKING

import pytest
import yaml

from assistant.settings import read_settings
from tests import document_files as files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., tuple[int, str, str]]

BESIDE = ("--process", "general-purchase")
CARDS = """\
# Battle cards

## Quagga Systems says that it is cheaper
Serves: set-direction

Quagga Systems leaves out the price of moving the old data. Ask for it in writing.

## A letter to the finance lead

Dear finance lead, here is what the delay costs you each month.
"""
TOLD = """\
interview me
yes
site manager
a new loading dock
Find out what breaks
They counted the broken pallets of a month
the depot lead
the tally list
she asked for prices
no more
Their boss moved to another site
stop
"""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    file = tmp_path / "cards.md"
    file.write_text(CARDS, encoding="utf-8")
    return file


def test_playbooks_are_added_listed_found_and_removed(rightside: Command, cards: Path, tmp_path: Path) -> None:
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(files.pptx(("Okapi", ("Okapi ovens warm up in an hour",))))
    code, out, err = rightside("playbook", "add", str(cards), str(deck), *BESIDE)
    assert (code, err) == (0, "")
    assert "cards.md: 2 passages beside general-purchase (2 new, 0 as before, 0 gone)." in out
    assert "deck.pptx: 1 passage" in out
    listed = rightside("playbook", "list")[1].splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["general-purchase", "cards.md"],
        ["general-purchase", "deck.pptx"],
    ]
    asked = " ".join(rightside("ask", "Why is Quagga Systems cheaper?")[1].split())
    assert "[playbook cards.md, line 6]" in asked
    assert rightside("playbook", "remove", "cards.md", *BESIDE)[:2] == (0, "cards.md is gone.\n")
    assert "playbook cards.md" not in " ".join(rightside("ask", "Why is Quagga Systems cheaper?")[1].split())


def test_a_changed_document_takes_the_place_of_the_old_one(rightside: Command, cards: Path) -> None:
    rightside("playbook", "add", str(cards), *BESIDE)
    assert "(0 new, 2 as before, 0 gone)" in rightside("playbook", "add", str(cards), *BESIDE)[1]
    cards.write_text(f"{CARDS}\n## References\nCall Zebra Ltd.\n".replace("each month", "each week"), encoding="utf-8")
    assert (
        "3 passages beside general-purchase (2 new, 1 as before, 1 gone)"
        in (rightside("playbook", "add", str(cards), *BESIDE)[1])
    )
    assert len(rightside("playbook", "list")[1].splitlines()) == 1


def test_advice_names_the_passage_also_of_a_store_that_was_lost(imported: Command, cards: Path) -> None:
    imported("playbook", "add", str(cards), *BESIDE)
    for lost in (False, True):
        if lost:
            rmtree(read_settings().home / "chroma")
        out = " ".join(imported("chat", "--as", "Ana Silva", stdin="where is Old Mill Bakery?\n")[1].split())
        assert "see “Quagga Systems says that it is cheaper” [playbook cards.md, line 6]" in out


def test_a_file_without_usable_text_gets_one_sentence_and_adds_none(
    rightside: Command, cards: Path, tmp_path: Path
) -> None:
    for name, content, words in (
        ("empty.md", b"", "is empty"),
        ("scan.pdf", b"%PDF-1.4\n%broken", "damaged"),
        ("doc.docx", b"PK\x03\x04broken", "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "old or a password-protected"),
        ("locked.pdf", files.locked_pdf("secret", "letmein"), "password"),
        ("blank.pdf", files.pdf("", ""), "pictures of pages and no text"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(60), "is no text"),
        ("none.md", None, "cannot be read"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        code, _, err = rightside("playbook", "add", str(cards), str(tmp_path / name), *BESIDE)
        assert (code, err.count("\n")) == (2, 1), err
        assert words in err
    assert "There are no playbooks yet" in rightside("playbook", "list")[1]


def test_wrong_names_get_one_sentence(rightside: Command, cards: Path, tmp_path: Path) -> None:
    twin, bare = tmp_path / "twin.md", tmp_path / "bare.md"
    twin.write_text(f"\n{CARDS}", encoding="utf-8")
    bare.write_text("# Cards\n\n## Rivals\n", encoding="utf-8")
    assert rightside("playbook", "add", str(cards), *BESIDE)[0] == 0
    for arguments, words in (
        (["add", str(bare), *BESIDE], "no text under its headings"),
        (["add", str(twin), *BESIDE], "twin.md holds the same as cards.md"),
        (["add", str(cards), "--process", "nosuch"], "no published process 'nosuch'"),
        (["add", str(cards), *BESIDE, "--as", "Nobody"], "no person called 'Nobody'"),
        (["remove", "nosuch.md", *BESIDE], "it has cards.md"),
        (["remove", "cards.md", "--process", "nosuch"], "no published process 'nosuch'"),
    ):
        code, _, err = rightside("playbook", *arguments)
        assert (code, err.count("\n")) == (2, 1), err
        assert words in err
    assert rightside("playbook", "add", str(cards))[0] == 2
    assert len(rightside("playbook", "list")[1].splitlines()) == 1


def test_stories_told_in_a_chat_are_listed_written_drafted_and_erased(rightside: Command, tmp_path: Path) -> None:
    assert "No story is kept" in rightside("process", "stories")[1]
    assert "Kept with your name: 1 step, 1 act of the customer" in rightside("chat", stdin=TOLD)[1]
    code, out, err = rightside("process", "stories")
    assert (code, err) == (0, "")
    assert "a new loading dock (1 step, 1 act of the customer)" in out
    name = out.split()[0]
    assert rightside("process", "stories", "--out", str(tmp_path))[0] == 0
    story = yaml.safe_load((tmp_path / f"story-{name}.yaml").read_text(encoding="utf-8"))
    assert (story["consent"], story["role"], story["steps"][0]["back"]) == (
        True,
        "site manager",
        ["Their boss moved to another site"],
    )
    draft = tmp_path / "draft.yaml"
    assert rightside("process", "draft", str(tmp_path / f"story-{name}.yaml"), "--out", str(draft))[0] == 0
    assert "the tally list" in draft.read_text(encoding="utf-8")
    assert rightside("process", "stories", "--forget", name)[:2] == (0, f"{name} is erased.\n")
    assert "No story is kept" in rightside("process", "stories")[1]
    for wrong, words in ((["--forget", name], f"no story '{name}'"), (["--out", str(draft)], "is no folder")):
        code, _, err = rightside("process", "stories", *wrong)
        assert (code, err.count("\n"), words in err) == (2, 1, True)


def test_of_an_erased_story_no_word_stays_in_the_database(rightside: Command) -> None:
    rightside("chat", stdin=TOLD)
    rightside("process", "stories", "--forget", rightside("process", "stories")[1].split()[0])
    with closing(connect(read_settings().home / "rightside.db")) as database:
        dump = "\n".join(database.iterdump())
    assert "the tally list" not in dump


def test_a_quiz_in_the_terminal_goes_to_its_end(rightside: Command) -> None:
    out = rightside("chat", stdin="quiz me on general purchase\n1\n2\n3\n4\n1\n")[1]
    assert "5 situations from" in out
    assert "1. yes, and it is proved" in out
    assert "of 5 right." in out
