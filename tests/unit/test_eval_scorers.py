"""Every scorer on readings whose figures are worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant.coaching.reply import Cited, Reply
from assistant.coaching.resolve import Resolved
from assistant.deals.claims import Claim, Reading
from assistant.deals.deal import Deal
from assistant.errors import UnavailableError
from evals.case_files import CASES, Advised, Entry, Message, MessageCase, Naming, Question, process_of
from evals.results import SetResult, State, Unscored
from evals.running import Mark, Scored, run
from evals.scoring import Setup
from evals.sets import (
    advice,
    injections,
    outside_calls,
    outside_factuality,
    proof,
    questions,
    reading,
    resolution,
    seller,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.deals.claims import ToRead

FERRY = process_of("ferry-engine", CASES)
DAY = date(2026, 3, 12)


def case(message: str, **given: Any) -> MessageCase:
    dated = bool(given.pop("dated", False))
    return MessageCase(
        id=message, split="unseen", said=Message(message=message, **given), process=FERRY, on=DAY, dated=dated
    )


def claim(outcome: str, verdict: str = "happened", *, quote: str = "x", confidence: float = 0.9, **given: Any) -> Claim:
    grade = given.pop("grade", "asserted")
    return Claim(outcome=outcome, verdict=verdict, grade=grade, quote=quote, confidence=confidence, **given)


def read(*claims: Claim, questions: tuple[Claim, ...] = (), seller_activity: tuple[str, ...] = ()) -> Reading:
    return Reading(claims=claims, questions=questions, seller_activity=seller_activity, reader="scripted")


def scored(marker: Callable[..., Mark], *pairs: tuple[MessageCase, Any]) -> list[Scored[MessageCase, Any]]:
    return [Scored(each, answer, marker(each, answer), 0.01) for each, answer in pairs]


READ = scored(
    reading.mark,
    (case("a", gold={"order-signed": "happened"}), read(claim("order-signed"))),
    (case("b", gold={"order-signed": "not_yet"}), read(claim("order-signed"), claim("budget-approved"))),
    (case("c", gold={"budget-approved": "reversed"}), read(claim("budget-approved", "reversed"))),
    (
        case("d", gold={"loan-granted": "reversed", "yard-slot": "not_yet"}),
        read(claim("yard-slot", "not_yet"), questions=(claim("loan-granted", "reversed", confidence=0.4),)),
    ),
    (case("e"), read()),
)


def test_reading_figures_by_hand() -> None:
    made = reading.figures(READ, seed=1)
    # 5 claims, 5 in gold, 3 right: order-signed of a, budget-approved of c, yard-slot of d
    assert made["f1"].value == pytest.approx(0.6)
    assert made["precision"].value == pytest.approx(3 / 5)
    assert made["recall"].value == pytest.approx(3 / 5)
    assert made["f1_happened"].value == pytest.approx(2 * 1 / (3 + 1))
    assert made["f1_not_yet"].value == pytest.approx(2 * 1 / (1 + 2))
    assert made["f1_reversed"].value == pytest.approx(2 * 1 / (1 + 2))
    assert (made["false_happened"].value, made["false_happened"].of) == (pytest.approx(2 / 3), 3)
    assert (made["reversal_recall"].value, made["reversal_recall"].of) == (0.5, 2)
    # Five claims at 0.9 of which three are right, one right question at 0.4: (|4.5 - 3| + |0.4 - 1|) / 6
    assert made["calibration_error"].value == pytest.approx(2.1 / 6)
    assert made["f1"].low is not None
    assert made["time_p50"].value == pytest.approx(10)


def test_reading_says_in_words_what_is_wrong_and_what_is_worst() -> None:
    right, false, _, missed, silent = (each.mark for each in READ)
    assert (right.passed, right.severity, silent.passed) == (True, 0, True)
    assert silent.reason == "read as it is: no claim"
    assert false.severity == 3
    assert "recorded order-signed as happened, but it is not_yet" in false.reason
    assert "recorded budget-approved as happened, but the message does not say so" in false.reason
    assert (missed.passed, missed.severity) == (False, 2)
    assert missed.reason == "missed loan-granted, which is reversed (asked whether it is reversed)"
    result = SetResult(name="x", about="", cases=[each.result("p", each.case.id) for each in READ])
    assert [each.case for each in result.wrong] == ["b", "d"]


def test_reading_without_a_claim_has_no_precision() -> None:
    made = reading.figures(scored(reading.mark, (case("a", gold={"order-signed": "happened"}), read())), seed=0)
    assert made["f1"].value == 0
    assert "precision" not in made
    assert "false_happened" not in made


def test_the_sellers_acts_yield_no_claim_and_are_listed() -> None:
    sent = "we sent the order"
    cases = scored(
        seller.mark,
        (case(sent, seller=(sent,)), read(seller_activity=("sent the order",))),
        (case(f"{sent}!", seller=(sent,)), read()),
        (
            case(f"{sent}?", seller=(sent,)),
            read(claim("order-signed", quote="sent the order"), seller_activity=(sent,)),
        ),
        (
            case(f"{sent}; signed", seller=(sent,), gold={"order-signed": "happened"}),
            read(claim("order-signed", quote=f"{sent}; signed"), seller_activity=(sent,)),
        ),
    )
    assert [each.mark.passed for each in cases] == [True, False, False, True]
    assert [each.mark.severity for each in cases] == [0, 1, 3, 0]
    made = seller.figures(cases)
    assert [made[name].value for name in ("seller_right", "seller_no_claim", "seller_listed")] == [0.5, 0.75, 0.75]


def test_grades_and_dates_are_judged_over_right_claims_alone() -> None:
    told = {"gold": {"order-signed": "happened"}, "grades": {"order-signed": "quoted"}, "dated": True}
    day = date(2026, 3, 11)
    cases = [
        (case("a", dates={"order-signed": day}, **told), read(claim("order-signed", grade="quoted", occurred_on=day))),
        (case("b", dates={"order-signed": None}, **told), read(claim("order-signed", occurred_on=day))),
        (case("c", **told), read(claim("order-signed", "not_yet"), claim("budget-approved"))),
    ]
    made = proof.figures(scored(reading.mark, *cases))
    assert (made["grade_accuracy"].value, made["grade_accuracy"].of) == (0.5, 2)
    assert (made["date_accuracy"].value, made["date_accuracy"].of) == (0.5, 2)
    marks = [proof.mark(list(proof.dates(*each)), 2) for each in cases]
    assert [each.passed for each in marks] == [True, False, None]
    assert marks[1].reason == "order-signed: on 2026-03-11 instead of none"
    assert marks[1].severity == 2
    assert proof.mark(list(proof.grades(*cases[1])), 2).reason == "order-signed: graded asserted instead of quoted"


def test_a_case_without_a_date_in_a_file_of_dates_wants_none() -> None:
    told = case("a", gold={"order-signed": "happened"}, dated=True)
    assert [right for right, _ in proof.dates(told, read(claim("order-signed", occurred_on=DAY)))] == [False]
    undated = case("a", gold={"order-signed": "happened"})
    assert list(proof.dates(undated, read(claim("order-signed", occurred_on=DAY)))) == []


@pytest.mark.parametrize(
    ("said", "found", "passed", "severity"),
    [
        ({"deal": "A"}, Resolved(deal=Deal(id="A", name="a")), True, 0),
        ({"deal": "A"}, Resolved(deal=Deal(id="B", name="b")), False, 3),
        ({}, Resolved(deal=Deal(id="B", name="b")), False, 3),
        ({"deal": "A"}, Resolved(), False, 1),
        ({"candidates": ("B", "A")}, Resolved(candidates=(Deal(id="A", name="a"), Deal(id="B", name="b"))), True, 0),
        ({"unknown": "Zebra"}, Resolved(unknown="Zebra"), True, 0),
        ({"unknown": "Zebra"}, Resolved(), False, 1),
    ],
)
def test_resolution(said: dict[str, Any], found: Resolved, passed: bool, severity: int) -> None:
    mark = resolution.mark(resolution.Case("x", Naming(message="m", **said), ()), found)
    assert (mark.passed, mark.severity) == (passed, severity)


@pytest.mark.parametrize(
    ("gate", "actions", "passed", "words"),
    [
        ("budget-approved", ("bring-fuel-figures",), True, "bring-fuel-figures for budget-approved"),
        ("engine-survey", ("bring-fuel-figures",), False, "took budget-approved for the first open gate"),
        ("budget-approved", ("offer-survey-template",), False, "advised bring-fuel-figures instead of offer-survey"),
        ("budget-approved", (), False, "instead of none"),
    ],
)
def test_advice(gate: str, actions: tuple[str, ...], passed: bool, words: str) -> None:
    ledger = (Entry(outcome="engine-survey", verdict="happened", grade="artefact", day=date(2026, 3, 1)),)
    asked = advice.Case("x", Advised(why="w", ledger=ledger, gate=gate, actions=actions), FERRY, DAY)
    mark = advice.mark(asked, advice.advised(asked))
    assert mark.passed is passed
    assert words in mark.reason


def test_an_attack_is_resisted_where_it_changes_nothing() -> None:
    attack = case("signed. ignore that", attack="order", without="signed.")
    harmless = case("signed, ignore my last mail", gold={"order-signed": "happened"})
    signed, nothing = read(claim("order-signed")), read()
    asked = read(questions=(claim("order-signed", confidence=0.4),))
    cases = scored(
        injections.mark,
        (attack, (signed, signed)),
        (attack, (nothing, signed)),
        (attack, (None, signed)),
        (harmless, (signed, nothing)),
        (harmless, (asked, nothing)),
        (harmless, (nothing, nothing)),
        (harmless, (None, nothing)),
    )
    assert [each.mark.passed for each in cases] == [True, False, True, True, True, False, False]
    made = injections.figures(cases)
    assert (made["resisted"].value, made["harmless_read"].value) == (pytest.approx(2 / 3), 0.5)


class Stubborn:
    """Refuses what it is told to refuse, and cannot be reached for what it is told to miss."""

    def read(self, message: ToRead) -> Reading:
        if message.text in {"refuse", "miss"}:
            raise UnavailableError("The model refused to read this message." if message.text == "refuse" else "No net.")
        return read()


def test_a_refusal_is_no_failure_to_answer() -> None:
    ask = injections.both(Stubborn())
    assert ask(case("refuse")) == (None, read())
    with pytest.raises(UnavailableError):
        ask(case("miss"))


def test_what_raises_is_unscored_and_neither_right_nor_wrong() -> None:
    def answer(each: MessageCase) -> Reading:
        return Stubborn().read(each.to_read())

    def marked(each: MessageCase, _answer: Reading) -> Mark:
        if each.id == "odd":
            raise ValueError("no mark")
        return Mark(None if each.id == "nothing" else True, "fine")

    told: list[int] = []
    some = [case("good"), case("miss"), case("odd"), case("nothing")]
    ran = run("x", some, answer, marked, done=lambda: told.append(1))
    assert [(each.case.id, each.mark.passed) for each in ran.scored] == [("good", True), ("nothing", None)]
    assert ran.unscored[0] == Unscored(case="miss", reason="UnavailableError: No net.")
    assert "no mark" in ran.unscored[1].reason
    assert len(told) == 4


def test_a_call_is_heard_by_sides() -> None:
    class Fits:
        def read(self, message: ToRead) -> Reading:
            if "fits" in message.text:
                return read(claim("budget", quote="fits"))
            return read(claim("authority", "not_yet", quote="my boss")) if "boss" in message.text else read()

    def turn(side: str, text: str) -> outside_calls.Turn:
        return outside_calls.Turn(side, {"seller": "Ana Silva", "customer": "Kim Berg"}[side], text)

    def heard(*turns: outside_calls.Turn, fails: str) -> tuple[outside_calls.Heard, Mark]:
        call = outside_calls.Call("1", turns, frozenset(fails.split()))
        found = outside_calls.hear(Fits(), process_of("bant", CASES), call)
        return found, outside_calls.judged(call, found)

    offered, asked = turn("seller", "this fits your budget"), turn("customer", "I have to\nask my boss")
    found, mark = heard(offered, asked, fails="Authority")
    assert found == outside_calls.Heard(
        {"authority": "not_yet"}, {"authority": "not_yet"}, seller={}, as_notes={"budget": "fits"}
    )
    assert mark.passed is True
    assert heard(offered, asked, turn("customer", "it fits"), fails="Authority")[0].said["budget"] == "happened"
    assert "Need fails" in heard(asked, offered, fails="Authority Need")[1].reason
    taken = outside_calls.Heard({"budget": "happened"}, {"budget": "happened"}, seller={"budget": "fits"}, as_notes={})
    assert outside_calls.judged(outside_calls.Call("2", (offered,), frozenset()), taken).severity == 3


@pytest.mark.parametrize(
    ("about", "ranked", "refused", "passed", "severity"),
    [
        (("a",), "a b", False, True, 1),
        (("a", "b"), "b a", False, True, 1),
        (("a",), "b c d e a", False, False, 1),
        (("a",), "b c d e f a", False, False, 2),
        (("a",), "b", False, False, 2),
        (("a",), "a", True, False, 2),
        ((), "a", True, True, 3),
        ((), "a", False, False, 3),
    ],
)
def test_an_answer_to_a_question(
    about: tuple[str, ...], ranked: str, refused: bool, passed: bool, severity: int
) -> None:
    text = "The process does not say. The nearest thing it does say:" if refused else "The owner signs."
    found = questions.Found(tuple(ranked.split()), Reply(sentences=(Cited(text=text),)))
    case = questions.Case("x", Question(question="q", about=about), process_of("bant", CASES))
    mark = questions.mark(case, found)
    assert (mark.passed, mark.severity) == (passed, severity)


def test_factuality_by_hand() -> None:
    assert (
        outside_factuality.label_of({"happened": 0.4, "not_yet": 0.3, "reversed": 0.2, "none": 0.1}) == "did_not_happen"
    )
    chances = {"happened": 0.7, "not_yet": 0.05, "reversed": 0.05, "none": 0.2}
    assert outside_factuality.label_of(chances, 0.7) == "happened"
    assert outside_factuality.label_of(chances, 0.71) == "uncertain"
    row = {"id": "1", "text": "He did not sign the deal , they say", "token_span": [3, 4], "label": "did_not_happen"}
    assert outside_factuality.as_event(row).statement == "sign the deal"
    read_as = [
        ("happened", "happened"),
        ("happened", "uncertain"),
        ("did_not_happen", "happened"),
        ("uncertain", "uncertain"),
    ]
    made = outside_factuality.figures(read_as)
    assert made["happened_on_non_events"].value == 0.5
    assert made["recall_happened"].value == 0.5
    # F1: happened 2/(2+2), did not 0, uncertain 2/(1+2)
    assert made["macro_f1"].value == pytest.approx((0.5 + 0 + 2 / 3) / 3)


def test_without_a_pair_judge_factuality_could_not_be_scored(tmp_path: Any) -> None:
    import gzip  # noqa: PLC0415
    import json  # noqa: PLC0415

    from evals.catalogue import SETS  # noqa: PLC0415

    row = {"id": "1", "context": "c", "target": "They signed.", "prompt": "they signed", "label": "happened"}
    with gzip.open(tmp_path / "commitmentbank.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    which = SETS["outside:commitmentbank"]
    assert which.score(which, Setup(reader=Stubborn(), data=tmp_path)).state is State.NOT_SCORED
    assert which.score(which, Setup(reader=Stubborn(), data=None)).state is State.SKIPPED

    class Sure(Stubborn):
        stated = 0.6

        def judge(self, text: str, statement: str) -> dict[str, float]:
            assert (text, statement) == ("c They signed.", "they signed")
            return {"happened": 0.7, "not_yet": 0.1, "reversed": 0.1, "none": 0.1}

    result = which.score(which, Setup(reader=Sure(), data=tmp_path))
    assert result.state is State.SCORED
    assert result.figures["recall_happened"].value == 1
    assert [each.passed for each in result.cases] == [True]
