from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from assistant.ledger.playbooks import StoredPlaybooks, StoredStories
from knowledge.drafting.stories import Act, Step, Story
from knowledge.playbook import Playbook, PlaybookPassage
from tests.contract.test_ledger import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.ports import Playbooks, Stories
    from assistant.ledger.database import Database

pytest_plugins = ("tests.postgres",)

NAMES = ["Zeta.md", "alpha.md", "été “deux”.docx", "o'hara; drop table.md", "10.md", "9.md"]


def cards(name: str = "cards.md", text: str = "Ask who signs.") -> Playbook:
    passage = PlaybookPassage(heading="Rivals: “Kornhaus”", text=text, place="line 3", serves=("budget-line", "sign"))
    return Playbook(
        name=name, passages=(passage, PlaybookPassage(heading="", text="é\n\n🍞 \u2028 end", place="page 2"))
    )


def story(by: str = "Ana", *steps: str) -> Story:
    told = tuple(Step(step=name, acts=(Act(did="They signed", sign="a 'nod'"),), back=("Löst",)) for name in steps)
    return Story(interview=1, told_by=by, role="seller", consent=True, on=date(2026, 3, 2), purchase="🍞", steps=told)


@pytest.fixture
def playbooks(database: Database) -> StoredPlaybooks:
    return StoredPlaybooks(database)


@pytest.fixture
def stories(database: Database) -> StoredStories:
    return StoredStories(database)


def save(playbooks: Playbooks, organisation: str, *some: Playbook, process: str = "buying") -> None:
    for each in some:
        playbooks.save(organisation, process, each, by="ana", at=AT)


def test_the_adapters_fit_the_ports(database: Database) -> None:
    ports: tuple[Playbooks, Stories] = (StoredPlaybooks(database), StoredStories(database))
    assert (ports[0].of("nobody", "buying"), ports[1].all("nobody")) == ((), ())


def test_a_playbook_comes_back_exactly(playbooks: StoredPlaybooks, organisation: str) -> None:
    save(playbooks, organisation, cards())
    assert playbooks.of(organisation, "buying") == (cards(),)
    assert playbooks.of(organisation, "buying")[0].digest == cards().digest


def test_a_playbook_of_the_same_name_takes_its_place(
    database: Database, playbooks: StoredPlaybooks, organisation: str
) -> None:
    save(playbooks, organisation, cards())
    playbooks.save(organisation, "buying", cards(text="Ask when."), by="ben", at=AT)
    assert playbooks.of(organisation, "buying") == (cards(text="Ask when."),)
    query = text("SELECT kept_by FROM playbooks WHERE organisation = :o")
    with database.reading() as connection:
        assert list(connection.scalars(query, {"o": organisation})) == ["ben"]


def test_playbooks_come_by_name_alike_in_every_database(playbooks: StoredPlaybooks, organisation: str) -> None:
    save(playbooks, organisation, *(cards(name) for name in NAMES))
    assert [each.name for each in playbooks.of(organisation, "buying")] == sorted(NAMES)


def test_playbooks_of_processes_and_organisations_stay_apart(
    playbooks: StoredPlaybooks, organisation: str, new_organisation: Callable[[], str]
) -> None:
    other = new_organisation()
    save(playbooks, organisation, cards())
    save(playbooks, organisation, cards(text="Ask when."), process="selling")
    save(playbooks, other, cards(text="Ask why."))
    assert playbooks.of(other, "selling") == ()
    assert not playbooks.remove(other, "selling", "cards.md")
    assert playbooks.remove(organisation, "buying", "cards.md")
    assert playbooks.of(organisation, "buying") == ()
    assert playbooks.of(organisation, "selling") == (cards(text="Ask when."),)
    assert playbooks.of(other, "buying") == (cards(text="Ask why."),)


def test_removing_says_whether_there_was_one(playbooks: StoredPlaybooks, organisation: str) -> None:
    save(playbooks, organisation, cards(), cards("more.md"))
    assert [playbooks.remove(organisation, "buying", "cards.md") for _ in range(2)] == [True, False]
    assert [each.name for each in playbooks.of(organisation, "buying")] == ["more.md"]


def test_playbooks_saved_at_once_are_all_kept(playbooks: StoredPlaybooks, organisation: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: save(playbooks, organisation, cards(f"{number % 3}.md")), range(12)))
    assert [each.name for each in playbooks.of(organisation, "buying")] == ["0.md", "1.md", "2.md"]


def test_a_story_comes_back_exactly(stories: StoredStories, organisation: str) -> None:
    stories.save(organisation, "abc", story("Ana", "Look", "Decide"))
    assert stories.all(organisation) == (("abc", story("Ana", "Look", "Decide")),)


def test_what_is_told_further_takes_the_place_of_what_was_told(stories: StoredStories, organisation: str) -> None:
    for steps in (["Look"], ["Look", "Decide"]):
        stories.save(organisation, "abc", story("Ana", *steps))
    assert [len(each.steps) for _, each in stories.all(organisation)] == [2]


def test_stories_come_by_id_and_of_this_organisation(
    stories: StoredStories, organisation: str, new_organisation: Callable[[], str]
) -> None:
    other = new_organisation()
    for name in ("b", "10", "9", "B", "a"):
        stories.save(organisation, name, story(f"Teller {name}"))
    stories.save(other, "a", story("Somebody else"))
    assert [name for name, _ in stories.all(organisation)] == ["10", "9", "B", "a", "b"]
    assert [each.told_by for _, each in stories.all(other)] == ["Somebody else"]


def test_forgetting_erases_one_and_says_whether_there_was_one(
    stories: StoredStories, organisation: str, new_organisation: Callable[[], str]
) -> None:
    other = new_organisation()
    for owner, name in ((organisation, "a"), (organisation, "b"), (other, "a")):
        stories.save(owner, name, story(owner))
    assert [stories.forget(organisation, "a") for _ in range(2)] == [True, False]
    assert not stories.forget(new_organisation(), "b")
    assert [name for name, _ in stories.all(organisation)] == ["b"]
    assert [name for name, _ in stories.all(other)] == ["a"]
