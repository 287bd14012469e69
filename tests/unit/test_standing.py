"""The standing against the rules, and against a second, slower reading of them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.deals.observation import Grade, Observation, Verdict
from assistant.deals.replay import replay
from assistant.deals.standing import Status, expected_days, momentum, stand, stand_on
from assistant.errors import PersonError
from knowledge.process import BackwardSignal, Outcome, Process, Purpose, SellerAction, Stage
from tests.standing_oracle import oracle

DAY = date(2026, 3, 2)


def _outcome(name: str, *, gate: bool = True, days: int | None = None) -> Outcome:
    return Outcome(id=name, statement=f"Customer does {name}", gate=gate, reconfirm_after_days=days)


PROCESS = Process(
    id="bakery-oven",
    name="Bakery oven",
    version=1,
    stages=(
        Stage(
            id="want",
            name="Want it",
            outcomes=(_outcome("a", days=30), _outcome("b"), _outcome("c", gate=False)),
            seller_actions=(
                SellerAction(id="do-b", action="Do b", purpose=Purpose.ENCOURAGE, advances=("b",)),
                SellerAction(id="do-d", action="Do d", purpose=Purpose.FACILITATE, advances=("d",)),
            ),
            backward_signals=(BackwardSignal(id="no-a", signal="No more a", reverses=("a",)),),
        ),
        Stage(
            id="choose",
            name="Choose it",
            outcomes=(_outcome("d", days=10), _outcome("e", gate=False, days=5)),
            seller_actions=(
                SellerAction(id="do-a", action="Do a", purpose=Purpose.GAIN_AGREEMENT, advances=("a", "d")),
            ),
        ),
        Stage(id="buy", name="Buy it", outcomes=(_outcome("f"),)),
    ),
)


def entry(
    name: str,
    outcome: str,
    verdict: str,
    grade: str = "quoted",
    *,
    day: int | None = 0,
    at: int = 0,
    supersedes: str | None = None,
) -> Observation:
    recorded = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=at)
    return Observation(
        id=name,
        outcome=outcome,
        verdict=Verdict(verdict),
        grade=Grade(grade),
        recorded_at=recorded,
        occurred_on=None if day is None else DAY + timedelta(days=day),
        supersedes=supersedes,
    )


def test_an_empty_ledger_is_unknown_not_no() -> None:
    standing = stand(PROCESS, [], DAY)
    assert set(standing.statuses.values()) == {Status.UNKNOWN}
    assert (standing.customer_stage, standing.open_gates) == ("want", ("a", "b"))
    assert (standing.next_question, standing.next_action) == ("a", "do-a")
    assert standing.last_customer_action is None
    assert standing.days_of_silence is None


def test_only_proof_moves_the_customer() -> None:
    ledger = [entry("1", "a", "happened", "asserted"), entry("2", "b", "happened", "surrogate")]
    standing = stand(PROCESS, ledger, DAY)
    assert standing.statuses["a"] is Status.CLAIMED
    assert standing.statuses["b"] is Status.LIKELY
    assert standing.customer_stage == "want"
    assert standing.next_question == "a"
    moved = stand(PROCESS, [*ledger, entry("3", "a", "happened"), entry("4", "b", "happened", "artefact")], DAY)
    assert moved.customer_stage == "choose"


def test_bad_news_needs_no_proof_and_is_a_backward_move() -> None:
    ledger = [
        entry("1", "a", "happened", "artefact"),
        entry("2", "b", "happened"),
        entry("3", "a", "reversed", "asserted", day=1, at=1),
    ]
    standing = stand(PROCESS, ledger, DAY + timedelta(days=1))
    move = standing.backward_moves[0]
    assert (move.outcome, move.from_stage, move.to_stage, move.observation) == ("a", "choose", "want", "3")
    assert standing.statuses["a"] is Status.REVERSED
    assert standing.next_question == "a"


def test_a_reversal_of_nothing_is_no_backward_move() -> None:
    standing = stand(PROCESS, [entry("1", "a", "reversed")], DAY)
    assert standing.backward_moves == ()
    assert standing.statuses["a"] is Status.NOT_YET


def test_not_yet_against_proof_is_a_dispute_and_the_old_run_goes_on() -> None:
    ledger = [entry("1", "a", "happened", "artefact", day=-3), entry("2", "a", "not_yet", day=-2)]
    assert stand(PROCESS, ledger, DAY).statuses["a"] is Status.DISPUTED
    again = stand(PROCESS, [*ledger, entry("3", "a", "happened", "asserted", day=-1)], DAY)
    assert again.statuses["a"] is Status.MET
    assert again.journey.state("a").began_on == DAY - timedelta(days=3)


def test_time_alone_moves_nobody() -> None:
    ledger = [entry("1", "a", "happened"), entry("2", "b", "happened")]
    on_the_limit, after = (stand(PROCESS, ledger, DAY + timedelta(days=days)) for days in (30, 31))
    assert on_the_limit.statuses["a"] is Status.MET
    assert after.statuses["a"] is Status.EXPIRED
    assert after.customer_stage == "choose"
    assert after.days_of_silence == 31


def test_an_expired_sign_does_not_count_and_is_asked_about_last() -> None:
    ledger = [entry("1", "a", "happened", "surrogate"), entry("2", "b", "not_yet")]
    standing = stand(PROCESS, ledger, DAY + timedelta(days=60))
    assert standing.statuses["a"] is Status.EXPIRED
    assert standing.open_gates == ("a", "b")
    assert standing.next_question == "b"


def test_superseding_the_superseder_restores() -> None:
    ledger = [
        entry("1", "a", "happened"),
        entry("2", "a", "not_yet", supersedes="1"),
        entry("3", "a", "withdrawn", supersedes="2"),
    ]
    assert stand(PROCESS, ledger[:2], DAY).statuses["a"] is Status.NOT_YET
    assert stand(PROCESS, ledger, DAY).statuses["a"] is Status.MET


def test_the_past_is_as_it_was_known_then() -> None:
    ledger = [entry("1", "a", "happened", day=-20, at=0), entry("2", "a", "withdrawn", at=5, supersedes="1")]
    assert stand(PROCESS, ledger, DAY - timedelta(days=1)).statuses["a"] is Status.UNKNOWN
    assert stand(PROCESS, ledger, DAY).statuses["a"] is Status.MET
    assert stand(PROCESS, ledger, DAY + timedelta(days=5)).statuses["a"] is Status.UNKNOWN


def test_the_date_of_recording_is_the_one_written_in_it() -> None:
    late = datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=10)))  # still 1 March in UTC
    ledger = [Observation(id="1", outcome="a", verdict="happened", grade="quoted", recorded_at=late)]
    assert stand(PROCESS, ledger, date(2026, 3, 1)).statuses["a"] is Status.UNKNOWN
    assert stand(PROCESS, ledger, DAY).journey.state("a").on == DAY


def test_complete_asks_only_for_reconfirmation() -> None:
    ledger = [entry(name, name, "happened") for name in "abdf"]
    assert stand(PROCESS, ledger, DAY).next_question is None
    later = stand(PROCESS, ledger, DAY + timedelta(days=31))
    assert (later.customer_stage, later.next_question, later.next_action) == ("complete", "a", None)


def test_an_outcome_that_is_no_gate_is_asked_about_when_its_gates_are_reconfirmed() -> None:
    ledger = [entry("1", "a", "happened"), entry("2", "b", "happened"), entry("3", "d", "happened", "surrogate")]
    standing = stand(PROCESS, ledger, DAY)
    assert standing.next_question == "d"
    skipping_d = stand(
        PROCESS, [*ledger[:2], entry("4", "d", "happened", "surrogate", day=0)], DAY + timedelta(days=11)
    )
    assert skipping_d.next_question == "d"


def test_unknown_outcomes_are_left_out_and_listed() -> None:
    standing = stand(PROCESS, [entry("1", "zebra", "happened")], DAY)
    assert standing.journey.ignored == ("1",)
    assert standing.last_customer_action is None


@pytest.mark.parametrize(
    ("ledger", "word"),
    [
        ([entry("1", "a", "happened"), entry("1", "b", "happened")], "twice"),
        ([entry("1", "a", "withdrawn", supersedes="9")], "no earlier"),
        ([entry("1", "a", "withdrawn", supersedes="1")], "no earlier"),
        ([entry("1", "a", "withdrawn", supersedes="2"), entry("2", "a", "happened", at=1)], "no earlier"),
        ([entry("1", "a", "withdrawn", supersedes="2", at=1), entry("2", "a", "withdrawn", supersedes="1")], "circle"),
    ],
)
def test_a_ledger_that_contradicts_itself_is_refused(ledger: list[Observation], word: str) -> None:
    with pytest.raises(PersonError, match=word):
        replay(PROCESS, ledger)


def test_momentum_counts_gates_that_began_to_count() -> None:
    ledger = [entry("1", "a", "happened", at=-40, day=-40), entry("2", "b", "happened")]
    assert momentum(PROCESS, ledger, DAY) == 1


def test_expected_days_need_every_stage_to_say() -> None:
    assert expected_days(PROCESS, "want") is None
    timed = PROCESS.model_copy(
        update={"stages": tuple(each.model_copy(update={"typical_days": 10}) for each in PROCESS.stages)}
    )
    assert [expected_days(timed, stage) for stage in ("want", "choose", "buy", "complete")] == [30, 20, 10, 0]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Observation]:
    random_ = random.Random(draw(st.integers(0, 2**32)))
    ledger: list[Observation] = []
    for number in range(draw(st.integers(0, 14))):
        offset = timezone(timedelta(hours=random_.choice([-8, 0, 0, 5, 12])))
        recorded = datetime(2026, 3, 2, random_.randrange(24), tzinfo=offset) + timedelta(days=random_.randrange(0, 40))
        earlier = [each.id for each in ledger]
        ledger.append(
            Observation(
                id=str(number),
                outcome=random_.choice("aabbcdefz"),
                verdict=random_.choice(list(Verdict)),
                grade=random_.choice(list(Grade)),
                recorded_at=recorded,
                occurred_on=random_.choice([None, recorded.date() - timedelta(days=random_.randrange(0, 15))]),
                supersedes=random_.choice([None, None, *earlier]) if earlier else None,
            )
        )
    return ledger


@settings(max_examples=400, deadline=None)
@given(ledgers(), st.integers(-3, 60))
def test_two_readings_of_the_rules_agree(ledger: list[Observation], days: int) -> None:
    on = DAY + timedelta(days=days)
    standing = stand(PROCESS, ledger, on)
    assert {
        "customer_stage": standing.customer_stage,
        "statuses": {k: v.value for k, v in standing.statuses.items()},
        "backward_moves": [(m.outcome, m.on, m.from_stage, m.to_stage, m.observation) for m in standing.backward_moves],
        "last_customer_action": standing.last_customer_action,
        "open_gates": list(standing.open_gates),
        "next_question": standing.next_question,
        "next_action": standing.next_action,
    } == oracle(PROCESS, ledger, on)


@settings(max_examples=100, deadline=None)
@given(ledgers(), st.randoms())
def test_order_of_arrival_does_not_matter_beyond_the_rule(ledger: list[Observation], random_: random.Random) -> None:
    distinct = [
        each.model_copy(update={"recorded_at": each.recorded_at + timedelta(seconds=number), "supersedes": None})
        for number, each in enumerate(ledger)
    ]
    shuffled = random_.sample(distinct, len(distinct))
    on = DAY + timedelta(days=60)
    one, other = stand(PROCESS, distinct, on), stand(PROCESS, shuffled, on)
    assert one.model_dump(exclude={"journey": {"ignored"}}) == other.model_dump(exclude={"journey": {"ignored"}})
    assert set(one.journey.ignored) == set(other.journey.ignored)


@settings(max_examples=100, deadline=None)
@given(ledgers())
def test_replaying_day_by_day_equals_computing_once(ledger: list[Observation]) -> None:
    last = DAY + timedelta(days=60)
    for days in (0, 10, 25, 60):
        on = DAY + timedelta(days=days)
        known = [each for each in ledger if each.recorded_at.date() <= on]
        if all(each.supersedes is None or each.supersedes in {k.id for k in known} for each in known):
            assert stand(PROCESS, known, on) == stand(PROCESS, ledger, on)
    assert stand_on(PROCESS, replay(PROCESS, ledger), last) == stand(PROCESS, ledger, last)


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_withdrawing_everything_leaves_nothing(ledger: list[Observation]) -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    plain = [each.model_copy(update={"supersedes": None}) for each in ledger]
    undone = [
        *plain,
        *(
            Observation(
                id=f"undo-{each.id}",
                outcome=each.outcome,
                verdict=Verdict.WITHDRAWN,
                grade=each.grade,
                recorded_at=at,
                supersedes=each.id,
            )
            for each in plain
        ),
    ]
    assert set(stand(PROCESS, undone, at.date()).statuses.values()) == {Status.UNKNOWN}
