"""*Get deal standing* as a step of a workflow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from tests.slack_proxy import fails, ok, slack_proxy, user
from tests.slack_server import waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_proxy import Proxy
    from tests.slack_workplace import Workplace


@pytest.fixture
def proxy(work: Workplace) -> Iterator[Proxy]:
    """The server with workflows that go on."""
    with slack_proxy(work.server.api) as between:
        between.answers["functions.completeSuccess"] = lambda _: ok({})
        between.answers["functions.completeError"] = lambda _: ok({})
        work.behind(between.api)
        yield between


def run_step(work: Workplace, deal: str | None, starter: str | None = "U01ANA", execution: str = "Fx1") -> None:
    """Slack runs the step."""
    inputs: dict[str, Any] = {} if deal is None else {"deal": deal}
    if starter:
        inputs["interactivity"] = {"interactor": {"id": starter, "secret": "s"}, "interactivity_pointer": "1.2.3"}
    event = {
        "type": "function_executed",
        "function": {"id": "Fn1", "callback_id": "deal_standing", "type": "app", "app_id": "A01APP"},
        "inputs": inputs,
        "function_execution_id": f"{execution}-{work.settings.organisation}",
        "workflow_execution_id": "Wx1",
        "event_ts": "1772000000.000100",
        "bot_access_token": "xwfp-of-this-run",
    }
    body = {"type": "event_callback", "team_id": "T01TEST", "event_id": f"Ev{execution}", "event": event}
    assert work.dispatch(body | {"user": None}).status == 200


def ended(proxy: Proxy, method: str) -> dict[str, Any]:
    return waited(lambda: [given for name, given in proxy.asked if name == f"functions.{method}"], method)[-1]


@pytest.mark.parametrize("name", ["Old Mill oven", "D1", "old mill bakery"])
def test_it_gives_where_the_customer_is(work: Workplace, proxy: Proxy, name: str) -> None:
    work.ana.dm("Old Mill Bakery: the owner wrote: 12,000 is set aside for the oven")
    work.ana.wait_for_reply()
    run_step(work, name)
    told = ended(proxy, "completeSuccess")
    found = told["outputs"] if isinstance(told["outputs"], dict) else json.loads(told["outputs"])
    assert told["function_execution_id"].startswith("Fx1-")
    assert found == {
        "stage": "See the need",
        "open_gates": "The head baker says what the old oven costs them",
        "last_customer_action": "not known",
        "next_question": "What did the head baker say it costs them?",
    }


@pytest.mark.parametrize(
    ("deal", "starter", "said"),
    [
        ("Harbour Foods line", "U01ANA", "There is no deal 'Harbour Foods line' that you may see"),
        ("Crust & Co", "U01ANA", "2 deals fit 'Crust &amp; Co'"),
        ("  ", "U01ANA", "Name the deal in the step"),
        (None, "U01ANA", "Name the deal in the step"),
        ("D1", "U01BEN", "There is no deal 'D1' that you may see"),
        ("D1", None, "Slack does not say who set this workflow off"),
    ],
)
def test_what_cannot_be_told_ends_the_workflow_with_a_sentence(
    work: Workplace, proxy: Proxy, deal: str | None, starter: str | None, said: str
) -> None:
    run_step(work, deal, starter)
    assert said in ended(proxy, "completeError")["error"]
    assert proxy.times("functions.completeSuccess") == 0


def test_a_guest_is_told_nothing_by_a_workflow(work: Workplace, proxy: Proxy) -> None:
    proxy.answers["users.info"] = lambda _: user("U01ANA", profile={"email": "ana@example.com"}, is_restricted=True)
    run_step(work, "D1")
    assert "members of this workspace alone" in ended(proxy, "completeError")["error"]


def test_the_same_run_delivered_twice_goes_on_once(work: Workplace, proxy: Proxy) -> None:
    run_step(work, "D1")
    run_step(work, "D1")
    run_step(work, "D2", execution="Fx2")
    waited(lambda: proxy.times("functions.completeSuccess") == 2, "both runs")
    assert work.inbox.arrived[0] == work.inbox.arrived[1]


def test_where_slack_does_not_take_it_the_log_says_so(work: Workplace, proxy: Proxy) -> None:
    proxy.answers["functions.completeSuccess"] = lambda _: fails("function_execution_not_found")
    with capture_logs() as logs:
        run_step(work, "D1")
        waited(lambda: [each for each in logs if each["event"] == "a workflow does not go on"], "the log")


def test_where_slack_is_asked_too_often_the_workflow_waits(work: Workplace, proxy: Proxy) -> None:
    busy = [fails("ratelimited", 429, Retry_After="1")]
    proxy.answers["functions.completeSuccess"] = lambda _: busy.pop() if busy else ok({})
    run_step(work, "D1")
    waited(lambda: proxy.times("functions.completeSuccess") == 2, "the second try")
