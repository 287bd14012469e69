"""What differs between two versions, in words: every change is told, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import content_digest, shipped
from knowledge.process import Process
from knowledge.versions import differences
from tests.builders import bakery

if TYPE_CHECKING:
    from collections.abc import Callable

Data = dict[str, Any]


def changed(change: Callable[[Data], object]) -> Process:
    data = bakery().model_dump(mode="json")
    change(data)
    return Process.model_validate(data)


def outcome(data: Data, number: int = 0) -> Data:
    found: Data = data["stages"][0]["outcomes"][number]
    return found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(name="Ovens"), "called “Ovens” now"),
        (lambda d: d.update(contract="test-bake"), "contract is test-bake now, before order-signed"),
        (lambda d: d.update(applies_to={"segment": ["small"], "amount": {"min": 5}}), "segment small; amount from 5"),
        (lambda d: d["stages"].reverse(), "another order: buy, choose, want"),
        (lambda d: d["stages"][0].update(name="Want it"), "Stage want is called “Want it” now"),
        (lambda d: d["stages"][0].update(typical_days=9), "Stage want: its typical days is 9 now"),
        (lambda d: d["stages"][0].update(crm_stages=["Lead"]), "new as CRM stage: Lead"),
        (lambda d: outcome(d).update(gate=False), "Outcome problem-stated is no gate any more"),
        (lambda d: outcome(d, 2).update(gate=True), "Outcome site-shown became a gate"),
        (lambda d: outcome(d).update(statement="They say it"), "is worded “They say it” now, before “The head baker"),
        (lambda d: outcome(d).update(evidence=["a letter"]), "proof no more: a message from the head baker"),
        (lambda d: outcome(d).update(surrogates=["A", "They count spoiled loaves"]), "new as sign: A"),
        (lambda d: outcome(d).update(not_evidence=[]), "no proof no more: our own estimate"),
        (lambda d: outcome(d).update(ask=None), "its question is none now"),
        (lambda d: outcome(d, 1).update(reconfirm_after_days=7), "reconfirmed after 7 days now"),
        (
            lambda d: d["stages"][1]["outcomes"].append(d["stages"][0]["outcomes"].pop(2)),
            "Outcome site-shown moved from want to choose",
        ),
        (
            lambda d: d["stages"][0]["outcomes"].append({"id": "new", "statement": "They call"}),
            "Outcome new (“They call”) is new of want",
        ),
        (lambda d: d["stages"][0]["seller_actions"].pop(), "Seller action cost-sheet (“Fill in"),
        (lambda d: d["stages"][0]["seller_actions"][0].update(purpose="facilitate"), "to facilitate now"),
        (lambda d: d["stages"][0]["backward_signals"][0].update(signal="Gone"), "worded “Gone” now"),
        (
            lambda d: d["stages"][0]["backward_signals"][0].update(reverses=["site-shown"]),
            "Backward signal budget-gone reverses site-shown now, before budget-opened",
        ),
    ],
)
def test_a_change_is_told_in_words(change: Callable[[Data], object], words: str) -> None:
    told = differences(bakery(), changed(change))
    assert any(words in each for each in told), told


def test_the_same_content_differs_in_nothing() -> None:
    for process, _ in shipped():
        assert differences(process, process.model_copy(update={"version": 7})) == []


PLACES = [
    ("name",),
    ("contract",),
    ("stages", 0, "name"),
    ("stages", 0, "customer_goal"),
    ("stages", 0, "seller_step"),
    ("stages", 0, "typical_days"),
    ("stages", 0, "crm_stages"),
    ("stages", 0, "outcomes", 0, "statement"),
    ("stages", 0, "outcomes", 0, "gate"),
    ("stages", 0, "outcomes", 0, "evidence"),
    ("stages", 0, "outcomes", 0, "surrogates"),
    ("stages", 0, "outcomes", 0, "not_evidence"),
    ("stages", 0, "outcomes", 0, "ask"),
    ("stages", 0, "outcomes", 0, "reconfirm_after_days"),
    ("stages", 0, "seller_actions", 0, "action"),
    ("stages", 0, "seller_actions", 0, "purpose"),
    ("stages", 0, "seller_actions", 0, "advances"),
    ("stages", 0, "backward_signals", 0, "signal"),
    ("stages", 0, "backward_signals", 0, "reverses"),
]
VALUES: dict[str, list[Any]] = {
    "contract": ["test-bake", None],
    "typical_days": [None, 1],
    "crm_stages": [[], ["A", "B"]],
    "gate": [False],
    "evidence": [[], ["A", "B"]],
    "surrogates": [[], ["A"]],
    "not_evidence": [[], ["A"]],
    "reconfirm_after_days": [3],
    "purpose": ["facilitate"],
    "advances": [["site-shown"], ["problem-stated", "site-shown"]],
    "reverses": [["site-shown"]],
}


@given(st.sampled_from(PLACES), st.data())
def test_whatever_changes_the_content_is_told(place: tuple[Any, ...], data: st.DataObject) -> None:
    values = VALUES.get(place[-1], ["Another text"])

    def change(process: Data) -> None:
        at: Any = process
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = data.draw(st.sampled_from(values))

    after = changed(change)
    assert (differences(bakery(), after) == []) == (content_digest(bakery()) == content_digest(after))


def test_an_outcome_that_is_new_or_gone_is_named() -> None:
    (renamed, _) = shipped()[0]
    told = differences(bakery(), renamed)
    assert sum("is gone" in each for each in told) == 3 + 5 + 4 + 2 - 1  # one name is kept
    assert sum("is new" in each for each in told) >= len(renamed.outcomes) + len(renamed.stages)
