"""A person's digest over the weeks: what it says, what a manager hears of, and that looking writes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.messages import Answer
from assistant.coaching.nudge_digest import held_back, told
from assistant.coaching.nudging import Digest, digest, receivers
from assistant.deals.deal import Deal, Person
from assistant.deals.nudge_preferences import EVERYTHING
from assistant.deals.nudges import Response
from tests.builders import PEOPLE, bakery, press
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader
from tests.nudge_deals import MONDAY
from tests.nudge_deals import told as entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database

    Read = Callable[..., Digest]

WEEK = timedelta(days=7)
BACK = (entry("budget-opened", days=60), entry("budget-opened", "reversed", "quoted", days=2))


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, KeywordReader({}), bakery())


@pytest.fixture
def learn(desk: Desk, org: str) -> Callable[..., None]:
    def learn(deal: str, *entries: Observation) -> None:
        desk.ledger.append(org, deal, entries, process=bakery())

    return learn


@pytest.fixture
def read(desk: Desk, org: str) -> Read:
    def read(person: str, weeks: int = 0, *, send: bool = False) -> Digest:
        people = desk.deals.people(org)
        who = next(each for each in people if each.id == person)
        seen = digest(desk, org, who, people, MONDAY + weeks * WEEK)
        if send:
            desk.nudges.keep(org, seen.shown)
        return seen

    return read


def section(reply: Reply | None, title: str) -> list[str]:
    """The lines of the section whose title ends so."""
    assert reply is not None
    found = [each for each in reply.sections if each.title.endswith(title)]
    return [f"{line.text} {line.citation}".strip() for each in found for line in each.lines]


def test_a_deal_has_its_situation_one_question_the_next_action_and_why(learn: Callable[..., None], read: Read) -> None:
    learn("D1", *BACK)
    reply = told(read("ana"))
    assert reply is not None
    assert reply.sentences[0].text == "1 of your 3 open deals, what needs you most first."
    assert section(reply, "Old Mill oven · Old Mill Bakery") == [
        "Went back on 2026-03-07: The owner opens a budget for the oven. The customer is at 'See the need'; "
        "the CRM says 'Proposal'.",
        "Question: Which amount did the owner set aside? (the customer took this back: has it been earned again?)",
        "Next: Fill in a cost sheet with the owner (for: The owner opens a budget for the oven)",
        "Why: the customer took this back in the last 7 days, and it was not earned again. (rule backward-move)",
    ]


def test_without_an_outcome_of_its_own_an_item_asks_the_most_useful_question(
    learn: Callable[..., None], read: Read, desk: Desk, org: str
) -> None:
    learn("D2", entry("site-shown", days=46))
    first = section(told(read("ana")), "Crust & Co oven · Crust & Co")
    assert first[1].startswith("Question: What did the head baker say it costs them?")
    assert first[2].startswith("Next: Spend a night shift with the head baker")
    Coach(desk).answer(press(org, "D2", "problem-stated", Answer.DONT_KNOW))
    again = section(told(read("ana", 1)), "Crust & Co oven · Crust & Co")
    assert again[1].startswith("Question: Which amount did the owner set aside?"), "not asked again the same week"


def test_nothing_worth_it_is_no_reply_even_where_all_goes_well(learn: Callable[..., None], read: Read) -> None:
    learn("D1", entry("problem-stated", days=1))
    assert [told(read(person)) for person in ("ana", "ben", "mo", "admin")] == [None] * 4


def test_below_stands_what_moved_forward_thanks_to_the_customer(learn: Callable[..., None], read: Read) -> None:
    learn("D1", *BACK)
    learn("D2", entry("problem-stated", days=6), entry("budget-opened", days=1), entry("site-shown", grade="asserted"))
    learn("D3", entry("problem-stated", days=7), entry("test-bake", grade="surrogate"))
    assert section(told(read("ana")), "thanks to the customer") == [
        "Crust & Co oven (The owner opens a budget for the oven and 1 more)."
    ]


def test_two_unanswered_nudges_go_to_the_manager_once_and_the_rep_is_told(
    learn: Callable[..., None], read: Read
) -> None:
    learn("D2", entry("site-shown", days=60))
    learn("D3", entry("site-shown", days=60))
    assert not section(told(read("ana", send=True)), "now")
    second = section(told(read("ana", 1, send=True)), "Crust & Co oven · Crust & Co")
    assert "asked on 2026-03-09 without an answer: after this one Mo hears of it." in second[3]
    assert told(read("mo", 1, send=True)) is None, "who answers nothing is named with other news"
    learn("D1", *(each.model_copy(update={"recorded_at": each.recorded_at + 2 * WEEK}) for each in BACK))
    learn("D1", entry("test-bake", grade="asserted"))
    third = told(read("ana", 2, send=True))
    assert section(third, "With your manager now") == [
        "Mo hears of Crust & Co oven, Crust & Co mixer, asked 2 times without an answer."
    ]
    assert "asked 2 times without an answer: not again until it changes" in str(held_back(read("ana", 2))).lower()
    manager = told(read("mo", 2, send=True))
    assert section(manager, "asked 2 times without an answer") == [
        "Ana: Crust & Co oven: customer silent for 74 days: the limit here is 45.",
        "Ana: Crust & Co mixer: customer silent for 74 days: the limit here is 45.",
    ]
    assert section(manager, "answered nothing in the last four weeks") == ["Ana."]
    assert told(read("mo", 3)) is None
    assert not section(told(read("ana", 3)), "With your manager now")


@pytest.mark.parametrize("how", ["answered", "snoozed", "observed"])
def test_what_was_answered_does_not_escalate(
    how: str, learn: Callable[..., None], read: Read, desk: Desk, org: str
) -> None:
    learn("D2", entry("site-shown", days=60))
    for week in range(2):
        read("ana", week, send=True)
    tuesday = MONDAY + WEEK + timedelta(days=1)
    if how == "observed":
        learn("D2", entry("test-bake", "not_yet", "asserted", days=-8))
    else:
        assert desk.nudges.respond(org, "ana", "D2", Response(how), tuesday)
    assert [each.looked.deal.id for each in read("ana", 2).decision.nudges] == ["D2"]
    assert told(read("mo", 2)) is None


def test_a_step_back_reaches_the_managers_above_once(
    learn: Callable[..., None], read: Read, desk: Desk, org: str
) -> None:
    desk.deals.save_people(org, [Person(id="vp", name="Vi"), Person(id="mo", name="Mo", manager="vp")])
    learn("D1", *BACK)
    for person in ("mo", "vp"):
        line = "Ana: Old Mill oven: went back on 2026-03-07: The owner opens a budget for the oven."
        assert section(told(read(person, send=True)), "Your team: went back") == [line]
        assert told(read(person)) is None


def test_muted_is_silent_for_a_manager_too(learn: Callable[..., None], read: Read, desk: Desk, org: str) -> None:
    learn("D1", *BACK)
    for person in ("ana", "mo"):
        desk.nudges.mute(org, person, EVERYTHING)
        assert told(read(person)) is None
    assert [each.text for each in held_back(read("ana")).sections[0].lines] == [
        "Nudges are muted: Old Mill oven (went back on 2026-03-07)."
    ]


def test_without_a_manager_nobody_is_said_to_hear_of_it(
    learn: Callable[..., None], read: Read, desk: Desk, org: str
) -> None:
    desk.deals.save_people(org, [each.model_copy(update={"manager": "gone"}) for each in PEOPLE if each.id == "ben"])
    learn("D4", entry("site-shown", days=60))
    read("ben", send=True)
    assert section(told(read("ben", 1, send=True)), "Harbour Foods")[3].endswith(
        "asked on 2026-03-09 without an answer. (rule silence-escalate)"
    )
    assert told(read("ben", 2)) is None


def test_who_left_gets_nothing_and_their_deals_are_counted(desk: Desk, org: str) -> None:
    left = Deal(id="D5", name="Left behind", owner="gone")
    desk.deals.save_deals(org, [left, left.model_copy(update={"id": "D6", "owner": ""})])
    some, nobodys = receivers(desk, org, desk.deals.people(org))
    assert ([each.id for each in some], nobodys) == (["ana", "ben", "mo"], 2)


def test_looking_writes_nothing(learn: Callable[..., None], read: Read, desk: Desk, org: str) -> None:
    learn("D1", *BACK)
    first = read("ana")
    assert read("ana") == first
    assert desk.nudges.shown(org, [each.id for each in PEOPLE]) == {}
