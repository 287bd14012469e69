"""An answer in a channel is shown to all where every member may see the deal, and else to the asker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import NOW
from tests.slack_proxy import fails, ok, slack_proxy, user
from tests.slack_server import CHANNEL, PRIVATE, labels, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_proxy import Proxy
    from tests.slack_workplace import Workplace

NEWS = "Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven"


def share(work: Workplace, deal: str = "D1", *readers: str) -> None:
    for each in readers or ("ben",):
        work.application.desk.deals.share(work.settings.organisation, deal, each, by="ana", at=NOW)


@pytest.fixture
def proxy(work: Workplace, office: Any) -> Iterator[Proxy]:
    """The server with members that come in pages, or not at all."""
    with slack_proxy(work.server.api) as between:
        work.behind(between.api)
        yield between


def mention(work: Workplace, text: str = NEWS, ts: str = "1772000000.000100") -> None:
    """Hand the app a mention in the private channel."""
    event = {"type": "app_mention", "channel": PRIVATE, "user": "U01ANA", "ts": ts, "text": text}
    body = {"type": "event_callback", "event_id": f"Ev{ts}-{work.settings.organisation}", "event": event}
    assert work.dispatch(body | {"user": None, "team": {"id": "T01TEST"}}).status == 200


def posted(proxy: Proxy) -> tuple[str, str]:
    """How the answer went out: the method, and its text."""
    waited(lambda: len([m for m, _ in proxy.asked if m.startswith("chat.post")]) >= 1, "a post")
    calls = waited(
        lambda: [(m, a) for m, a in proxy.asked if m.startswith("chat.post") and "blocks" in a], "the answer"
    )
    return calls[0][0], calls[0][1]["text"]


def test_where_every_member_may_see_the_deal_all_read_the_answer(work: Workplace) -> None:
    share(work)
    root = work.ana.mention(NEWS, channel=PRIVATE)
    ben = work.ben
    seen = ben.wait_for_reply(PRIVATE, root["ts"])
    assert "Recorded" in seen["text"]
    assert "ephemeral_to" not in seen
    assert len(ben.answers(PRIVATE)) == 1  # no line before it

    ben.press(seen, "Not yet")
    told = ben.wait_for_reply(PRIVATE, root["ts"])
    assert "Recorded" in told["text"]
    assert "ephemeral_to" not in told
    assert [each.reported_by for each in work.ledger()] == ["ana", "ben"]
    after = waited(
        lambda: next((m for m in ben.messages(PRIVATE) if m["ts"] == seen["ts"] and "edited" in m), None), "the note"
    )
    assert len(labels(after)) == len(labels(seen)) - 4


def test_once_it_is_no_longer_shared_the_asker_alone_reads_the_answer(work: Workplace) -> None:
    share(work)
    work.ana.mention(NEWS, channel=PRIVATE)
    work.ana.wait_for(1, PRIVATE)
    work.application.desk.deals.unshare(work.settings.organisation, "D1", "ben")
    root = work.ana.mention("where is Old Mill Bakery?", channel=PRIVATE)
    assert work.ana.wait_for(2, PRIVATE, root["ts"])["ephemeral_to"] == "U01ANA"
    (line,) = work.ben.answers(PRIVATE, root["ts"])
    assert "only you can see it" in line["text"]


@pytest.mark.parametrize("text", ["my deals", "where is Crust & Co?", "help", "what counts as proof of the budget?"])
def test_what_is_not_about_one_deal_is_the_askers(work: Workplace, text: str) -> None:
    for deal in ("D1", "D2", "D3"):
        share(work, deal)
    root = work.ana.mention(text, channel=PRIVATE)
    assert work.ana.wait_for(2, PRIVATE, root["ts"])["ephemeral_to"] == "U01ANA"


def test_somebody_whom_nobody_knows_may_not_see_it(work: Workplace) -> None:
    share(work)
    root = work.ana.mention(NEWS, channel=CHANNEL)  # the newcomer reads here too
    assert work.ana.wait_for(2, CHANNEL, root["ts"])["ephemeral_to"] == "U01ANA"


def test_a_deal_is_shared_by_command_and_taken_back(work: Workplace) -> None:
    ana, ben = work.ana, work.ben
    ana.command("share Old Mill oven with @BEN@example.com")
    assert ana.wait_for_reply()["text"] == "Ben sees Old Mill oven now."
    ben.command("show Old Mill oven")
    assert "step 1 of 3" in ben.wait_for_reply()["text"]
    for text, told in (
        ("share Old Mill oven with ben", "Ben sees Old Mill oven already."),
        ("share Old Mill oven with Cy", "Nobody here is called 'Cy'; give the e-mail address."),
        ("share Crust &amp; Co with Ben", "2 deals fit"),
        ("unshare Old Mill oven with Ben", "Old Mill oven is shared with Ben no more."),
        ("unshare Old Mill oven with Ben", "Old Mill oven was not shared with Ben."),
    ):
        ana.command(text)
        assert ana.wait_for_reply()["text"].startswith(told)
    ben.command("show Old Mill oven")
    assert "no deal 'Old Mill oven' that you may see" in ben.wait_for_reply()["text"]


def test_news_about_sharing_is_news(work: Workplace) -> None:
    work.ana.command("share prices fell. Old Mill Bakery: the owner wrote: yes to the oven", PRIVATE)
    assert "Recorded" in work.ana.wait_for_reply(PRIVATE)["text"]


def test_a_command_is_the_askers_wherever_it_is_given(work: Workplace) -> None:
    share(work)
    work.ana.command("show Old Mill oven", PRIVATE)
    assert work.ana.wait_for_reply(PRIVATE)["ephemeral_to"] == "U01ANA"


def test_a_button_pressed_by_two_people_is_answered_to_each(work: Workplace) -> None:
    share(work)
    work.ana.mention("where is Old Mill Bakery?", channel=PRIVATE)
    seen = work.ben.wait_for_reply(PRIVATE)
    work.ben.press(seen, "Happened")
    work.ben.wait_for(2, PRIVATE)
    work.application.desk.deals.unshare(work.settings.organisation, "D1", "ben")
    work.ana.press(seen, "Happened")
    waited(lambda: [m for m in work.ana.answers(PRIVATE) if m.get("ephemeral_to") == "U01ANA"], "Ana's answer")
    assert [each.reported_by for each in work.ledger()] == ["ben", "ana"]
    work.ben.press(seen, "Went backward")
    refused = waited(lambda: [m for m in work.ben.answers(PRIVATE) if m.get("ephemeral_to")], "Ben's answer")
    assert "no deal 'D1' that you may see" in refused[0]["text"]


def test_members_are_read_page_by_page_and_once_a_minute(work: Workplace, proxy: Proxy) -> None:
    share(work)
    pages = {"": (["U01ANA", "U0BOT"], "next"), "next": (["U01BEN"], "")}

    def page(asked: dict[str, str]) -> Any:
        members, cursor = pages[asked.get("cursor", "")]
        return ok({"members": members, "response_metadata": {"next_cursor": cursor}})

    proxy.answers["conversations.members"] = page
    mention(work)
    assert posted(proxy)[0] == "chat.postMessage"
    mention(work, "where is Old Mill Bakery?", "1772000000.000200")
    waited(lambda: proxy.times("chat.postMessage") == 2, "the second answer")
    assert proxy.times("conversations.members") == 2


def test_more_members_than_may_see_it_are_not_all_looked_up(work: Workplace, proxy: Proxy) -> None:
    members = ["U01ANA", *(f"U{number}" for number in range(50))]
    proxy.answers["conversations.members"] = lambda _: ok(
        {"members": members, "response_metadata": {"next_cursor": "more"}}
    )
    mention(work)
    assert posted(proxy)[0] == "chat.postEphemeral"
    assert proxy.times("conversations.members") == 1
    assert {asked["user"] for method, asked in proxy.asked if method == "users.info"} == {"U01ANA"}


@pytest.mark.parametrize(
    "answer", [fails("missing_scope"), fails("channel_not_found"), fails("fetch_members_failed"), fails("fatal_error")]
)
def test_where_slack_does_not_say_who_reads_the_answer_is_the_askers(
    work: Workplace, proxy: Proxy, answer: Any
) -> None:
    share(work)
    proxy.answers["conversations.members"] = lambda _: answer
    mention(work)
    assert posted(proxy)[0] == "chat.postEphemeral"


def test_a_guest_in_the_channel_keeps_it_private(work: Workplace, proxy: Proxy) -> None:
    share(work)
    proxy.answers["users.info"] = lambda asked: (
        user("U01BEN", profile={"email": "ben@example.com"}, is_restricted=True) if asked["user"] == "U01BEN" else None
    )
    mention(work)
    assert posted(proxy)[0] == "chat.postEphemeral"


def test_where_slack_is_asked_too_often_the_answer_waits(work: Workplace, proxy: Proxy) -> None:
    share(work)
    busy = [fails("ratelimited", 429, Retry_After="1")]
    proxy.answers["conversations.members"] = lambda _: busy.pop() if busy else None
    mention(work)
    assert posted(proxy)[0] == "chat.postMessage"
    assert proxy.times("conversations.members") == 2
    assert len(work.ledger()) == 1
