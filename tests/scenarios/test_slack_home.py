"""The Home tab, for a rep, a manager and an administrator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from assistant.deals.deal import Deal, Person
from assistant.slack.views.home import OPEN
from assistant.slack.visitors import LINE
from tests.slack_limits import check_view, texts
from tests.slack_proxy import fails, slack_proxy
from tests.slack_server import labels, waited

if TYPE_CHECKING:
    from typing import Any

    from tests.slack_workplace import Workplace


def said(view: dict[str, Any]) -> str:
    return "\n".join(text for block in view["blocks"] for text in texts(block))


def opened(work: Workplace, user: str = "U01ANA") -> dict[str, Any]:
    before = work.server.home(user)
    work.server.post("/_control/open-home", user=user)
    view = waited(lambda: (now := work.server.home(user)) != before and now, "the Home tab")
    check_view(view)
    return view


def pressed(work: Workplace, view: dict[str, Any], label: str, user: str = "U01ANA") -> None:
    """Press the first button of that label in the tab; the server's presses know messages alone."""
    elements = [
        element
        for block in view["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
        if element.get("type") == "button" and element["text"]["text"] == label
    ]
    body = {
        "type": "block_actions",
        "trigger_id": f"{len(work.server.log('web_api'))}.1",
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [elements[0] | {"block_id": "b", "action_ts": "1.1"}],
    }
    assert work.dispatch(body, user).status == 200


def test_a_rep_sees_own_deals_by_what_they_need_and_opens_one(work: Workplace) -> None:
    view = opened(work)
    assert said(view).startswith("My deals by what they need")
    assert "Harbour Foods line" not in said(view)
    assert "Processes" not in said(view)
    assert len([block for block in view["blocks"] if block.get("accessory", {}).get("action_id") == OPEN]) == 3
    pressed(work, view, "Open")
    reply = work.ana.wait_for_reply()
    assert "Old Mill oven" in reply["text"]
    assert "Customer" in reply["text"]
    assert labels(reply)[:4] == ["Happened", "Not yet", "Went backward", "Don't know"]
    assert work.ledger() == ()


def test_who_has_no_deals_is_told_how_to_begin(work: Workplace) -> None:
    assert "create deal NAME for ACCOUNT" in said(opened(work, "U01NEW"))


def test_a_manager_sees_the_team_by_risk_with_whose_deal_it_is(work: Workplace) -> None:
    desk, organisation = work.application.desk, work.settings.organisation
    desk.deals.save_people(organisation, [Person(id="new", name="New", email="new@example.com", manager="x")])
    desk.deals.save_people(organisation, [Person(id="ana", name="Ana", email="ana@example.com", manager="new")])
    view = opened(work, "U01NEW")
    assert said(view).startswith("My team's deals by what they need")
    assert "Customer: See the need · Ana" in said(view)
    desk.deals.save_deals(organisation, [Deal(id="D9", name="Own oven", owner="new")])
    both = said(opened(work, "U01NEW"))
    assert both.index("My deals by") < both.index("Own oven") < both.index("My team's deals by") < both.index("· Ana")


def test_an_administrator_sees_processes_reader_and_health(work: Workplace) -> None:
    desk, organisation = work.application.desk, work.settings.organisation
    desk.deals.save_people(organisation, [Person(id="ad", name="Ad", email="new@example.com", sees_all=True)])
    told = said(opened(work, "U01NEW"))
    for part in (
        "*A bakery buys an oven* version 1, published 2026-03-10 by test",
        "*Reader* the local reader",
        "*Database* ✓ answers",
        "*Vector store* ✓ answers",
    ):
        assert part in told


def test_two_thousand_deals_are_turned_page_by_page(work: Workplace) -> None:
    desk, organisation = work.application.desk, work.settings.organisation
    desk.deals.save_people(organisation, [Person(id="ana", name="Ana", email="ana@example.com", manager="new")])
    desk.deals.save_people(organisation, [Person(id="new", name="New", email="new@example.com")])
    many = [Deal(id=f"X{n:04}", name=f"Oven {n:04}", owner="new" if n % 2 else "ana") for n in range(2000)]
    desk.deals.save_deals(organisation, many)
    view = opened(work, "U01NEW")
    assert said(view).count("page 1 of 100") == 1
    assert "1003 open deals, page 1 of 101" in said(view)
    first = said(view)
    pressed(work, view, "More", "U01NEW")
    turned = waited(lambda: (now := work.server.home("U01NEW")) and said(now) != first and now, "the next page")
    check_view(turned)
    assert "1000 open deals, page 2 of 100" in said(turned)
    assert "1003 open deals, page 1 of 101" in said(turned)
    pressed(work, turned, "Back", "U01NEW")
    waited(lambda: said(work.server.home("U01NEW") or {"blocks": []}) == first, "the first page again")


def test_an_overview_that_cannot_be_had_says_why(work: Workplace) -> None:
    event = {"type": "app_home_opened", "user": "U01BEN", "tab": "home"}
    with slack_proxy(work.server.api) as proxy:
        proxy.answers["users.info"] = lambda _: fails("missing_scope")
        work.behind(proxy.api)
        body = {"type": "event_callback", "team_id": "T01TEST", "event_id": "Ev1", "event": event}
        assert work.dispatch(body).status == 200
        view = waited(lambda: work.server.home("U01BEN"), "the Home tab")
    assert "lacks the scope" in json.dumps(view["blocks"])


def test_a_stranger_is_shown_nothing_and_told_why(work: Workplace) -> None:
    ben = work.ben
    event = {"type": "app_home_opened", "user": "U404", "tab": "home", "channel": ben.dm_channel}
    body = {"type": "event_callback", "team_id": "T01TEST", "event_id": "Ev1", "event": event}
    assert work.dispatch(body).status == 200
    assert ben.wait_for_reply()["text"] == LINE
    assert work.server.home("U404") is None


def calls(work: Workplace, method: str) -> list[dict[str, Any]]:
    """What the app sent with a method that the server does not have: it refuses, and keeps it in its log."""
    return [each["detail"] for each in work.server.log("web_api", "from_bot") if each["summary"] == method]


def test_as_the_dm_is_opened_a_few_things_to_say_are_offered(work: Workplace) -> None:
    event = {"type": "app_home_opened", "user": "U01ANA", "tab": "messages", "channel": work.ana.dm_channel}
    body = {"type": "event_callback", "team_id": "T01TEST", "event_id": "Ev2", "event": event}
    assert work.dispatch(body).status == 200
    (sent,) = waited(lambda: calls(work, "assistant.threads.setSuggestedPrompts"), "the prompts")
    assert "thread_ts" not in sent
    assert [each["message"] for each in sent["prompts"]] == ["my deals", "where is Old Mill oven?", "quiz me", "help"]
    assert work.server.home("U01ANA") is None


def test_a_thread_in_the_dm_shows_that_it_works_and_is_named_after_its_deal(work: Workplace) -> None:
    ana = work.ana
    root = ana.dm("my deals")
    ana.wait_for_reply()
    ana.dm("where is Old Mill oven?", root["ts"])
    assert "Customer" in ana.wait_for_reply(thread=root["ts"])["text"]
    ana.dm("why?", root["ts"])
    ana.wait_for(2, thread=root["ts"])
    assert [each["status"] for each in calls(work, "agents.sessions.setStatus")] == ["processing", "active"] * 2
    (named,) = calls(work, "assistant.threads.setTitle")
    assert (named["thread_ts"], named["title"]) == (root["ts"], "Old Mill oven")
