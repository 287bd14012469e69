"""A draft with a model: only what stands in the document is kept, and a piece without an answer is read by rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language_model.chat import ChatModel
from assistant.terminal.asking import asker
from knowledge.drafting.draft import Source, Told, draft, references
from knowledge.drafting.draft_file import written
from knowledge.drafting.with_model import PIECE, FoundInPiece, ModelFinder
from knowledge.embedding import PackagedEmbedding
from knowledge.process_file import parse
from tests.openai_server import answers, malformed, says, scripted_openai, status

if TYPE_CHECKING:
    from tests.openai_server import Request

EMBED = PackagedEmbedding()
TEXT = """# Playbook
## Stage 1: Qualify
We want the money question settled, in writing, by whoever holds the purse on their side.
## Stage 2: Close
Get the contract signed by the board. If the sponsor leaves, start over.
"""
MONEY = "We want the money question settled, in writing, by whoever holds the purse on their side."


def source(text: str = TEXT) -> Source:
    return Source("play.md", text, lambda at: f"line {text.count(chr(10), 0, at) + 1}")


def found(*items: dict[str, Any]) -> str:
    return json.dumps({"found": [{"kind": "outcome", "proof": None} | each for each in items]})


GOOD = found(
    {
        "quote": MONEY,
        "statement": "The customer's budget holder confirms the budget in writing.",
        "proof": "in writing",
    },
    {"quote": "If the sponsor leaves", "statement": "The sponsor leaves", "kind": "way_back"},
    {"quote": "The CEO sends a letter", "statement": "The CEO sends a letter"},
)


def finder_on(url: str) -> ModelFinder:
    return ModelFinder(
        asker(ChatModel("scripted", base_url=url, api_key="k", timeout=10)), told=lambda _done, _of: None
    )


def test_what_a_model_finds_is_drafted_with_its_reference_and_what_it_invents_is_not() -> None:
    with scripted_openai([says(GOOD)]) as server:
        finder = finder_on(server.url)
        made = draft([source()], EMBED, finder)
        rules, text = server.requests[0].system, server.requests[0].user
    outcomes = [each for stage in made.stages for each in stage.outcomes]
    assert [(each.statement, each.evidence) for each in outcomes] == [
        ("The customer's budget holder confirms the budget in writing", ["in writing"])
    ]
    assert outcomes[0].references[0].place == "line 3"
    assert outcomes[0].turned_from == MONEY
    assert (finder.invented, finder.unread) == (1, 0)
    assert all(each.quote in TEXT for each in references(made))
    assert parse(written(made, "Play", made="worded by a model"), "draft.yaml").outcomes
    assert MONEY in text
    assert MONEY not in rules


@pytest.mark.parametrize("answer", [malformed(), status(500), status(401)])
def test_a_piece_without_an_answer_is_read_by_the_rules(answer: Any) -> None:
    with scripted_openai([answer]) as server:
        finder = finder_on(server.url)
        made = draft([source()], EMBED, finder)
    assert finder.unread == 1
    assert [each.statement for stage in made.stages for each in stage.outcomes] == ["The board signs the contract"]


def test_a_long_playbook_is_read_in_pieces_of_bounded_size() -> None:
    long = "\n".join(f"## Chapter {number}\n" + "We call and we log it. " * 120 for number in range(8)) + TEXT

    def reply(request: Request) -> str:
        return (
            found({"quote": MONEY, "statement": "The budget holder confirms it"}) if MONEY in request.user else found()
        )

    with scripted_openai([answers(reply)]) as server:
        seen: list[tuple[int, int]] = []
        asked = asker(ChatModel("scripted", base_url=server.url, api_key="k", timeout=10))
        made = draft([source(long)], EMBED, ModelFinder(asked, told=lambda done, of: seen.append((done, of))))
        assert all(len(each.user) < PIECE + 200 for each in server.requests)
        assert seen[-1] == (len(server.requests), len(server.requests))
        assert len(server.requests) > len(long) / PIECE
    assert [each.quote for each in references(made)] == [MONEY]


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab. \n#", max_size=60),
    st.lists(st.tuples(st.text(alphabet="ab. \n", max_size=20), st.text(max_size=20)), max_size=4),
)
def test_whatever_a_model_says_each_quote_stands_where_it_is_said_to(text: str, said: list[tuple[str, str]]) -> None:
    def model(_system: str, _user: str, form: type[FoundInPiece]) -> FoundInPiece:
        return form.model_validate(
            {"found": [{"kind": "outcome", "quote": quote, "statement": statement} for quote, statement in said]}
        )

    whole: list[Told] = list(ModelFinder(model, told=lambda _done, _of: None)(source(text)))  # type: ignore[arg-type]
    assert all(text[each.start : each.end] in [quote.strip() for quote, _ in said] for each in whole)
    assert len({(each.start, each.end) for each in whole}) == len(whole)
