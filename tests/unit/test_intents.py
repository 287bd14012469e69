from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.coaching.intents import Intent, Wish, understand
from assistant.coaching.messages import Answer


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Undo", Wish.UNDO),
        ("take that back", Wish.UNDO),
        ("that's wrong", Wish.WRONG),
        ("That’s wrong.", Wish.WRONG),
        ("why?", Wish.WHY),
        ("Why is it there?", Wish.WHY),
        ("my deals", Wish.DEALS),
        ("show me my deals", Wish.DEALS),
        ("what's next?", Wish.WHERE),
        ("help", Wish.HELP),
        ("where are we?", Wish.WHERE),
        ("what counts as proof of budget?", Wish.ASK),
        ("How do I win over their CFO?", Wish.ASK),
        ("what changed?", Wish.CHANGED),
    ],
)
def test_whole_messages_are_wishes(text: str, wish: Wish) -> None:
    assert understand(text).wish is wish


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("inspect Acme", Intent(Wish.INSPECT, about="Acme")),
        ("Inspect the Acme since Monday", Intent(Wish.INSPECT, about="Acme", since="Monday")),
        ("inspect", Intent(Wish.INSPECT)),
        ("inspect it since 2026-03-01", Intent(Wish.INSPECT, since="2026-03-01")),
        ("inspect my team", Intent(Wish.INSPECT, rest="my team")),
        ("review my team page 3 since Monday", Intent(Wish.INSPECT, rest="my team", which=3, since="Monday")),
        ("inspect team ana@example.com", Intent(Wish.INSPECT, rest="team ana@example.com")),
        ("inspect segment small page 2", Intent(Wish.INSPECT, rest="segment small", which=2)),
        ("inspect all deals", Intent(Wish.INSPECT, rest="all deals")),
        (
            "agreed step for Acme: Dana gets the mail by Friday",
            Intent(Wish.AGREE, about="Acme", rest="Dana gets the mail by Friday"),
        ),
        ("agree next step: call Rosa", Intent(Wish.AGREE, rest="call Rosa")),
        ("step 2 is done", Intent(Wish.STEP_DONE, which=2)),
    ],
)
def test_inspections_and_agreed_steps_are_wishes(text: str, intent: Intent) -> None:
    assert understand(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "They said no",
        "They closed the budget line",
        "Undo the confusion: they signed the order",
        "Maria asked why the price went up",
        "The deals desk at Acme sent the order",
        "Finance said not yet to the budget",
        "They created a deal room for us",
        "We lost a week but they signed",
        "Inspection of the site happened yesterday",
        "Agreed with their CFO: the budget is approved",
        "Team Blue inspected the pump",
        "They reviewed all deals with us",
        "Step 1 done, they signed the extract",
    ],
)
def test_news_is_never_taken_for_an_order(text: str) -> None:
    assert understand(text, asked=True).wish is Wish.UPDATE


@pytest.mark.parametrize(
    ("text", "answer", "which"),
    [
        ("happened", Answer.HAPPENED, 1),
        ("yes", Answer.HAPPENED, 1),
        ("yes, they did", Answer.HAPPENED, 1),
        ("not yet", Answer.NOT_YET, 1),
        ("2 not yet", Answer.NOT_YET, 2),
        ("2. no", Answer.NOT_YET, 2),
        ("don't know", Answer.DONT_KNOW, 1),
        ("I don’t know yet", Answer.DONT_KNOW, 1),
        ("no idea", Answer.DONT_KNOW, 1),
        ("went backward", Answer.REVERSED, 1),
        ("it went back", Answer.REVERSED, 1),
    ],
)
def test_answers_to_a_question(text: str, answer: Answer, which: int) -> None:
    intent = understand(text, asked=True)
    assert (intent.wish, intent.answer, intent.which) == (Wish.ANSWER, answer, which)


def test_a_yes_to_nothing_is_no_answer() -> None:
    assert understand("yes").wish is not Wish.ANSWER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is Acme?", Intent(Wish.WHERE, about="Acme")),
        ('where do we stand with "Old Mill"?', Intent(Wish.WHERE, about="Old Mill")),
        ("what changed on Acme since last week?", Intent(Wish.CHANGED, about="Acme", since="last week")),
        ("what changed since Monday?", Intent(Wish.CHANGED, since="Monday")),
        ("create deal Oven line for Old Mill Bakery", Intent(Wish.CREATE, about="Oven line", rest="Old Mill Bakery")),
        ("close Acme as lost: price too high", Intent(Wish.CLOSE, about="Acme", rest="price too high", won=False)),
        ("close the deal as won", Intent(Wish.CLOSE, won=True)),
        ("that's wrong, they only promised it", Intent(Wish.WRONG, rest="they only promised it")),
        ("why is Acme there?", Intent(Wish.WHY, about="Acme")),
    ],
)
def test_names_and_reasons_are_taken_from_the_words(text: str, expected: Intent) -> None:
    assert understand(text) == expected


@given(st.text(max_size=300), st.booleans())
def test_any_text_has_an_intent(text: str, asked: bool) -> None:
    intent = understand(text, asked=asked)
    assert (intent.wish is Wish.ANSWER) == (intent.answer is not None)
