"""`rightside people`: managers and administrators from a file."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.roles import changed
from assistant.crm.role_file import Role
from assistant.deals.deal import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., tuple[int, str, str]]

CSV = """\
name,email,manager,administrator
Mara Lind,mara@example.com,,yes
Ana Silva,ANA@example.com,Mara@example.com,
Ben Okoye,ben@example.com,mara@example.com,no
"""
YAML = """\
people:
  - name: Mara Lind
    email: mara@example.com
    administrator: yes
  - email: ana@example.com
    manager: mara@example.com
"""


def people(rightside: Command) -> dict[str, dict[str, object]]:
    code, out, _ = rightside("people", "list", "--format", "json")
    assert code == 0
    return {str(each["id"]): each for each in json.loads(out)}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], str]:
    def write(text: str, name: str = "people.csv") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_a_dry_run_changes_nothing(rightside: Command, file: Callable[..., str]) -> None:
    code, out, _ = rightside("people", "import", file(CSV), "--dry-run")
    assert code == 0
    assert out.splitlines()[0] == "Would be: 3 added, 0 changed. Nothing was changed."
    assert "new: Mara Lind (mara@example.com), manager none, administrator" in out
    assert people(rightside) == {}


def test_people_are_added_and_the_same_file_twice_changes_nothing(rightside: Command, file: Callable[..., str]) -> None:
    assert rightside("people", "import", file(CSV))[:2] == (0, "People: 3 added, 0 changed.\n")
    found = people(rightside)
    assert found["mara@example.com"]["sees_all"] is True
    assert found["ana@example.com"]["manager"] == "mara@example.com"
    assert found["ben@example.com"]["sees_all"] is False
    assert rightside("people", "import", file(CSV))[1] == "People: 0 added, 0 changed.\n"
    code, out, _ = rightside("people", "list")
    assert code == 0
    assert "Mara Lind" in out


def test_the_owners_of_imported_deals_are_found_by_id(imported: Command, file: Callable[..., str]) -> None:
    text = "id,manager,administrator\nBen Okoye,Ana Silva,\nAna Silva,,yes\n"
    assert imported("people", "import", file(text))[1] == "People: 0 added, 2 changed.\n"
    assert people(imported)["Ben Okoye"]["manager"] == "Ana Silva"
    code, out, _ = imported("deal", "list", "--as", "Ana Silva", "--format", "json")
    assert code == 0
    assert {each["owner"] for each in json.loads(out)} == {"Ana Silva", "Ben Okoye"}


def test_yaml_changes_only_what_it_names(rightside: Command, file: Callable[..., str]) -> None:
    rightside("people", "import", file(CSV))
    assert rightside("people", "import", file(YAML, "people.yaml"))[1] == "People: 0 added, 0 changed.\n"
    only = "- email: Ana@example.com\n  manager:\n- {email: ben@example.com, administrator: true}\n"
    assert rightside("people", "import", file(only, "people.yml"))[1] == "People: 0 added, 2 changed.\n"
    found = people(rightside)
    assert (found["ana@example.com"]["manager"], found["ana@example.com"]["name"]) == (None, "Ana Silva")
    assert (found["ben@example.com"]["manager"], found["ben@example.com"]["sees_all"]) == ("mara@example.com", True)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("name,email\nAna,\n", ["line 2: the row has neither an id nor an e-mail address"]),
        ("email\nana at home\n", ["line 2: 'ana at home' is no e-mail address"]),
        ("email,administrator\na@x.example,maybe\n", ["line 2: administrator is 'maybe'; write yes or no"]),
        (
            "email,manager\na@x.example,b@x.example\n",
            ["line 2: the manager 'b@x.example' is nobody of the organisation or of this file"],
        ),
        ("email,manager\na@x.example,A@x.example\n", ["line 2: nobody is their own manager"]),
        (
            "email,manager\na@x.example,b@x.example\nb@x.example,c@x.example\nc@x.example,a@x.example\n",
            [f"line {line}: the managers go round in a circle" for line in (2, 3, 4)],
        ),
        ("email\na@x.example\nA@X.example\n", ["line 3: a@x.example stands in line 2 already"]),
        ("email,name\na@x.example,A,B\n", ["line 2: the row has 3 fields where the header has 2"]),
        ('email,name\na@x.example,"two\nlines"\nnobody,x\n', ["line 4: 'nobody' is no e-mail address"]),
        (f"email,name\na@x.example,{'x' * 201}\n", ["line 2: name is longer than 200 characters"]),
    ],
    ids=range(10),
)
def test_a_fault_is_named_with_its_line_and_nothing_is_changed(
    rightside: Command, file: Callable[..., str], text: str, faults: list[str]
) -> None:
    code, _, said = rightside("people", "import", file(text))
    assert code == 2
    first, *lines = said.splitlines()
    assert first == "Nothing was changed:"
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(f"people.csv, {fault}")
    assert people(rightside) == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- email: [a, b]\n", "line 1: email must have one value"),
        ("- boss: a\n", "line 1: the key 'boss' means nothing"),
        ("- ana\n", "line 1: a person is a group of keys"),
        ("teams: []\n", "line 1: the file must hold a list of people"),
        ("- email: &a ana@x.example\n", "line 1:"),
        ("people:\n  - email: 'a\n", "line 2:"),
        ("", "line 1: the file is empty"),
    ],
    ids=range(7),
)
def test_a_fault_of_the_yaml_is_named_with_its_line(
    rightside: Command, file: Callable[..., str], text: str, fault: str
) -> None:
    code, _, said = rightside("people", "import", file(text, "people.yaml"))
    assert code == 2
    assert f"people.yaml, {fault}" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("email,boss\na@x.example,b\n", "has a column 'boss'; it must be one of id, name"),
        ("email,e-mail\na@x.example,b\n", "has two columns for the same thing"),
        ("email\n", "has a header and no rows"),
    ],
)
def test_what_is_no_such_table_is_one_sentence(
    rightside: Command, file: Callable[..., str], text: str, says: str
) -> None:
    code, _, said = rightside("people", "import", file(text))
    assert (code, says in said, said.count("\n")) == (2, True, 1)


def test_a_file_that_is_not_there_is_one_sentence(rightside: Command, tmp_path: Path) -> None:
    for name in ("none.csv", "none.yaml"):
        code, _, said = rightside("people", "import", str(tmp_path / name))
        assert (code, said.count("\n")) == (2, 1)
    (tmp_path / "latin.yaml").write_bytes(b"- name: Andr\xe9\n")
    assert "not UTF-8" in rightside("people", "import", str(tmp_path / "latin.yaml"))[2]


def row(line: int, **told: object) -> Role:
    return Role(**({"line": line, "id": "", "name": "", "email": "", "manager": None, "administrator": None} | told))


def test_an_address_of_two_people_asks_for_the_id() -> None:
    twins = [Person(id=each, name=each, email="t@x.example") for each in ("t1", "t2")]
    change = changed([row(2, email="t@x.example"), row(3, id="t1", manager="T@x.example")], twins)
    assert [line for line, _ in change.faults] == [2, 3]
    assert "give the id" in change.faults[0][1]
    assert changed([row(2, id="t1", manager="t2")], twins).faults == ()


def test_an_address_that_is_another_persons_is_a_fault() -> None:
    ana = Person(id="ana", name="Ana", email="Ana@x.example")
    change = changed([row(2, id="E-17", email="ana@x.example")], [ana])
    assert change.faults == ((2, "ana@x.example belongs to 'ana', not to a new person 'E-17'"),)


def test_a_circle_that_a_file_closes_is_found_and_an_older_one_left_alone() -> None:
    old = [Person(id="x", name="x", manager="y"), Person(id="y", name="y", manager="x")]
    known = [*old, Person(id="a", name="a", manager="b"), Person(id="b", name="b")]
    assert changed([row(2, id="b", administrator=True)], known).faults == ()
    (fault,) = changed([row(2, id="b", manager="a")], known).faults
    assert fault == (2, "the managers go round in a circle: b → a → b")


def test_an_address_changes_hands_within_a_file() -> None:
    known = [Person(id="a", name="a", email="a@x.example"), Person(id="b", name="b", email="b@x.example")]
    change = changed([row(2, id="a", email="new@x.example"), row(3, id="b", manager="a@x.example")], known)
    assert "is nobody" in change.faults[0][1]
    assert changed([row(2, id="a", email="new@x.example"), row(3, id="b", manager="new@x.example")], known).faults == ()


def test_forty_thousand_people_take_seconds() -> None:
    known = [Person(id=f"p{n}", name="x", email=f"p{n}@x.example") for n in range(40_000)]
    roles = [row(n + 2, email=f"p{n}@x.example", manager=f"p{n // 10}@x.example") for n in range(1, 40_000)]
    began = time.perf_counter()
    change = changed(roles, known)
    assert time.perf_counter() - began < 20
    assert (len(change.people), change.faults) == (39_999, ())
