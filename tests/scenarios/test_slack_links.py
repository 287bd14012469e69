"""A link to a deal gets a preview where everybody who sees it may see the deal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from tests.scenarios.test_slack_channels import share
from tests.slack_limits import check_block
from tests.slack_proxy import fails, ok, slack_proxy, user
from tests.slack_server import CHANNEL, PRIVATE, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_proxy import Proxy
    from tests.slack_workplace import Workplace

CRM = "https://crm.example/deals/{deal}"
D1 = "https://crm.example/deals/D1?tab=1&amp;x=2"


@pytest.fixture
def proxy(work: Workplace) -> Iterator[Proxy]:
    """The server with previews, and the app with the CRM's addresses."""
    with slack_proxy(work.server.api) as between:
        between.answers["chat.unfurl"] = lambda _: ok({})
        work.settings = work.settings.model_copy(update={"deal_link": CRM})
        work.behind(between.api)
        yield between


def posted(work: Workplace, channel: str, *urls: str, poster: str = "U01ANA", **more: Any) -> None:
    """Slack tells of a message with links."""
    event = {"type": "link_shared", "channel": channel, "user": poster, "message_ts": "1772000000.000100"}
    event |= {"source": "conversations_history", "links": [{"url": url, "domain": "crm.example"} for url in urls]}
    body = {"type": "event_callback", "event_id": f"Ev{channel}{len(urls)}{work.settings.organisation}"}
    assert work.dispatch(body | {"event": event | more, "user": None, "team": {"id": "T01TEST"}}).status == 200


def unfurled(proxy: Proxy) -> dict[str, Any]:
    asked = waited(lambda: [given for method, given in proxy.asked if method == "chat.unfurl"], "the preview")
    unfurls = asked[-1]["unfurls"]
    return json.loads(unfurls) if isinstance(unfurls, str) else unfurls


def nothing_happens(work: Workplace, proxy: Proxy) -> None:
    """A later message is answered, and there was no preview until then."""
    before = len(work.ana.answers())
    work.ana.dm("help")
    work.ana.wait_for(before + 1)
    assert proxy.times("chat.unfurl") == 0


def test_where_every_member_may_see_it_the_customers_place_is_shown(work: Workplace, proxy: Proxy) -> None:
    share(work)
    posted(work, PRIVATE, D1, "https://crm.example/deals/D4", "https://crm.example/deals/none")
    ((url, preview),) = unfurled(proxy).items()
    assert url == D1
    for block in preview["blocks"]:
        check_block(block)
    told = json.dumps(preview, ensure_ascii=False)
    for part in ("Old Mill oven", "See the need", "step 1 of 3", "The CRM says Proposal"):
        assert part in told
    assert (proxy.asked[-1][1]["channel"], proxy.asked[-1][1]["ts"]) == (PRIVATE, "1772000000.000100")


def test_in_the_dm_with_the_app_its_one_reader_counts(work: Workplace, proxy: Proxy) -> None:
    posted(work, work.ana.dm_channel, D1)
    assert list(unfurled(proxy)) == [D1]


def test_where_one_reader_may_not_there_is_no_preview(work: Workplace, proxy: Proxy) -> None:
    posted(work, PRIVATE, D1)
    waited(lambda: proxy.times("conversations.members") == 1, "the members")
    nothing_happens(work, proxy)
    share(work)
    posted(work, CHANNEL, D1)  # the newcomer reads here
    posted(work, "D0OTHERS", D1)  # a DM of two people
    posted(work, work.ben.dm_channel, "https://crm.example/deals/D2", poster="U01BEN")
    nothing_happens(work, proxy)


@pytest.mark.parametrize("more", [{"source": "composer"}, {"links": []}, {"user": None}], ids=str)
def test_a_link_that_is_still_written_or_no_deals_is_left_alone(
    work: Workplace, proxy: Proxy, more: dict[str, Any]
) -> None:
    share(work)
    posted(work, PRIVATE, D1, **more)
    posted(work, PRIVATE, "https://crm.example/contacts/7", "https://evil.example/deals/D1")
    nothing_happens(work, proxy)


def test_a_guests_link_is_left_alone_without_a_word(work: Workplace, proxy: Proxy) -> None:
    proxy.answers["users.info"] = lambda asked: (
        user("U01BEN", is_restricted=True) if asked["user"] == "U01BEN" else None
    )
    posted(work, PRIVATE, D1, poster="U01BEN")
    nothing_happens(work, proxy)
    assert work.ben.answers(PRIVATE) == []


def test_without_the_setting_no_link_is_looked_at(work: Workplace) -> None:
    share(work)
    posted(work, PRIVATE, D1)
    assert work.inbox.arrived == []


def test_where_slack_takes_no_preview_the_log_says_why(work: Workplace, proxy: Proxy) -> None:
    share(work)
    proxy.answers["chat.unfurl"] = lambda _: fails("cannot_unfurl_url")
    with capture_logs() as logs:
        posted(work, PRIVATE, D1)
        waited(lambda: [each for each in logs if each["event"] == "no preview"], "the log")


def test_where_slack_is_asked_too_often_the_preview_waits(work: Workplace, proxy: Proxy) -> None:
    share(work)
    busy = [fails("ratelimited", 429, Retry_After="1")]
    proxy.answers["chat.unfurl"] = lambda _: busy.pop() if busy else ok({})
    posted(work, PRIVATE, D1)
    waited(lambda: proxy.times("chat.unfurl") == 2, "the second try")
