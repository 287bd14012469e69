"""Inspections asked for in words: what they say, what they write down, and who may have them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.inspecting_team import A_PAGE, Scope, inspected_team
from assistant.deals.agreed import Side
from assistant.deals.deal import Deal, Person
from assistant.errors import PersonError
from tests.builders import NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database

    Say = Callable[..., Reply]

TODAY = NOW.date()
DAY = 24 * 60
CLAIMS = {
    r"opened a budget": ("budget-opened", "happened", "quoted", 0.9),
    r"loses loaves": ("problem-stated", "happened", "quoted", 0.9),
    r"spent the money": ("budget-opened", "reversed", "asserted", 0.9),
    r"baked a batch": ("test-bake", "happened", "asserted", 0.9),
}
PEOPLE = (
    Person(id="mo", name="Mo", email="mo@example.com", manager="vp"),
    Person(id="vp", name="Vera Pohl", email="vp@example.com"),
    Person(id="zoe", name="Zoe", email="zoe@example.com", manager="vp"),
    Person(id="kim", name="Kim", email="kim@example.com", manager="zoe"),
)
DEALS = (
    Deal(id="K1", name="Kim's kiln", account="Kiln & Co", owner="kim", attributes={"segment": "small"}),
    Deal(id="N1", name="Nobody's oven", account="Nobody", owner=""),
)


@pytest.fixture
def coach(database: Database, org: str) -> Coach:
    desk = desk_on(database, org, KeywordReader(CLAIMS), bakery())
    desk.deals.save_people(org, PEOPLE)
    desk.deals.save_deals(org, DEALS)
    return Coach(desk)


@pytest.fixture
def say(coach: Coach, org: str) -> Say:
    minutes = iter(range(10_000))
    return lambda text, person="ana", days=0: coach.reply(
        message(org, text, minutes=next(minutes) + days * DAY, person=person, conversation=f"{person}-c")
    )


def lines(reply: Reply, title: str) -> list[str]:
    """The lines of the section whose title begins so, with what stands behind them."""
    found = [each for each in reply.sections if each.title.startswith(title)]
    return [f"{line.text} {line.citation}".strip() for each in found for line in each.lines]


def opening(reply: Reply) -> list[str]:
    return [each.text for each in reply.sentences]


def test_an_inspection_tells_what_is_proved_with_its_words_and_what_to_ask(say: Say) -> None:
    say("Old Mill: their owner opened a budget")
    say("Old Mill: Ms Lund baked a batch")
    seen = say("inspect Old Mill", "mo")
    assert opening(seen) == ["First inspection: 2 entries stand, the first on 2026-03-10."]
    assert lines(seen, "Proved by the customer: 1") == [
        "The owner opens a budget for the oven. “opened a budget” (their words, told by Ana on 2026-03-10)"
    ]
    assert lines(seen, "Told, not proved")[0].startswith(
        "The bakers bake a test batch — the rep says so. “baked a batch”"
    )
    assert lines(seen, "Missing") == [
        "The head baker says what the old oven costs them. [outcome problem-stated, version 1]"
    ]
    assert lines(seen, "The customer's next step")[0].endswith(
        "nobody is named for it, no day is agreed. [outcome problem-stated, version 1]"
    )
    assert lines(seen, "Ask Ana")[0].startswith("What did the head baker say it costs them? (nobody has said")
    assert seen.action is not None
    assert (seen.action.who, seen.action.serves) == ("Ana", "The head baker says what the old oven costs them")
    assert seen.place is not None
    assert (seen.place.stage, seen.place.crm_stage) == ("See the need", "Proposal")


def test_the_next_inspection_opens_with_what_was_agreed_and_what_changed(say: Say) -> None:
    say("Old Mill: their owner opened a budget")
    say("inspect Old Mill", "mo")
    say("agreed step for Old Mill: Ana gets the owner's mail by Friday", "mo")
    say("Old Mill: they spent the money elsewhere", days=3)
    seen = say("inspect Old Mill", "mo", days=7)
    assert opening(seen) == [
        "Agreed: Ana: Ana gets the owner's mail, by 2026-03-13 — 4 days overdue.",
        "Since 2026-03-10: 2 new, the customer is still at 'See the need'.",
        "The owner opens a budget for the oven — happened.",
        "The owner opens a budget for the oven — went back.",
    ]
    assert "taken back; still at 'See the need'; not earned again." in lines(seen, "Went back")[0]
    assert "Agreed step 4 days overdue: Ana gets the owner's mail." in lines(seen, "Warnings")


def test_nothing_changed_is_a_finding_and_the_sellers_activity_stands_beside_it(say: Say) -> None:
    say("inspect Old Mill", "mo")
    say("Old Mill: we sent the offer and walked them through", days=2)
    seen = say("inspect Old Mill", "mo", days=4)
    assert opening(seen)[0] == "Nothing changed since 2026-03-10: nobody has reported anything that the customer did."
    assert opening(say("inspect Old Mill since 2026-03-13", "mo", days=5))[0].startswith(
        "Nothing changed since 2026-03-13"
    )


def test_a_step_is_kept_listed_and_ended(coach: Coach, say: Say, org: str) -> None:
    reply = say("agreed step for Old Mill: they send the extract tomorrow", "mo")
    assert opening(reply)[0] == "Agreed for Old Mill oven: the customer: they send the extract, by 2026-03-11."
    say("agreed step for Old Mill: call the bank", "mo")
    kept = coach.desk.agreed.of(org, ["D1"])["D1"]
    assert [(each.text, each.side, each.due, each.who) for each in kept] == [
        ("they send the extract", Side.CUSTOMER, TODAY + timedelta(days=1), "the customer"),
        ("call the bank", Side.SELLER, None, "Ana"),
    ]
    assert opening(say("step 1 done", "mo"))[0] == "Done: they send the extract."
    with pytest.raises(PersonError, match=r"no open step 2 for Old Mill oven; open are: 1. call the bank"):
        say("step 2 done", "mo")


def test_each_inspection_is_written_down_once(coach: Coach, say: Say, org: str) -> None:
    say("inspect Old Mill", "mo")
    say("inspect my team", "mo")
    again = message(org, "inspect all", person="admin", conversation="a", minutes=5)
    assert coach.reply(again) == coach.reply(again)
    assert [(each.person, each.scope, each.deals) for each in coach.desk.inspections.all(org)] == [
        ("admin", "all", 6),
        ("mo", "team", 4),
        ("mo", "deal:D1", 1),
    ]


def test_a_refused_inspection_is_not_written_down(coach: Coach, say: Say, org: str) -> None:
    say("inspect Kim's kiln", "ana")  # "which deal?": nothing of it is said
    with pytest.raises(PersonError):
        say("inspect team zoe", "ana")
    assert coach.desk.inspections.all(org) == ()


def test_a_team_is_told_in_order_of_risk_with_what_is_new(say: Say) -> None:
    say("inspect my team", "mo")
    say("Old Mill: their owner opened a budget", days=1)
    say("Old Mill: they spent the money", days=2)
    say("Crust & Co mixer: we sent them the offer", days=2)
    seen = say("inspect my team", "mo", days=3)
    assert opening(seen) == ["4 open deals, in order of risk."]
    assert [(each.name, each.owner, each.reason, each.changed) for each in seen.deals][:2] == [
        ("Old Mill oven", "Ana", "went back on 2026-03-12", "1 happened, 1 went back"),
        ("Crust & Co oven", "Ana", "", "nothing new"),
    ]
    assert lines(seen, "Since 2026-03-10") == ["1 of 4 deals have news: Old Mill oven."]
    assert "1 went back this week: Old Mill oven." in lines(seen, "Look at")
    assert lines(seen, "To coach")[0].endswith("; 1 with activity of ours and no customer movement.")


def test_the_two_pipelines_stand_beside_each_other(say: Say) -> None:
    seen = say("inspect my team", "mo")
    assert lines(seen, "A bakery buys an oven, EUR: proved by customers / said by the CRM") == [
        "See the need: 1 deal, 12,000 / none",
        "Choose an oven: none / 1 deal, 12,000",
    ]
    assert lines(seen, "A bakery buys an oven: proved by customers / said by the CRM") == [
        "See the need: 3 deals / none",
        "No stage of the process: none / 3 deals",
    ]


def test_a_theme_is_told_with_its_owner(say: Say) -> None:
    assert lines(say("inspect my team", "mo"), "To coach") == [
        "Ana: 3 of 3 deals lack “The owner opens a budget for the oven”."
    ]


def test_many_deals_come_by_pages(coach: Coach, say: Say, org: str) -> None:
    coach.desk.deals.save_deals(org, [Deal(id=f"X{n:03}", name=f"Oven {n}", owner="ben") for n in range(2 * A_PAGE)])
    first, last = say("inspect my team", "mo"), say("inspect my team page 3", "mo")
    assert (len(first.deals), [each.text for each in first.choices]) == (A_PAGE, ["inspect my team page 2"])
    assert (len(last.deals), last.choices, last.sections) == (4, (), ())
    assert opening(last) == ["34 open deals, in order of risk, page 3 of 3."]
    shown = [deal.deal for page in (1, 2, 3) for deal in say(f"inspect my team page {page}", "mo").deals]
    assert len(set(shown)) == len(shown) == 34


TEAM_MO, ALL = {"D1", "D2", "D3", "D4"}, {"D1", "D2", "D3", "D4", "K1", "N1"}
RIGHTS: tuple[tuple[str, str, set[str] | str], ...] = (
    # a rep: own deals, nobody else's
    ("ana", "inspect Old Mill", {"D1"}),
    ("ana", "inspect my team", {"D1", "D2", "D3"}),
    ("ana", "inspect all", {"D1", "D2", "D3"}),
    ("ben", "inspect Harbour Foods", {"D4"}),
    ("ben", "inspect team ben", {"D4"}),
    # a peer
    ("ben", "inspect D1", "unknown"),
    ("ben", "inspect team ana", "refused"),
    ("ana", "inspect D4", "unknown"),
    ("ana", "inspect team mo", "refused"),
    # a manager: the reports below
    ("mo", "inspect D1", {"D1"}),
    ("mo", "inspect D4", {"D4"}),
    ("mo", "inspect my team", TEAM_MO),
    ("mo", "inspect team ana", {"D1", "D2", "D3"}),
    ("mo", "inspect team ben@example.com", {"D4"}),
    ("mo", "inspect all", TEAM_MO),
    # another team's manager
    ("zoe", "inspect D1", "unknown"),
    ("zoe", "inspect K1", {"K1"}),
    ("zoe", "inspect my team", {"K1"}),
    ("zoe", "inspect team mo", "refused"),
    ("mo", "inspect team zoe", "refused"),
    ("mo", "inspect segment small", "refused"),
    # a manager's manager
    ("vp", "inspect D1", {"D1"}),
    ("vp", "inspect K1", {"K1"}),
    ("vp", "inspect my team", TEAM_MO | {"K1"}),
    ("vp", "inspect team zoe", {"K1"}),
    ("vp", "inspect segment small", {"K1"}),
    ("mo", "inspect team vp", "refused"),
    # nobody's deal, an administrator, a stranger
    ("vp", "inspect N1", "unknown"),
    ("admin", "inspect N1", {"N1"}),
    ("admin", "inspect all", ALL),
    ("admin", "inspect team mo", TEAM_MO),
    ("guest", "inspect D1", "unknown"),
    ("guest", "inspect all", set()),
    ("guest", "inspect team ana", "refused"),
)


def seen_by(say: Say, person: str, text: str) -> set[str] | str:
    """The deals that an inspection shows; `unknown` where the deal is not found, `refused` where it is said so."""
    try:
        reply = say(text, person)
    except PersonError:
        return "refused"
    if reply.deal is not None:
        return {reply.deal.id}
    return "unknown" if "I know no open deal" in opening(reply)[0] else {each.deal for each in reply.deals}


@pytest.mark.parametrize(("person", "text", "shown"), RIGHTS)
def test_who_may_inspect_what(say: Say, person: str, text: str, shown: set[str] | str) -> None:
    assert seen_by(say, person, text) == shown


def test_a_deal_that_moves_leaves_its_former_owner_and_manager(coach: Coach, say: Say, org: str) -> None:
    say("Old Mill: their owner opened a budget")
    deal = coach.desk.deals.deal(org, "D1")
    assert deal is not None
    coach.desk.deals.save_deals(org, [deal.model_copy(update={"owner": "kim"})])
    shown = {who: seen_by(say, who, "inspect D1") for who in ("ana", "mo", "kim", "zoe", "vp")}
    assert shown == {"ana": "unknown", "mo": "unknown", "kim": {"D1"}, "zoe": {"D1"}, "vp": {"D1"}}


def test_a_rep_who_changes_managers_takes_their_deals_along(coach: Coach, say: Say, org: str) -> None:
    ana = coach.desk.person(org, "ana")
    coach.desk.deals.save_people(org, [ana.model_copy(update={"manager": "zoe"})])
    assert seen_by(say, "mo", "inspect my team") == {"D4"}
    assert seen_by(say, "zoe", "inspect my team") == {"K1", "D1", "D2", "D3"}


def test_another_organisation_has_nothing_of_it(coach: Coach, org: str) -> None:
    asked = message(f"{org}-b", "inspect all", person="admin")
    assert inspected_team(coach.desk, asked, Scope("all")).lines == ()
