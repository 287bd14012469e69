"""The stop button: what is being read is not recorded, and the person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.coaching.stopping import STOPPED
from tests.slack_server import waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_workplace import FragileReader, Workplace

NEWS = "Old Mill Bakery: slow, but the owner wrote: 12,000 is set aside for the oven"


@pytest.fixture
def reader(work: Workplace) -> Iterator[FragileReader]:
    found: Any = work.application.desk.reader
    found.go_on.clear()
    found.read_texts.clear()
    yield found
    found.go_on.set()


def stop(work: Workplace, thread: str | None, user: str = "U01ANA") -> None:
    event = {"type": "agent_session_stopped", "channel": work.ana.dm_channel, "user": user, "thread_ts": thread}
    event |= {"streaming_message_ts": [], "event_ts": "1772000000.000100"}
    body = {"type": "event_callback", "team_id": "T01TEST", "event_id": "EvS", "event": event}
    assert work.dispatch(body | {"user": None}).status == 200


def statuses(work: Workplace) -> list[str]:
    calls = [each for each in work.server.log("web_api") if "agents.sessions.setStatus" in each["summary"]]
    return [str(each["detail"]) for each in calls]


@pytest.mark.parametrize("in_a_thread", [True, False])
def test_a_message_that_is_stopped_is_not_recorded(work: Workplace, reader: FragileReader, in_a_thread: bool) -> None:
    ana = work.ana
    root = ana.dm("help")["ts"] if in_a_thread else None
    if root:
        ana.wait_for_reply()
    ana.dm(NEWS, root)
    waited(lambda: reader.read_texts, "the reading")
    stop(work, root)
    waited(lambda: len(statuses(work)) >= 2 if root else True, "the sign to go")
    reader.go_on.set()
    waited(lambda: [each for each in ana.answers() if each["text"] == STOPPED], "the answer")
    assert work.ledger() == ()

    ana.dm(NEWS.replace("slow", "quick"), root)
    waited(work.ledger, "the next message")


def test_another_conversation_goes_on(work: Workplace, reader: FragileReader) -> None:
    ana = work.ana
    other = ana.dm("help")["ts"]
    ana.wait_for_reply()
    ana.dm(NEWS)
    waited(lambda: reader.read_texts, "the reading")
    stop(work, other)
    reader.go_on.set()
    assert "Recorded" in ana.wait_for_reply()["text"]
    assert len(work.ledger()) == 1


def test_where_nothing_is_under_way_nothing_is_stopped(work: Workplace, reader: FragileReader) -> None:
    stop(work, "1772000000.000100")
    work.ana.dm("where is Old Mill Bakery?")
    assert "step 1 of 3" in work.ana.wait_for_reply()["text"]
    assert reader.read_texts == []
