"""A day of a rep, a manager and a stranger with the app as it runs, over Socket Mode and over signed HTTP.

The reader is the local one. Each reply is timed: nine in ten must be there within two seconds, or as many times that as
the machine has work for. `pytest -s` shows how long they took.
"""

from __future__ import annotations

import os
import re
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from assistant.slack.visitors import LINE
from assistant.terminal.sample import ORGANISATION
from tests.builders import NOW
from tests.scenarios.test_slack_home import said
from tests.scenarios.test_slack_surfaces import filled
from tests.slack_limits import check_message, check_view
from tests.slack_sample import GUEST, MANAGER, NEWCOMER, REP, SampleWorkplace, sample_workplace
from tests.slack_server import CHANNEL, labels, waited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.deals.observation import Observation
    from tests.slack_server import Driver

PROMISED_S = 2.0
GO_AHEAD = "Go ahead with the outline, the price range is fine with me."
NEWS = f'Alder Clinics: the finance director wrote yesterday: "{GO_AHEAD}"'
OWNER = "Harbour Foods: the managing director named Priya Nair as the owner of the initiative"


class Day:
    """One workplace, and how long each reply took in seconds."""

    def __init__(self, sample: SampleWorkplace) -> None:
        self.sample, self.server = sample, sample.server
        self.rep, self.manager = sample.person(REP), sample.person(MANAGER)
        self.took: list[tuple[float, str]] = []

    def ledger(self, deal: str) -> tuple[Observation, ...]:
        return self.sample.application.desk.ledger.observations(ORGANISATION, deal)

    def timed(self, what: str, act: Callable[[], Any], look: Callable[[], Any]) -> Any:
        """What comes of an act, once it is there."""
        begun = time.perf_counter()
        act()
        found = waited(look, what)
        self.took.append((time.perf_counter() - begun, what))
        return found

    def reply(
        self, person: Driver, what: str, act: Callable[[], Any], channel: str | None = None, thread: str | None = None
    ) -> dict[str, Any]:
        """The reply to an act, within Slack's limits."""
        where = channel or person.dm_channel
        person.seen |= {each["ts"] for each in person.answers(where)}

        def look() -> dict[str, Any] | None:
            fresh = [each for each in person.answers(where, thread) if each["ts"] not in person.seen]
            return next((each for each in fresh if each.get("blocks")), None)

        found: dict[str, Any] = self.timed(what, act, look)
        check_message(found["blocks"], found["text"])
        return found

    def modal(self, what: str, act: Callable[[], Any]) -> dict[str, Any]:
        """The modal that an act opens, by block id."""
        view = self.timed(what, act, self.server.open_modal)
        check_view(view)
        return {each.get("block_id", "about"): each for each in view["blocks"]}

    def home(self, person: str) -> str:
        def look() -> dict[str, Any] | None:
            return self.server.home(person)

        view = self.timed("the Home tab", lambda: self.server.post("/_control/open-home", user=person), look)
        check_view(view)
        return said(view)


@pytest.fixture(scope="module", params=["socket", "http"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("people")
    with sample_workplace(folder, http=request.param == "http", guest=True, clock=lambda: NOW) as sample:
        whole = Day(sample)
        yield whole
    slowest = sorted(whole.took, reverse=True)
    told = ", ".join(f"{seconds:.2f} s {what}" for seconds, what in slowest[:5])
    sys.stdout.write(f"\n{request.param}: {len(slowest)} replies, the slowest {told}\n")
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # how many others want each processor
    assert slowest[len(slowest) // 10][0] <= PROMISED_S * crowd, (crowd, slowest)


def test_the_rep_tells_news_takes_it_back_and_asks_in_a_thread(day: Day) -> None:
    rep = day.rep
    told = day.reply(rep, "an update", lambda: rep.dm(NEWS))
    assert all(part in told["text"] for part in ("Recorded", GO_AHEAD, "their own words", "Next for you"))
    before = day.ledger("alder")
    assert before[-1].outcome == "outline-backed"
    undone = day.reply(rep, "Undo", lambda: rep.press(told, "Undo"))
    assert "Taken back" in undone["text"]
    assert day.ledger("alder")[-1].supersedes == before[-1].id
    mine = rep.dm("where is Alder Clinics?")
    theirs = day.reply(rep, "a question", lambda: None)
    rep.dm("where is Brightwater?")
    day.reply(rep, "another deal", lambda: None)
    for root in (mine["ts"], theirs["ts"], undone["ts"]):  # a thread is about what it hangs under
        why = day.reply(rep, "a thread", lambda root=root: rep.dm("why?", root), thread=root)
        assert "The customer is at 'Weigh the options' because" in why["text"]
    other = day.reply(rep, "a thread", lambda: rep.dm("Brightwater: why?", theirs["ts"]), thread=theirs["ts"])
    assert "Brightwater metering" in other["text"]
    lost = "Bad news from Alder Clinics: the practice manager who owned the initiative left the company"
    back = day.reply(rep, "a backward move", lambda: rep.dm(lost))
    assert "The customer went back a step" in back["text"]
    assert "the way forward again" in back["text"]


def test_the_rep_answers_with_a_button_and_corrects_a_form(day: Day) -> None:
    rep = day.rep
    told = day.reply(rep, "a bare word", lambda: rep.dm(OWNER))
    assert "your word, no proof yet" in told["text"]
    blocks = day.modal("a modal", lambda: rep.press(told, "Add proof"))
    assert "names one person as the owner" in blocks["about"]["text"]["text"]
    form = {"kind": "quoted", "quote": "Priya Nair: this one is mine"}
    assert "lies ahead" in day.server.submit_modal(REP, filled(**form, day="2027-01-01"))["day"]
    good = filled(**form, day="2026-03-09")
    proved = day.reply(rep, "proof", lambda: day.server.submit_modal(REP, good))
    assert "Priya Nair: this one is mine" in proved["text"]
    assert [each.grade for each in day.ledger("harbour")[-2:]] == ["asserted", "quoted"]
    answered = day.reply(rep, "Not yet", lambda: rep.press(proved, "Not yet"))
    assert "Undo" in labels(answered)
    assert day.ledger("harbour")[-1].verdict == "not_yet"


def test_a_command_in_a_channel_is_the_askers_alone(day: Day) -> None:
    rep = day.rep
    for text, part in (
        ("list", "4 open deals"),
        ("show Brightwater", "The CRM says Negotiation"),
        ("help", "/deal show"),
    ):
        reply = day.reply(rep, f"/deal {text}", lambda text=text: rep.command(text, CHANNEL), CHANNEL)
        assert part in reply["text"]
        assert reply["ephemeral_to"] == REP
    named = rep.mention("where is Brightwater?")["ts"]
    day.reply(rep, "a mention", lambda: None, CHANNEL, named)
    assert "Brightwater" not in " ".join(each["text"] for each in day.manager.answers(CHANNEL))


def test_shortcuts_open_forms_that_say_what_is_wrong(day: Day) -> None:
    rep, server = day.rep, day.server
    message = day.manager.say(CHANNEL, f"From the finance director of Alder Clinics: {GO_AHEAD}")
    blocks = day.modal("a message shortcut", lambda: day.sample.shortcut("record_evidence", REP, message))
    assert GO_AHEAD in blocks["text"]["element"]["initial_value"]
    assert blocks["deal"]["element"]["initial_option"]["value"] == "alder"
    words = {"deal": "alder", "kind": "quoted", "day": None}
    assert "empty" in server.submit_modal(REP, filled(**words, text=" "))["text"]
    form = filled(**words, text=f"The finance director: {GO_AHEAD}")
    day.reply(rep, "evidence", lambda: server.submit_modal(REP, form))
    assert re.search(rf"/archives/{CHANNEL}/p\d+$", day.ledger("alder")[-1].source)

    day.modal("a global shortcut", lambda: day.sample.shortcut("update_deal", REP))
    assert server.submit_modal(REP, filled(deal=None, text=OWNER)) == {"deal": "Choose a deal."}
    good = filled(deal="harbour", text=OWNER)
    assert "Recorded" in day.reply(rep, "a form", lambda: server.submit_modal(REP, good))["text"]


def test_the_manager_sees_the_team_and_a_newcomer_sees_nothing_of_it(day: Day) -> None:
    assert day.home(REP).startswith("My deals by what they need")
    assert "EUR · Sample Rep" in day.home(MANAGER)
    shown = day.reply(day.manager, "a manager's question", lambda: day.manager.dm("where is Brightwater?"))
    assert "Brightwater metering" in shown["text"]
    newcomer = day.sample.person(NEWCOMER)
    assert "create deal NAME" in day.home(NEWCOMER)
    told = day.reply(newcomer, "no deal", lambda: newcomer.dm("where is Brightwater?"))
    assert "metering" not in told["text"]


def test_a_stranger_gets_one_line_whatever_they_try(day: Day) -> None:
    guest, before = day.sample.person(GUEST), [day.ledger(each) for each in ("alder", "harbour")]
    told = day.reply(guest, "a stranger", lambda: guest.dm(NEWS))
    assert told["text"] == LINE
    guest.command("list", CHANNEL)
    guest.mention(NEWS)
    day.server.post("/_control/open-home", user=GUEST)
    asked = day.reply(day.rep, "a question", lambda: day.rep.dm("where is Harbour Foods?"))
    guest.press(asked, "Happened")
    day.reply(day.rep, "afterwards", lambda: day.rep.dm("my deals"))
    assert [each["text"] for each in guest.answers()] == [LINE]
    assert not [each for each in guest.answers(CHANNEL) if "ephemeral_to" in each or "Harbour" in each["text"]]
    assert day.server.home(GUEST) is None
    assert [day.ledger(each) for each in ("alder", "harbour")] == before
