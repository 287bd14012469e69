"""The processes that ship stand on the customer's side, and say each thing once."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from rapidfuzz import fuzz

from knowledge.library import choose, shipped
from knowledge.process_file import schema

if TYPE_CHECKING:
    from knowledge.process import Process

SHIPPED = {process.id: (process, text) for process, text in shipped()}
GENERAL = SHIPPED["general-purchase"][0]
CUSTOMER = re.compile(
    r"(A|An|The) (customer|person who can release the money|authorised person at the customer|user|payer"
    r"|decider|budget holder|head of another department|people for whom it was bought|users or sites)\b"
)
MOST_ALIKE = 80
FEELINGS = re.compile(r"\b(happy|excited|interested|likes?|loves?|feels?|understands?|believes?|comfortable)\b")


@pytest.fixture(params=sorted(SHIPPED))
def process(request: pytest.FixtureRequest) -> Process:
    return SHIPPED[request.param][0]


def test_what_ships() -> None:
    assert sorted(SHIPPED) == ["general-purchase", "renewal-expansion", "two-person-purchase"]
    assert len(GENERAL.stages) == 7
    assert not GENERAL.applies_to
    assert GENERAL.contract == "contract-signed"
    assert len(SHIPPED["two-person-purchase"][0].stages) == 4


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_file_names_its_schema_and_keeps_to_it(name: str) -> None:
    text = SHIPPED[name][1]
    assert text.startswith("# yaml-language-server: $schema=../process.schema.json\n")
    jsonschema.validate(yaml.safe_load(text), schema())


@pytest.mark.parametrize(
    ("attributes", "chosen"),
    [
        ({}, "general-purchase"),
        ({"segment": "enterprise"}, "general-purchase"),
        ({"segment": "Small"}, "general-purchase"),
        ({"segment": "Small", "type": "New Business"}, "two-person-purchase"),
        ({"segment": "Small", "type": "Existing Customer - Upgrade"}, "renewal-expansion"),
        ({"type": "Existing Business"}, "renewal-expansion"),
    ],
)
def test_each_is_chosen_for_its_deals(attributes: dict[str, str], chosen: str) -> None:
    assert choose([process for process, _ in shipped()], attributes).id == chosen


def test_every_outcome_can_be_recognised_asked_for_and_told_from_a_wish(process: Process) -> None:
    for outcome in process.outcomes.values():
        assert len(outcome.evidence) >= 2, outcome.id
        assert len(outcome.surrogates) >= 2, outcome.id
        assert outcome.not_evidence, outcome.id
        assert outcome.ask, outcome.id
        assert outcome.ask.endswith("?"), outcome.id


def test_the_customer_is_the_subject_of_every_outcome(process: Process) -> None:
    for outcome in process.outcomes.values():
        assert CUSTOMER.match(outcome.statement), outcome.statement
        assert not FEELINGS.search(outcome.statement), outcome.statement


def test_every_stage_is_complete(process: Process) -> None:
    for stage in process.stages:
        assert 2 <= len(stage.gates) <= 4, stage.id
        assert stage.customer_goal, stage.id
        assert stage.seller_step, stage.id
        assert stage.typical_days, stage.id
        assert stage.crm_stages, stage.id
        advanced = {outcome for action in stage.seller_actions for outcome in action.advances}
        reversed_ = {outcome for signal in stage.backward_signals for outcome in signal.reverses}
        inside = {outcome.id for outcome in stage.outcomes}
        assert advanced == inside, stage.id
        assert reversed_ == inside, stage.id


def test_the_contract_is_a_gate_before_the_last_stage(process: Process) -> None:
    assert process.contract is not None
    assert process.outcomes[process.contract].gate
    assert process.stage_of[process.contract] is process.stages[-2]


def test_a_crm_stage_belongs_to_one_stage(process: Process) -> None:
    names = [name.casefold() for stage in process.stages for name in stage.crm_stages]
    assert len(names) == len(set(names))
    assert {"prospecting", "engaging", "qualification", "proposal", "negotiation", "won"} <= set(names)


def test_a_crm_stage_that_is_won_stands_after_the_contract(process: Process) -> None:
    assert "Won" in process.stages[-1].crm_stages


def test_no_two_texts_say_the_same(process: Process) -> None:
    asked = [outcome.ask or "" for outcome in process.outcomes.values()]
    said = [text for outcome in process.outcomes.values() for text in (outcome.statement, *outcome.surrogates)]
    said += [signal.signal for stage in process.stages for signal in stage.backward_signals]
    pairs = [pair for texts in (asked, said) for pair in combinations(texts, 2)]
    alike = [pair for pair in pairs if fuzz.token_sort_ratio(*pair) > MOST_ALIKE]
    assert not alike


def test_surrogates_and_signals_are_short_sentences(process: Process) -> None:
    texts = [text for outcome in process.outcomes.values() for text in (outcome.statement, *outcome.surrogates)]
    texts += [signal.signal for stage in process.stages for signal in stage.backward_signals]
    for text in texts:
        assert 4 <= len(text.split()) <= 22, text
        assert text[0].isupper(), text
        assert not text.endswith("."), text
