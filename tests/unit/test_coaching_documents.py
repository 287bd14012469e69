"""What a document may claim, by whose words it holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coaching.documents import DocumentReading, read_document
from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict
from assistant.documents import formats
from assistant.documents.sides import us
from assistant.errors import PersonError
from tests.builders import bakery
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deals.claims import ToRead

TODAY = date(2026, 3, 10)
PROCESS = bakery()
READER = KeywordReader(
    {
        r"budget is set": ("budget-opened", "happened", "asserted", 0.9),
        r"budget\W+is gone": ("budget-opened", "reversed", "asserted", 0.9),
        r"bank asked for an offer": ("budget-opened", "happened", "surrogate", 0.9),
        r"(?i)owner did sign|signed the order": ("order-signed", "happened", "quoted", 0.9),
        r"might have baked": ("test-bake", "happened", "asserted", 0.4),
        r"baked a batch": ("test-bake", "happened", "artefact", 0.9),
        r"no batch": ("test-bake", "not_yet", "asserted", 0.4),
    }
)
MAIL = "From: {sender}\nTo: {to}\nDate: Tue, 03 Mar 2026 10:00:00 +0100\nMIME-Version: 1.0\n\n{text}\n"
JANE, ANA = "Jane <jane@c.example>", "Ana Silva <ana@us.example>"


def read(
    name: str, text: str, *, ours: Sequence[str] = (), on: date | None = None, reader: object = READER
) -> DocumentReading:
    document = formats.read_document(name, text.encode(), us(ours))
    definitions = tuple(PROCESS.definitions.values())
    found = read_document(document, reader, lambda _: definitions, today=TODAY, on=on)  # type: ignore[arg-type]
    for claim in (*found.claims, *found.questions):
        assert claim.quote in document.text
    for words in found.seller_activity:
        assert words in document.text
    return found


def mail(text: str, *, sender: str = JANE, to: str = ANA, ours: Sequence[str] = ("us.example",)) -> DocumentReading:
    return read("m.eml", MAIL.format(sender=sender, to=to, text=text), ours=ours)


def told(found: DocumentReading) -> list[tuple[str, str, str, str]]:
    return [(each.outcome, each.verdict, each.grade, each.place) for each in found.claims]


def test_what_the_customer_sent_is_an_artefact_of_the_day_it_was_sent() -> None:
    found = mail("Hello,\n\nthe budget is set.")
    assert told(found) == [("budget-opened", "happened", "artefact", "line 3")]
    assert found.claims[0].occurred_on == date(2026, 3, 3)


def test_what_the_customer_says_in_a_call_is_quoted_and_has_no_day_of_its_own() -> None:
    found = read("call.txt", "Rep: Hi.\nCustomer: The budget is set.")
    assert told(found) == [("budget-opened", "happened", "quoted", "line 2")]
    assert found.claims[0].occurred_on is None


def test_a_sign_stays_a_sign_whoever_sends_it() -> None:
    assert told(mail("The bank asked for an offer."))[0][2] == "surrogate"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("call.txt", "Rep: You signed the order, the budget is set and you baked a batch.\nCustomer: Hm."),
        ("call.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep>You signed the order.</v>\n"),
        ("m.eml", MAIL.format(sender=ANA, to=JANE, text="You signed the order, thank you.")),
        ("m.txt", f"From: {ANA}\nSent: Monday\nTo: Jane\n\nYou signed the order, thank you."),
    ],
)
def test_the_sellers_words_never_become_a_claim(name: str, text: str) -> None:
    found = read(name, text, ours=["us.example"])
    assert (found.claims, found.questions) == ((), ())


def test_the_seller_is_listed_with_what_he_reports_to_have_done() -> None:
    found = read("call.txt", "Rep: Good morning. We sent the offer.\nCustomer: Hm.")
    assert found.seller_activity == ("We sent the offer",)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The owner signed the order.", "quoted"),
        ("They baked a batch.", "asserted"),
        ("The bank asked for an offer.", "surrogate"),
        ("Ana: Hi.\nJo: The owner signed the order.\nAna: Good.\nJo: Yes.", "asserted"),
    ],
)
def test_words_of_an_unknown_side_prove_no_more_than_a_reps(text: str, grade: str) -> None:
    assert told(read("notes.txt", text))[0][2] == grade


def test_quoted_history_is_not_read() -> None:
    found = mail("We talk on Friday.\n\nOn Mon, 2 Mar 2026 Ana <ana@us.example> wrote:\n> you said the budget is set")
    assert told(found) == []


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("Yes, we did.", "happened"), ("Yep", "happened"), ("We did.", "happened"), ("No, not yet.", "not_yet")],
)
def test_a_bare_answer_to_the_seller_is_put_as_a_question_in_the_customers_words(answer: str, verdict: str) -> None:
    found = read("call.txt", f"Rep: Great. So, did the owner sign the order?\nCustomer: {answer}", reader=_Listening())
    assert found.claims == ()
    (question,) = found.questions
    assert (question.outcome, question.verdict, question.quote) == ("order-signed", verdict, answer)
    assert (question.grade, question.place) == ("quoted", "line 2")


@pytest.mark.parametrize(
    "text",
    [
        "Customer: Did the owner sign the order?\nRep: Yes, we did.",
        "Rep: Did the owner sign the order?\nCustomer: What do you mean?",
        "Rep: The owner signed the order.\nCustomer: Yes.",
        "Rep: Did the owner sign the order?\nRep: Or not.\nCustomer: Yes.",
    ],
)
def test_other_answers_say_nothing(text: str) -> None:
    found = read("call.txt", text, reader=_Listening())
    assert (found.claims, found.questions) == ((), ())


class _Listening:
    """Understands one sentence, in the form in which a yes would say it."""

    def read(self, message: ToRead) -> Reading:
        said = message.text == "Yes, the owner sign the order."
        claim = Claim(
            outcome="order-signed", verdict=Verdict.HAPPENED, grade=Grade.ARTEFACT, quote=message.text, confidence=0.9
        )
        return Reading(claims=(claim,) if said and message.pasted else (), reader="listening")


def test_the_last_word_in_the_document_counts() -> None:
    assert told(mail("The budget is set.\n\nSorry, the budget is gone.")) == [
        ("budget-opened", "reversed", "artefact", "line 3")
    ]
    calls = (
        "Customer: The budget is set.\nRep: Hi.\nCustomer: The budget is gone.\nRep: Oh.\nCustomer: The budget is set."
    )
    assert told(read("call.txt", calls)) == [("budget-opened", "happened", "quoted", "line 5")]


def test_better_proof_of_the_same_stands_and_doubt_becomes_a_question() -> None:
    calls = "Customer: We baked a batch.\nSpeaker 2: They baked a batch.\nRep: So?"
    assert told(read("call.txt", calls)) == [("test-bake", "happened", "quoted", "line 1")]
    found = read("call.txt", "Customer: We baked a batch.\nRep: So?\nCustomer: There was no batch.")
    assert found.claims == ()
    assert [(each.outcome, each.verdict) for each in found.questions] == [("test-bake", "not_yet")]
    found = read("call.txt", "Customer: We might have baked.\nRep: So?\nCustomer: We baked a batch.")
    assert (len(found.claims), found.questions) == (1, ())


def test_days_are_read_only_where_something_says_when_the_words_were_said() -> None:
    text = "Customer: The budget is set.\nRep: Hi."
    dated = _Dated(date(2026, 3, 9), "The budget is set.")
    assert read("c.txt", text, reader=dated).claims[0].occurred_on is None
    assert read("c.txt", text, reader=dated, on=TODAY).claims[0].occurred_on == date(2026, 3, 9)
    written = "The budget is set since 9 March 2026."
    assert (
        read("c.txt", f"Customer: {written}\nRep: Hi.", reader=_Dated(date(2026, 3, 9), written)).claims[0].occurred_on
    )
    ahead = _Dated(date(2026, 3, 11), "The budget is set.")
    assert read("c.txt", text, reader=ahead, on=TODAY).claims[0].occurred_on is None


class _Dated:
    """Knows one quote and its day."""

    def __init__(self, day: date, quote: str) -> None:
        self.day, self.quote = day, quote

    def read(self, message: ToRead) -> Reading:
        claim = Claim(
            outcome="budget-opened",
            verdict=Verdict.HAPPENED,
            grade=Grade.QUOTED,
            quote=self.quote,
            occurred_on=self.day,
            confidence=1,
        )
        return Reading(claims=(claim,) if self.quote in message.text else (), reader="dated")


def test_a_mail_is_read_on_the_day_it_was_sent_and_never_in_the_future() -> None:
    reader = KeywordReader({})
    read("m.eml", MAIL.format(sender=JANE, to=ANA, text="Hello there."), reader=reader)
    read("m.eml", MAIL.format(sender=JANE, to=ANA, text="Hello there.").replace("2026", "2036"), reader=reader)
    assert [each.on for each in reader.read_texts] == [date(2026, 3, 3), TODAY]


def test_a_quote_over_a_broken_line_stands_as_the_document_has_it() -> None:
    wrapped = "We are sorry to have to tell you today after a long meeting that our budget\nis gone for this year.\n"
    assert [each.quote for each in mail(wrapped).claims] == ["budget\nis gone"]


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        (("we saw number 898.", "Then we left"), "we saw number 898.\nThen we left"),
        (("we saw it and", "then we left"), "we saw it and then we left"),
        (('she said "no!"', "and left"), 'she said "no!"\nand left'),
    ],
)
def test_captions_are_joined_inside_a_sentence_only(lines: tuple[str, str], heard: str) -> None:
    cues = "".join(
        f"00:0{number}.000 --> 00:0{number}.900\n<v Customer>{line}</v>\n\n" for number, line in enumerate(lines)
    )
    reader = KeywordReader({})
    read("c.vtt", f"WEBVTT\n\n{cues}", reader=reader)
    assert [each.text for each in reader.read_texts] == [heard]


def test_long_passages_are_read_in_pieces_and_progress_is_told() -> None:
    reader, seen = KeywordReader({}), []
    document = formats.read_document("n.txt", ("A sentence of some words. " * 500).encode(), us([]))
    read_document(document, reader, lambda _: (), today=TODAY, progress=lambda done, total: seen.append((done, total)))
    assert all(len(each.text) <= 1500 and each.text.endswith("words.") for each in reader.read_texts)
    assert seen == [(done, len(reader.read_texts)) for done in range(len(reader.read_texts) + 1)]


def test_a_reader_that_invents_words_is_not_believed() -> None:
    assert read("n.txt", "Nothing here.", reader=_Inventing()).claims == ()


class _Inventing:
    def read(self, message: ToRead) -> Reading:
        claim = Claim(outcome="budget-opened", verdict="happened", grade="quoted", quote="budget", confidence=1)  # type: ignore[arg-type]
        return Reading(claims=(claim,), seller_activity=("we did it",), reader="inventing")


@pytest.mark.parametrize("words", ["Yes, we did.", "No, not yet", "That's right, thanks!", "Ja, genau."])
def test_a_bare_answer_alone_says_nothing_whatever_a_reader_makes_of_it(words: str) -> None:
    found = read("c.txt", f"Rep: Good morning.\nCustomer: {words}", reader=_Dated(date(2026, 3, 9), words))
    assert (found.claims, found.questions) == ((), ())


def test_a_bare_answer_to_a_question_is_asked_about_even_where_a_reader_believes_it() -> None:
    found = read("c.txt", "Rep: Did the owner sign the order?\nCustomer: Yes, we did.", reader=_Believing())
    assert found.claims == ()
    assert [(each.outcome, each.quote) for each in found.questions] == [("order-signed", "Yes, we did.")]


class _Believing:
    """Takes a yes for news of one outcome, and understands the question as another."""

    def read(self, message: ToRead) -> Reading:
        outcome = {"Yes, we did.": "test-bake", "Yes, the owner sign the order.": "order-signed"}.get(message.text)
        claim = {"verdict": "happened", "grade": "quoted", "quote": message.text, "confidence": 0.9}
        claims = () if outcome is None else (Claim.model_validate({"outcome": outcome, **claim}),)
        return Reading(claims=claims, reader="believing")


def test_a_long_run_of_small_words_before_a_question_costs_no_time() -> None:
    assert read("c.txt", f"Rep: {'great, ' * 200}eh?\nCustomer: Yes.").questions == ()


def test_headings_without_words_are_said_to_be_that() -> None:
    with pytest.raises(PersonError, match="no words under them"):
        read("m.txt", "From: Jane <jane@c.example>\nSent: Monday\nTo: Ana\n")


PARTS = [
    "Rep: ",
    "Customer: ",
    "Jane: ",
    "\n",
    "budget is set",
    "signed the order",
    "might have baked",
    ". ",
    "? ",
    "Yes. ",
]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*PARTS, "From: Rep <r@us.example>\nTo: J\n\n", "> ", "w " * 900]), max_size=40).map(
        "".join
    )
)
def test_no_claim_rests_on_the_sellers_words(text: str) -> None:
    try:
        document = formats.read_document("any.txt", text.encode(), us(["us.example"]))
        found = read_document(document, READER, lambda _: (), today=TODAY)
    except PersonError:
        return
    theirs = [passage.text for passage in document.passages if passage.side != "seller"]
    for claim in (*found.claims, *found.questions):
        assert any(claim.quote in words for words in theirs)
        assert claim.quote in document.text
    assert len({claim.outcome for claim in (*found.claims, *found.questions)}) == len(found.claims) + len(
        found.questions
    )
