"""Answers from the definitions alone, each with its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.bootstrap.readers import build_comparison, build_own_embedding
from assistant.coaching.ask import ask
from assistant.errors import PersonError
from evals.desks import bare_desk
from knowledge.askable import Askable
from knowledge.library import shipped
from tests.builders import bakery
from tests.fake_search import FakeSearch

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from knowledge.process import Process

EMBED = build_own_embedding()
ASKABLE = Askable(build_comparison())


class _Published:
    """The port's one method that asking needs."""

    def __init__(self, *processes: Process) -> None:
        self._processes = processes

    def newest(self, organisation: str) -> tuple[Process, ...]:
        return self._processes if organisation == "org" else ()


def _desk(*processes: Process) -> Desk:
    search = FakeSearch(EMBED)
    for process in processes:
        search.index("org", process)
    return bare_desk(search=search, processes=_Published(*processes), askable=ASKABLE)


def _told(reply: Reply) -> str:
    return "\n".join(f"{each.text} {each.citation}" for each in reply.sentences)


def test_what_counts_as_proof() -> None:
    told = _told(ask(_desk(bakery()), "org", "What counts as proof of the budget?"))
    assert "Counts as proof: mail from the owner. [outcome budget-opened, version 1]" in told
    assert "Only a sign of it: The bank asks for an offer." in told
    assert "Takes it back: The owner spends the money elsewhere." in told
    assert "reconfirmed after 60 days" in told


def test_how_to_earn_it_names_the_seller_action_first() -> None:
    reply = ask(_desk(bakery()), "org", "How do I get the owner to open a budget?")
    assert reply.sentences[0].citation == "[seller action cost-sheet, version 1]"
    assert "to gain agreement" in reply.sentences[0].text


def test_a_stage_is_told_by_what_ends_it() -> None:
    told = _told(ask(_desk(bakery()), "org", "pick one of three ovens?"))
    assert "Choose an oven" in told
    assert "It ends when: The bakers bake a test batch [outcome test-bake, version 1]" in told


def test_what_the_process_does_not_say_is_said() -> None:
    reply = ask(_desk(bakery()), "org", "How tall is the Eiffel tower?")
    assert reply.sentences[0].text.startswith("The process does not say")
    assert all(each.citation for each in reply.sentences[1:])


def test_the_process_that_fits_any_deal_answers_first() -> None:
    processes = [process for process, _ in shipped()]
    reply = ask(_desk(*processes), "org", "What counts as proof that the contract is signed?")
    general = next(process for process in processes if not process.applies_to)
    assert reply.sentences[0].citation.split()[1].rstrip(",") in general.outcomes


def test_one_process_alone_can_be_asked() -> None:
    processes = {process.id: process for process, _ in shipped()}
    renewal = processes["renewal-expansion"]
    assert "renewal-signed" in _told(ask(_desk(*processes.values()), "org", "Is the renewal signed?", renewal))


def test_without_a_process_there_is_nothing_to_ask() -> None:
    with pytest.raises(PersonError, match="No process is published"):
        ask(_desk(), "nobody", "What counts as proof?")
