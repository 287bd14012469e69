"""Which deals are worth a nudge: the order, the caps, what is held back and why."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deals.agreed import AgreedStep
from assistant.deals.nudge_preferences import EVERYTHING, Preferences, Snooze
from assistant.deals.nudges import (
    A_DIGEST,
    UNANSWERED,
    Decision,
    Item,
    Response,
    Shown,
    decide,
    item_of,
    self_muted,
    weight,
)
from assistant.deals.warnings import Kind
from tests.builders import NOW
from tests.nudge_deals import MONDAY, claimed, gone_back, looked, silent, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.coaching.case import Case

USUAL = Preferences()
WEEK = timedelta(days=7)
NEED, BUDGET = told("problem-stated"), told("budget-opened")
SAID = told("problem-stated", grade="asserted", days=3)


def due(*deals: Case, past: Sequence[Shown] = (), on: date = MONDAY, receiver: Preferences = USUAL) -> Decision:
    return decide(deals, receiver, past, on)


def ids(decision: Decision) -> list[str]:
    return [each.looked.deal.id for each in decision.nudges]


def shown(case: Case, weeks: int = 1, response: Response | None = None, **changes: object) -> Shown:
    """The deal's worst item, shown so many weeks before the Monday."""
    item = item_of(case, case.warnings[0])
    return Shown("ana", case.deal.id, item, MONDAY - weeks * WEEK, response)._replace(**changes)


def test_the_worst_come_first_then_the_larger_amount_then_the_id() -> None:
    deals = [
        claimed("a"), silent("b", 22), silent("c", 46), silent("d", 46, amount=5), gone_back("e"), silent("f", 46),
        looked("g", close_date=MONDAY - WEEK), silent("h", 31),
    ]  # fmt: skip
    decision = due(*deals)
    assert ids(decision) == ["e", "d", "c", "f", "g"]
    assert [each.warning.kind for each in decision.nudges] == sorted(each.warning.kind for each in decision.nudges)
    assert [(each.deal, each.why) for each in decision.held] == [
        (deal, "5 deals need you more") for deal in ("h", "a", "b")
    ]


def test_a_deal_gets_a_single_item_its_worst() -> None:
    both = looked("a", SAID, close_date=MONDAY - WEEK, crm_stage="Closed Won")
    assert [each.kind for each in both.warnings] == [Kind.CRM_AHEAD, Kind.CLOSE_DATE, Kind.CLAIMED]
    assert [each.warning.kind for each in due(both).nudges] == [Kind.CRM_AHEAD]


def test_nothing_worth_it_is_nothing_and_good_news_is_no_nudge() -> None:
    well = looked("a", told("problem-stated", days=1), crm_stage="Proposal")
    assert [each.kind for each in well.warnings] == [Kind.CRM_ONE_AHEAD], "mentioned in lists, no reason to write"
    assert due(well, looked("without a date")) == due() == Decision((), (), ())


def test_the_same_item_comes_again_after_seven_days_and_not_before() -> None:
    deal = silent("a", 35)
    answered = shown(deal, response=Response.ANSWERED)
    assert ids(due(deal, past=[answered])) == ["a"]
    held = due(deal, past=[answered._replace(on=MONDAY - timedelta(days=6))])
    assert [each.why for each in held.held] == ["asked on 2026-03-03, not again before 2026-03-10"]
    assert not held.nudges


@pytest.mark.parametrize(
    ("before", "now", "again"),
    [
        (silent("a", 35), silent("a", 46), True),  # past the next limit
        (silent("a", 46), silent("a", 35), True),  # another silence
        (looked("a", crm_stage="Closed Won"), looked("a", NEED, BUDGET, crm_stage="closed won "), False),
        (looked("a", close_date=MONDAY - WEEK), looked("a", close_date=MONDAY - 2 * WEEK), True),
        (claimed("a"), looked("a", SAID), False),
        (claimed("a"), looked("a", SAID, told("problem-stated", grade="asserted", days=1)), True),
        (gone_back("a", 2), gone_back("a", 1), True),
    ],
)  # fmt: skip
def test_an_item_that_changed_comes_again_at_once(before: Case, now: Case, again: bool) -> None:
    yesterday = shown(before, on=MONDAY - timedelta(days=1))
    assert ids(due(now, past=[yesterday])) == (["a"] if again else [])


def test_that_a_silence_outlasts_a_wider_limit_is_no_change() -> None:
    worse, milder = item_of(silent("a", 46), silent("a", 46).warnings[0]), Item(Kind.SILENCE_WARN, "silence", "x")
    assert worse.covers(worse._replace(rule=Kind.SILENCE_WARN))
    assert not worse.covers(milder)
    assert not worse._replace(rule=Kind.SILENCE_WARN).covers(worse)


def test_agreed_steps_are_told_apart_and_none_of_their_words_is_kept() -> None:
    step = AgreedStep(id="1", text="Ms Lund sends the extract", agreed_by="ana", agreed_at=NOW, due=MONDAY - WEEK)
    first = looked("a", agreed=(step,))
    other = looked("a", agreed=(step.model_copy(update={"text": "Call the bank"}),))
    yesterday = shown(first, on=MONDAY - timedelta(days=1))
    assert (ids(due(first, past=[yesterday])), ids(due(other, past=[yesterday]))) == ([], ["a"])
    assert "Lund" not in str(yesterday)


def test_after_two_unanswered_nudges_the_manager_hears_of_it_and_the_item_rests() -> None:
    deal = silent("a", 46)
    second = due(deal, past=[shown(deal)])
    assert (second.nudges[0].unanswered, second.escalations) == (1, ())
    third = due(deal, past=[shown(deal, 2), shown(deal)])
    assert not third.nudges
    assert [each.looked.deal.id for each in third.escalations] == ["a"]
    assert [each.why for each in third.held] == ["asked 2 times without an answer: not again until it changes"]
    fresh = due(deal, past=[shown(deal, 2), shown(deal, on=MONDAY - timedelta(days=3))])
    assert (fresh.nudges, fresh.escalations) == ((), ()), "the second one may still be answered"


@pytest.mark.parametrize("response", list(Response))
def test_an_answer_or_a_snooze_starts_the_count_again(response: Response) -> None:
    deal = silent("a", 46)
    decision = due(deal, past=[shown(deal, 3), shown(deal, 2, response), shown(deal)])
    assert [each.unanswered for each in decision.nudges] == [1]


def test_the_next_item_of_a_deal_comes_where_its_worst_rests_and_not_where_it_was_just_shown() -> None:
    deal = looked("a", SAID, close_date=MONDAY - WEEK)
    past = [shown(deal, 2), shown(deal)]
    assert [each.warning.kind for each in due(deal, past=past).nudges] == [Kind.CLAIMED]
    assert not due(deal, past=[shown(deal, on=MONDAY - timedelta(days=2))]).nudges


def test_a_snoozed_deal_is_quiet_until_its_end_unless_the_customer_goes_back() -> None:
    snooze = Snooze("a", MONDAY - WEEK, MONDAY, "the owner is on holiday")
    receiver = Preferences(snoozes={"a": snooze})
    quiet = due(silent("a", 46), silent("b", 46), receiver=receiver)
    assert ids(quiet) == ["b"]
    assert [each.why for each in quiet.held] == ["snoozed until 2026-03-09: the owner is on holiday"]
    assert ids(due(silent("a", 46), receiver=receiver, on=MONDAY + timedelta(days=1))) == ["a"]
    assert ids(due(gone_back("a", 2), receiver=receiver)) == ["a"]
    before = Preferences(snoozes={"a": snooze._replace(since=MONDAY)})
    assert not due(gone_back("a", 2), receiver=before).nudges


def test_what_is_muted_stays_quiet_and_escalates_nothing() -> None:
    deal = silent("a", 46)
    for muted, why in (("silence-escalate", "the rule silence-escalate is muted"), (EVERYTHING, "nudges are muted")):
        decision = due(deal, past=[shown(deal, 3), shown(deal, 2)], receiver=Preferences(muted=frozenset({muted})))
        assert (decision.nudges, decision.escalations, [each.why for each in decision.held]) == ((), (), [why])


def test_one_message_a_day() -> None:
    decision = due(silent("a", 46), claimed("b"), past=[shown(claimed("c"), 0)])
    assert not decision.nudges
    assert {each.why for each in decision.held} == {"one message a day, and today's was sent"}


def history(acted: int, of: int, *, fresh: int = 0) -> list[Shown]:
    item = Item(Kind.CLAIMED, "claimed:x", "y")
    old = [
        Shown("ana", f"d{at}", item, MONDAY - (of - at + 1) * WEEK, Response.ANSWERED if at < acted else None)
        for at in range(of)
    ]
    return [*old, *(Shown("ana", f"f{at}", item, MONDAY - timedelta(days=1)) for at in range(fresh))]


@pytest.mark.parametrize(("acted", "of", "muted"), [(5, 20, True), (6, 20, False), (0, 19, False), (4, 20, True)])
def test_a_rule_acted_on_under_thirty_percent_of_its_last_twenty_mutes_itself(acted: int, of: int, muted: bool) -> None:
    past = history(acted, of)
    assert self_muted(past, MONDAY) == ({Kind.CLAIMED: acted} if muted else {})
    decision = due(claimed("a"), past=past)
    assert bool(decision.nudges) is not muted
    if muted:
        assert decision.held[0].why == f"the rule muted itself: {acted} of its last 20 were acted on"


def test_only_nudges_that_had_their_week_count_and_a_managers_own_do_not() -> None:
    assert self_muted(history(0, 19, fresh=5), MONDAY) == {}
    assert self_muted([each._replace(to_manager=True) for each in history(0, 30)], MONDAY) == {}
    assert self_muted(history(20, 40)[:20], MONDAY) == {}, "the last twenty, not the first"


def test_a_rep_with_200_deals_gets_five() -> None:
    deals = [silent(f"{at:03}", 22 + at % 40, amount=at) for at in range(200)]
    decision = due(*deals)
    assert len(decision.nudges) == A_DIGEST
    assert len(decision.held) == 195
    assert len({each.why for each in decision.held}) == 1


MAKERS: dict[str, Callable[..., Case]] = {
    "back": gone_back,
    "claimed": claimed,
    "ahead": lambda name, on: looked(name, on=on, crm_stage="Closed Won"),
    "late": lambda name, on: looked(name, on=on, close_date=date(2026, 3, 1), amount=9),
    "silent": lambda name, on: silent(name, 20, on),
    "well": lambda name, on: looked(name, told("problem-stated"), on=on),
}


@given(
    kinds=st.lists(st.sampled_from(sorted(MAKERS)), max_size=12),
    days=st.lists(st.integers(1, 9), min_size=1, max_size=12),
    answers=st.randoms(use_true_random=False),
)
def test_whatever_happens_the_caps_hold_and_everything_is_explained(
    kinds: list[str], days: list[int], answers: object
) -> None:
    on, past = MONDAY, list[Shown]()
    for gap in days:
        on += timedelta(days=gap)
        cases = [MAKERS[kind](f"{at}", on=on) for at, kind in enumerate(kinds)]
        decision = due(*cases, past=past, on=on)
        assert decision == due(*reversed(cases), past=past[::-1], on=on)._replace(held=decision.held)
        nudged = ids(decision)
        assert len(nudged) == len(set(nudged)) <= A_DIGEST
        assert all(weight(a) <= weight(b) for a, b in pairwise(decision.nudges))
        worth = {case.deal.id for case in cases if any(each.kind <= Kind.SILENCE_WARN for each in case.warnings)}
        assert worth == {*nudged, *(each.deal for each in decision.held)}, "shown, or held back with a reason"
        assert all(each.why for each in decision.held)
        for nudge in decision.nudges:
            same = [each for each in past if each.deal == nudge.looked.deal.id and each.item.covers(nudge.item)]
            assert all((on - each.on).days >= 7 for each in same)
            assert len(same) < UNANSWERED or any(each.response for each in same[-UNANSWERED:])
        past += [
            Shown("ana", each.looked.deal.id, each.item, on, answers.choice([None, *Response]))  # type: ignore[attr-defined]
            for each in decision.nudges
        ]
