"""The recap mail: what the customer said in their words, what was understood, and a request to confirm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.agreeing import agree_on
from assistant.coaching.case import opened
from assistant.coaching.paper import Bullets
from assistant.coaching.quoting import customers_words, in_their_name
from assistant.coaching.recapping import SUBJECT, recapped
from assistant.deals.observation import Grade, Observation, Verdict
from tests.builders import DEALS, NOW, bakery
from tests.coaching_desk import desk_on

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database

TODAY = NOW.date()


def entry(outcome: str, quote: str, grade: Grade = Grade.QUOTED, *, days: int = 0, **more: object) -> Observation:
    facts = {
        "id": f"{outcome}-{days}-{grade}",
        "outcome": outcome,
        "verdict": Verdict.HAPPENED,
        "grade": grade,
        "quote": quote,
        "recorded_at": NOW - timedelta(days=days),
        "occurred_on": TODAY - timedelta(days=days),
        "reported_by": "ana",
        "source": "message",
        **more,
    }
    return Observation.model_validate(facts)


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, None, bakery())  # type: ignore[arg-type]  # nothing is read


def recap(desk: Desk, org: str, *ledger: Observation, since: date | None = None) -> Reply:
    agreed = desk.agreed.of(org, ["D1"]).get("D1", ())
    return recapped(desk, org, opened(DEALS[0], bakery(), ledger, TODAY, agreed), since)


def points(reply: Reply) -> list[str]:
    assert reply.paper is not None
    return [item for block in reply.paper.blocks if isinstance(block, Bullets) for item in block.items]


def test_their_words_are_listed_with_the_day_and_they_are_asked(desk: Desk, org: str) -> None:
    reply = recap(
        desk,
        org,
        entry("budget-opened", 'The owner wrote: "we set aside 40,000 for the oven"', days=1),
        entry("problem-stated", "They count spoiled loaves", Grade.SURROGATE),
        entry("site-shown", "They showed us the room", Grade.ASSERTED),
    )
    assert points(reply) == [
        "“we set aside 40,000 for the oven” (9 Mar 2026)",
        "The head baker says what the old oven costs them",
        "The bakery shows us where the oven would stand",
    ]
    assert reply.paper is not None
    mail = reply.paper.plain()
    assert mail.startswith(f"{SUBJECT}\n\nHello,")
    assert "Is this right?" in mail
    assert mail.endswith("Kind regards\n\nAna")
    assert not [word for word in ("spoiled", "showed us the room", "claimed", "Proposal") if word in mail]


def test_old_news_is_left_out_but_not_the_claims_of_this_stage(desk: Desk, org: str) -> None:
    ledger = (
        entry("problem-stated", "“it costs us a fifth of the loaves”, the head baker", days=40),
        entry("test-bake", "They baked", Grade.ASSERTED, days=40),
        entry("budget-opened", "There is money", Grade.ASSERTED, days=40),
        entry("site-shown", "Here is the room", Grade.ARTEFACT),
    )
    assert points(recap(desk, org, *ledger)) == [
        "The owner opens a budget for the oven",
        "The bakery shows us where the oven would stand",
    ]
    assert "“it costs us a fifth of the loaves” (29 Jan 2026)" in points(
        recap(desk, org, *ledger, since=TODAY - timedelta(days=60))
    )


def test_what_comes_next_is_what_was_agreed(desk: Desk, org: str) -> None:
    case = opened(DEALS[0], bakery(), (), TODAY)
    agree_on(desk, org, case, "test-bake", date(2026, 4, 2), "Priya Nair", by="ana", at=NOW)
    reply = recap(desk, org, entry("site-shown", "We saw it", Grade.ASSERTED))
    assert points(reply)[-1] == "The bakers bake a test batch (Priya Nair), by 2 Apr 2026"


@pytest.mark.parametrize("since", [None, TODAY])
def test_nothing_to_confirm_is_said(desk: Desk, org: str, since: date | None) -> None:
    taken_back = entry("site-shown", "", verdict=Verdict.NOT_YET, days=3)
    reply = recap(desk, org, *([taken_back] if since else []), since=since)
    assert reply.paper is None
    assert "nothing to confirm" in reply.sentences[0].text


@pytest.mark.parametrize(
    ("quote", "source", "words"),
    [
        ('Their director wrote: "page one is right, but put delivery first"', "message",
         "page one is right, but put delivery first"),
        ("“I own this one”, the practice manager", "sample", "I own this one"),
        ("He said “go on” and later “but with a smaller oven”", "message", "go on … but with a smaller oven"),
        ("their finance lead wrote that the budget is approved", "message", None),
        ("I told them “you must decide by May”", "message", None),
        ("We said “by May” and she replied “that suits us”", "message", None),
        ("We open the budget today.", "document:mail.eml#line 3", "We open the budget today."),
        ("CFO said the budget is approved", "document:notes.md#line 3", None),
        ("We open the\nbudget today.", "https://example.com/p1", "We open the budget today."),
        ("We open the budget today.", "proof", "We open the budget today."),
        ("The signed order is attached", "message", None),
        ("She wrote “yes”", "message", None),
    ],
)  # fmt: skip
def test_only_the_customers_own_words_are_theirs(quote: str, source: str, words: str | None) -> None:
    assert customers_words(entry("budget-opened", quote, source=source)) == words
    assert customers_words(entry("budget-opened", quote, Grade.ASSERTED, source=source)) is None


def test_long_words_end_in_an_ellipsis_and_the_mail_fits_a_message(desk: Desk, org: str) -> None:
    quotes = [entry("site-shown", f"“{'so it is ' * 200}{number}”", id=str(number)) for number in range(9)]
    reply = recap(desk, org, *quotes)
    assert len(points(reply)) == 6
    assert all(len(each) < 270 and "…”" in each for each in points(reply))
    assert reply.paper is not None
    assert len(reply.paper.plain()) < 2800


def test_statements_are_put_in_the_customers_name() -> None:
    assert in_their_name("The customer's board agrees at the customer", "Acme") == "Acme's board agrees at Acme"
    assert in_their_name("The customer agrees", "") == "The customer agrees"
