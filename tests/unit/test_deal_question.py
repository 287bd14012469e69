"""Open questions about a deal: from its ledger, the definition and the playbooks, and nothing a model adds to them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.bootstrap.readers import build_comparison, build_own_embedding
from assistant.coaching.case import opened
from assistant.coaching.coach import Coach
from assistant.coaching.deal_question import SILENT, UNHEARD, about_them, answered
from assistant.coaching.phrasing import Sentence
from assistant.coaching.playbooks import keep
from assistant.coaching.publishing import publish
from assistant.coaching.strictness import borne
from assistant.deals.observation import Grade, Verdict
from assistant.language_model.chat import ChatModel
from knowledge.askable import Askable
from knowledge.drafting.draft import Source
from knowledge.playbook import playbook
from tests.builders import DEALS, NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fake_search import FakeSearch
from tests.openai_server import says, scripted_openai, status
from tests.unit.test_recap import entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database
    from tests.openai_server import Behaviour, ScriptedServer

LEDGER = (
    entry("budget-opened", "Priya Nair, their owner, wrote that she set aside 40,000", Grade.SURROGATE),
    entry("problem-stated", "“every fifth loaf is burnt”, the head baker", days=20),
    entry("test-bake", "the bakers wait until May", verdict=Verdict.NOT_YET, days=3),
)


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    desk = replace(
        desk_on(database, org, None, bakery()),  # type: ignore[arg-type]  # nothing is read
        search=FakeSearch(build_own_embedding()),
        askable=Askable(build_comparison()),
    )
    publish(desk, org, bakery(), "", by="test", at=NOW)
    desk.search.index(org, bakery())
    return desk


def ask(desk: Desk, org: str, question: str) -> Reply:
    return answered(desk, org, opened(DEALS[0], bakery(), LEDGER, NOW.date()), question)


def told(reply: Reply) -> str:
    return "\n".join(f"{each.text} {each.citation}" for each in reply.sentences)


def test_the_ledger_then_what_to_do(desk: Desk, org: str) -> None:
    reply = ask(desk, org, "How do I win over their owner on the budget?")
    assert reply.deal is not None
    said = told(reply)
    assert "The owner opens a budget for the oven: likely, by a sign of it. “Priya Nair, their owner" in said
    assert "Fill in a cost sheet with the owner (to gain agreement). [seller action cost-sheet, version 1]" in said
    assert all(each.citation for each in reply.sentences)


def test_what_the_ledger_does_not_hold_is_said(desk: Desk, org: str) -> None:
    reply = ask(desk, org, "How do I get them to sign the order?")
    assert reply.sentences[0].text == UNHEARD
    assert "Agree the day of signing" in told(reply)


def test_what_neither_knows_is_said(desk: Desk, org: str) -> None:
    assert ask(desk, org, "How tall is the Eiffel tower?").sentences[0].text == SILENT


def test_proof_asked_for_a_deal_comes_with_the_definition(desk: Desk, org: str) -> None:
    said = told(ask(desk, org, "What counts as proof of the budget at Old Mill Bakery?"))
    assert "Counts as proof: mail from the owner." in said
    assert "likely, by a sign of it" in said


def test_a_playbook_helps(desk: Desk, org: str) -> None:
    text = "# Talking to an owner about the budget\n\nBring the burnt loaves along.\n"
    keep(desk, org, bakery(), playbook(Source("owners.md", text, lambda _: "line 1")), by="test", at=NOW)
    assert "Talking to an owner about the budget" in told(
        ask(desk, org, "How do I talk to the owner about the budget?")
    )


@pytest.mark.parametrize(
    ("question", "theirs"),
    [
        ("How do I win over their CFO?", True),
        ("what did they say about the budget?", True),
        ("What counts as proof of budget?", False),
        ("does it count when they say yes?", False),
        ("how do I get a budget opened?", False),
    ],
)
def test_which_questions_are_about_the_customer(question: str, theirs: bool) -> None:
    assert about_them(question) is theirs


def test_a_conversation_routes_questions_to_its_deal(desk: Desk, org: str) -> None:
    desk.ledger.append(org, "D1", LEDGER, process=bakery())
    coach = Coach(desk)
    named = coach.reply(message(org, "How do I get the budget at Old Mill Bakery?"))
    assert (named.deal and named.deal.id, "40,000" in told(named)) == ("D1", True)
    theirs = coach.reply(message(org, "how do I win over their owner?"))
    assert theirs.deal is not None
    assert coach.reply(message(org, "what counts as proof of the budget?")).deal is None
    assert coach.reply(message(org, "how do I win over their owner?", conversation="new")).deal is None


@contextmanager
def modelled(desk: Desk, *script: Behaviour) -> Iterator[tuple[Desk, ScriptedServer]]:
    with scripted_openai(script) as server:
        chat = ChatModel("any", base_url=server.url, api_key="key", timeout=10)
        try:
            yield replace(desk, chat=chat), server
        finally:
            chat.close()


def phrased(*sentences: tuple[str, str]) -> Behaviour:
    return says(
        json.dumps({"answered": True, "sentences": [{"text": text, "citations": [mark]} for text, mark in sentences]})
    )


def test_a_models_sentences_are_kept_where_all_of_them_stands(desk: Desk, org: str) -> None:
    good = "A sign only: Priya Nair, their owner, set aside 40,000."
    with modelled(desk, phrased((good, "[ledger 1]"))) as (asking, server):
        reply = ask(asking, org, "What about the owner's budget?")
    assert [each.text for each in reply.sentences] == [good]
    assert reply.sentences[0].citation.startswith("“Priya Nair, their owner, wrote")
    assert "[ledger 1] A sign only: The owner opens a budget for the oven (2026-03-10)." in server.requests[0].system


@pytest.mark.parametrize(
    "invented",
    [
        "Priya Nair, their owner, set aside 60,000.",
        "Zoltan wrote that the owner set aside 40,000.",
        "zoltan, their owner, set aside 40,000 for the oven, a sign only.",
        "A sign only: their owner set aside 40,000 yesterday.",
        "A sign only: their owner set aside 40,000 in June.",
        "A sign only: their owner set aside forty thousand twice.",
        "The owner opens a budget for the oven.",
        "A sign only: the owner never opens a budget for the oven.",
    ],
)
def test_what_a_model_adds_never_arrives(desk: Desk, org: str, invented: str) -> None:
    plain = ask(desk, org, "What about the owner's budget?")
    with modelled(desk, phrased((invented, "[ledger 1]"))) as (asking, _):
        assert invented not in told(ask(asking, org, "What about the owner's budget, Zoltan?"))
        assert ask(asking, org, "What about the owner's budget?") == plain


def test_without_an_answer_the_plain_words_are_told(desk: Desk, org: str) -> None:
    plain = ask(desk, org, "What about the owner's budget?")
    with modelled(desk, says('{"answered": false}')) as (asking, _):
        assert ask(asking, org, "What about the owner's budget?") == plain
    with modelled(desk, status(401)) as (asking, _):
        reply = ask(asking, org, "What about the owner's budget?")
    assert reply.sentences == plain.sentences
    assert reply.notice
    assert reply.notice.endswith("own words.")


FACT, REFUSED = "The owner opens a budget (2026-03-01). “we opened it”", "Proved: They need no second offer."


@pytest.mark.parametrize(
    ("text", "line", "kept"),
    [
        ("The owner opens a budget.", f"Proved: {FACT}", True),
        ("The owner opens no budget.", f"Proved: {FACT}", False),
        ("They need no second offer.", REFUSED, True),
        ("They need a second offer.", REFUSED, False),
        ("The owner opens a budget.", f"Claimed only: {FACT}", False),
        ("It is only claimed that the owner opens a budget.", f"Claimed only: {FACT}", True),
        ("The owner opens a budget.", f"Not yet: {FACT}", False),
        ("The owner opens no budget.", f"Not yet: {FACT}", True),
        ("The owner's budget was taken back.", f"Taken back: {FACT}", True),
        ("The owner opens no budget.", f"Taken back: {FACT}", False),
        ("The owner opens a budget, earlier.", f"Earlier: {FACT}", True),
        ("It is only claimed that the owner opens no budget.", f"Claimed only: {FACT}", False),
        ("The owner opens no budget.", f"Unknown: {FACT}", False),
        ("Unknown: the owner opens a budget.", f"Unknown: {FACT}", True),
        ("The owner opens a budget only.", f"Claimed only: {FACT}", False),
        ("The owner opened a budget once.", f"Proved once: {FACT}", True),
        ("The owner opens a budget.", f"Disputed: {FACT}", False),
        ("There is a sign that the owner opens a budget.", f"A sign only: {FACT}", True),
    ],
)
def test_a_sentence_says_it_the_same_way_round(text: str, line: str, kept: bool) -> None:
    assert borne({"[ledger 1]": line}, Sentence(text=text, citations=["[ledger 1]"])) is kept


def test_a_definition_also_says_what_does_not_count() -> None:
    mark = "[outcome budget-opened, version 1]"
    material = {mark: "The owner opens a budget. Does not count: our own estimate."}
    assert borne(material, Sentence(text="The owner opens a budget.", citations=[mark]))
    assert borne(material, Sentence(text="Our own estimate does not count.", citations=[mark]))
    assert not borne(material, Sentence(text="Our own estimate counts.", citations=[mark]))
