"""Several purchases as they were told, lined up: what they share becomes the draft, what one alone tells a question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.drafting.draft_file import written
from knowledge.drafting.stories import Act, Step, Story, lined_up
from knowledge.embedding import PackagedEmbedding
from knowledge.process_file import parse

EMBED = PackagedEmbedding()


def story(by: str, *steps: tuple[str, list[Act], list[str]]) -> Story:
    told = tuple(Step(step=name, acts=tuple(acts), back=tuple(back)) for name, acts, back in steps)
    return Story(interview=1, told_by=by, consent=True, on=date(2026, 11, 2), purchase="an optical sorter", steps=told)


def act(did: str, known_by: str = "", sign: str = "") -> Act:
    return Act(did=did, known_by=known_by, sign=sign)


COUNTED = act("The packhouse manager counted the rejects of a week", "his tally sheet", "he asked for gloves")
VISITED = act("Two growers visited a packhouse that has the machine", "the visitors' book")
LOAN = act("The cooperative's bank approved the loan", "the bank's letter", "they asked for our offer in one sum")
ANA = story(
    "Ana",
    ("Find out what the hand sorting costs", [COUNTED], []),
    ("Compare the machines", [VISITED], []),
    ("Get the money", [LOAN], ["The bank wants a second guarantor"]),
)
BEN = story(
    "Ben",
    (
        "Find out what sorting by hand costs",
        [act("The manager of the packhouse counted a week's rejects", "a spreadsheet")],
        [],
    ),
    ("Get the money", [act("Their bank approved a loan for the machine", "the bank's letter")], []),
    ("Sign", [act("The chair signed the order"), act("Their lawyer struck out a clause")], []),
)


def test_what_stories_share_becomes_stages_outcomes_signs_and_ways_back() -> None:
    made = lined_up([ANA, BEN], EMBED)
    assert [stage.name for stage in made.stages] == ["Find out what the hand sorting costs", "Get the money"]
    counted, approved = (each for stage in made.stages for each in stage.outcomes)
    assert counted.statement == "The packhouse manager counted the rejects of a week"
    assert counted.evidence == ["his tally sheet", "a spreadsheet"]
    assert counted.surrogates == ["he asked for gloves"]
    assert [each.source for each in approved.references] == ["the story of Ana", "the story of Ben"]
    assert approved.evidence == ["the bank's letter"]
    (signal,) = made.stages[1].signals
    assert (signal.signal, signal.reverses) == ("The bank wants a second guarantor", approved.statement)
    assert sum("does it belong?" in each for each in made.questions) == 3
    process = parse(written(made, "Sorter", made="from stories"), "draft.yaml")
    assert len(process.outcomes) == 2
    assert process.stages[1].backward_signals


def test_one_story_alone_is_drafted_whole() -> None:
    made = lined_up([ANA], EMBED)
    assert [len(stage.outcomes) for stage in made.stages] == [1, 1, 1]
    assert made.questions == ()


def test_who_did_it_stands_in_front() -> None:
    told = story("Cy", ("Decide", [Act(did="they chose the red one", who="the head grower")], []))
    assert lined_up([told], EMBED).stages[0].outcomes[0].statement == "The head grower chose the red one"


def test_a_story_without_acts_gets_a_sentence() -> None:
    with pytest.raises(ValueError, match="anything that a customer did"):
        lined_up([story("Di", ("Think", [], []))], EMBED)


@pytest.mark.parametrize("change", [{"consent": False}, {"interview": 2}, {"told_by": ""}, {"extra": 1}])
def test_no_story_is_read_without_consent_or_in_another_form(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Story.model_validate(ANA.model_dump(mode="json") | change)


WORDS = st.sampled_from(["The board met", "Their bank said yes", 'He signed: the "order"', "x", "они подписали"])
STEPS = st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=2)), max_size=3)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=3))
def test_whatever_is_told_makes_a_valid_file(told: list[list[tuple[str, list[str], list[str]]]]) -> None:
    stories = [
        story(f"N{number}", *((name, [Act(did=did) for did in acts], back) for name, acts, back in steps))
        for number, steps in enumerate(told)
    ]
    acts = {act.did for each in stories for step in each.steps for act in step.acts}
    if not acts:
        return
    made = lined_up(stories, EMBED)
    quotes = {each.quote for stage in made.stages for outcome in stage.outcomes for each in outcome.references}
    assert quotes <= acts
    assert parse(written(made, "x", made="from stories"), "draft.yaml").stages
