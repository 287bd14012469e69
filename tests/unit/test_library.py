"""Which process is a deal's own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import (
    NoProcessAppliesError,
    ProcessChoiceError,
    SeveralProcessesApplyError,
    choose,
    content_digest,
    explain,
    shipped,
)
from knowledge.process import Outcome, Process, Range, Stage

STAGE = Stage(id="plan", name="Plan", outcomes=(Outcome(id="ordered", statement="They order", gate=True),))


def process(name: str, **applies_to: object) -> Process:
    return Process.model_validate(
        {"id": name, "name": name, "version": 1, "stages": (STAGE,), "applies_to": applies_to}
    )


@pytest.mark.parametrize(
    ("condition", "value", "matches"),
    [
        (("hospital", "clinic"), "Clinic ", True),
        (("hospital",), "hospitals", False),
        ("EU*", "eu-west", True),
        ("EU*", "E", False),
        (("EU*", "UK"), "Europe", True),
        ("*", "anything", True),
        ("*", "", False),
        ("hospital", "HOSPITAL", True),
        ((12,), 12.0, True),
        ((12,), " 12 ", True),
        (("12",), 12, True),
        (("12",), "12.0", True),
        ((True,), "TRUE", True),
        ((1,), True, False),
        (Range(min=10, max=20), 10, True),
        (Range(min=10, max=20), "20.0", True),
        (Range(min=10, max=20), Decimal("20.01"), False),
        (Range(min=10), 9.99, False),
        (Range(max=10), -5, True),
        (Range(min=10), "many", False),
        (Range(min=0), True, False),
        (Range(min=0), float("nan"), False),
        (Range(min=0), 10**400, False),
        (Range(min=0), "1_000", False),
        (Range(min=0), [1], False),
        (("x",), None, False),
        (("x",), "  ", False),
    ],
)
def test_one_condition(condition: object, value: object, matches: bool) -> None:
    ((_, judged, _),) = explain([process("p", key=condition)], {"key": value})
    assert judged is matches


def test_the_process_with_the_most_matching_keys_is_chosen() -> None:
    general, one = process("general"), process("one", industry=["hospital"])
    two = process("two", industry=["hospital"], amount=Range(min=100))
    everything = [general, one, two]
    assert choose(everything, {"industry": "Hospital", "amount": "250"}) is two
    assert choose(everything, {"industry": "Hospital", "amount": 50}) is one
    assert choose(everything, {"INDUSTRY": "hospital"}) is one
    assert choose(everything, {}) is general


def test_no_process_applies() -> None:
    only = process("only", region=["north"])
    with pytest.raises(NoProcessAppliesError, match=r"applies to this deal \(region south\)\. Publish") as caught:
        choose([only], {"region": "south", "segment": None})
    assert caught.value.candidates == (only,)
    with pytest.raises(ProcessChoiceError, match="no attributes are known"):
        choose([], {})


def test_several_apply() -> None:
    one, two, three = process("one", a=["x"]), process("two", b=["y"]), process("three")
    with pytest.raises(SeveralProcessesApplyError, match=r"\(a x, b y\): one, two\. Choose") as caught:
        choose([one, two, three], {"a": "x", "b": "y"})
    assert caught.value.candidates == (one, two)


def test_explain_says_why_in_the_order_given() -> None:
    told = explain(
        [process("p", region=["EU*", "UK"], amount=Range(min=1000, max=2500.5)), process("q")], {"region": "Eu-1"}
    )
    assert told == [
        ("p", False, "amount is not known and must be at least 1000 and at most 2500.5."),
        ("q", True, "It applies to every deal."),
    ]
    ((_, matches, reason),) = explain([process("p", region=["EU*", "UK"])], {"Region": "uk"})
    assert (matches, reason) == (True, "region is uk, which is EU… or UK.")


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from([("x",), ("y",), "x*"])), max_size=5),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy")),
)
def test_what_is_chosen_matches_and_nothing_that_matches_has_more_keys(
    rules: list[dict[str, object]], attributes: dict[str, str]
) -> None:
    candidates = [process(f"p{n}", **rule) for n, rule in enumerate(rules)]
    matching = [p for p, (_, matches, _) in zip(candidates, explain(candidates, attributes), strict=True) if matches]
    most = max((len(p.applies_to) for p in matching), default=0)
    best = [p for p in matching if len(p.applies_to) == most]
    if len(best) == 1:
        assert choose(candidates, attributes) is best[0]
    else:
        expected = SeveralProcessesApplyError if best else NoProcessAppliesError
        with pytest.raises(expected) as caught:
            choose(candidates, attributes)
        assert list(caught.value.candidates) == (best or candidates)


def test_the_digest_changes_with_the_content_and_not_with_the_version() -> None:
    one = process("one", region=["north"], segment=["small"])
    assert content_digest(one) == content_digest(one.model_copy(update={"version": 7}))
    assert content_digest(one) == content_digest(process("one", segment=["small"], region=["north"]))
    assert content_digest(one) != content_digest(one.model_copy(update={"name": "Other"}))
    assert len({content_digest(each) for each, _ in shipped()}) == 3
