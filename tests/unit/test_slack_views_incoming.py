"""What a Slack payload says, and whether it is meant for us."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.incoming import Shared, Spot, delivered_to, from_our_team, plain, said, sender, uploaded
from assistant.slack.views.shown import escaped

BOT = "U0BOT"
DM = {"type": "message", "channel": "D1", "user": "U1", "ts": "1.1", "text": "hello"}
MENTION = {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.1", "text": f"<@{BOT}> hello"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (f"<@{BOT}> Acme signed", "Acme signed"),
        (f"<@{BOT}|rightside>: Acme signed", "Acme signed"),
        (f"Acme signed <@{BOT}>", "Acme signed"),
        ("<@U2> and <@U3|eve> agreed", "@U2 and @eve agreed"),
        ("see <#C5|deals>, <!here>, <!subteam^S1|@sales>", "see #deals, @here, @sales"),
        ("see <https://acme.example/order.pdf>", "see https://acme.example/order.pdf"),
        ("see <https://acme.example/order.pdf|the order>", "see the order (https://acme.example/order.pdf)"),
        (
            "ask <http://acme.example|acme.example> or <mailto:a@b.example|a@b.example>",
            "ask acme.example or a@b.example",
        ),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("&lt;@U2&gt; is what she typed", "<@U2> is what she typed"),
        ("  two\nlines ", "two\nlines"),
    ],
)
def test_text_is_read_as_it_was_typed(typed: str, read: str) -> None:
    assert plain(typed, BOT) == read


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_escaping_and_reading_are_each_others_undoing(text: str) -> None:
    assert plain(escaped(text, 1000), BOT) == text.strip()


def test_a_dm_is_its_channels_conversation_and_a_thread_of_it_its_own() -> None:
    message = said(DM, BOT)
    assert message is not None
    assert (message.spot.conversation, message.spot.private, message.id) == ("D1", True, "D1:1.1")
    assert (message.addressed, message.begins) == (True, False)
    threaded = said({**DM, "thread_ts": "0.5"}, BOT)
    assert threaded is not None
    assert threaded.spot.conversation == "D1:0.5"


def test_a_mention_begins_a_thread_of_the_askers_own() -> None:
    message = said(MENTION, BOT)
    assert message is not None
    assert message.spot == Spot("C1", "U1", "1.1")
    assert (message.begins, message.text, message.spot.conversation) == (True, "hello", "C1:1.1:U1")
    later = said({**MENTION, "thread_ts": "0.5"}, BOT)
    assert later is not None
    assert (later.begins, later.spot.thread) == (False, "0.5")


def test_words_in_a_thread_are_not_addressed_to_us_by_themselves() -> None:
    message = said({**DM, "channel": "C1", "thread_ts": "0.5"}, BOT)
    assert message is not None
    assert message.addressed is False


@pytest.mark.parametrize(
    "event",
    [
        {**DM, "channel": "C1"},
        {**DM, "channel": "C1", "thread_ts": "0.5", "text": f"<@{BOT}> twice told"},
        {**DM, "channel": "C1", "thread_ts": "0.5", "text": "<@U2> what do you think?"},
        {**MENTION, "channel": "D1"},
        {**DM, "user": BOT},
        {**DM, "bot_id": "B1"},
        {**DM, "subtype": "file_share"},
        {**DM, "edited": {"ts": "2.2"}},
        {key: value for key, value in DM.items() if key != "user"},
        {},
    ],
    ids=str,
)
def test_everything_else_is_left_alone(event: dict[str, Any]) -> None:
    assert said(event, BOT) is None


def test_files_in_a_dm_come_with_their_message() -> None:
    file = {"id": "F1", "name": " call\nnotes.txt", "size": 5, "url_private": "https://files.slack.com/a"}
    upload = uploaded({**DM, "subtype": "file_share", "files": [file, {"mode": "tombstone"}]}, BOT)
    assert upload is not None
    assert (upload.said.id, upload.said.text) == ("D1:1.1", "hello")
    assert upload.files == (Shared("F1", "call notes.txt", 5, "https://files.slack.com/a"),)


@pytest.mark.parametrize(
    "event",
    [
        DM,
        {**DM, "subtype": "file_share"},
        {**DM, "subtype": "file_share", "files": [{}]},
        {**DM, "subtype": "file_share", "files": [{"id": "F1"}], "channel": "C1"},
        {**DM, "subtype": "file_share", "files": [{"id": "F1"}], "user": BOT},
        {**DM, "subtype": "file_share", "files": [{"id": "F1"}], "bot_id": "B1"},
    ],
    ids=str,
)
def test_other_files_are_left_alone(event: dict[str, Any]) -> None:
    assert uploaded(event, BOT) is None


def test_what_is_answered_through_a_hook_is_the_askers_own_everywhere() -> None:
    with_us, elsewhere = Spot("D1", "U1"), Spot("D1", "U1", hook="https://hooks.slack.com/1")
    assert (with_us.private, with_us.conversation) == (True, "D1")
    assert (elsewhere.private, elsewhere.conversation) == (False, "D1:U1")


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        ({"team_id": "T1", "event": {"team": "T1"}}, True),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}, True),
        ({"team": {"id": "T2"}}, True),
        ({"enterprise_id": "E1", "event": {"team": "T1", "user_team": "E1"}}, True),
        ({"enterprise_id": "E1", "event": {"user_team": "E2"}}, False),
        ({"team_id": "T1", "event": {"user_team": "T2"}}, False),
        ({"team_id": "T1", "event": {"source_team": "T2"}}, False),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, False),
    ],
    ids=str,
)
def test_a_sender_of_another_team_is_known(body: dict[str, Any], ours: bool) -> None:
    assert from_our_team(body, "T1") is ours


@pytest.mark.parametrize(
    ("body", "user"),
    [
        ({"event": {"user": "U1"}}, "U1"),
        ({"event": {"type": "team_join", "user": {"id": "U1"}}}, "U1"),
        ({"event": {"type": "file_shared", "user_id": "U1"}}, "U1"),
        ({"event": {"type": "assistant_thread_started", "assistant_thread": {"user_id": "U1"}}}, "U1"),
        ({"type": "block_actions", "user": {"id": "U1"}}, "U1"),
        ({"command": "/deal", "user_id": "U1"}, "U1"),
        ({"event": {"type": "channel_rename"}}, ""),
    ],
    ids=str,
)
def test_every_payload_says_whom_it_is_from(body: dict[str, Any], user: str) -> None:
    assert sender(body) == user


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        ({"team_id": "T1"}, True),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, True),
        ({"team_id": "T2"}, False),
        ({"team": {"id": "T2"}}, False),
        ({"team_id": "T2", "authorizations": [{"team_id": "T1"}]}, True),
        ({"team_id": "T1", "authorizations": [{"team_id": "T2"}]}, False),
        ({"type": "url_verification"}, True),
    ],
    ids=str,
)
def test_a_payload_for_another_installation_is_known(body: dict[str, Any], ours: bool) -> None:
    assert delivered_to(body, "T1") is ours
