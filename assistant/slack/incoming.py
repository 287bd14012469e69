"""What a Slack payload says, in our words: who said what, where, and whether it is meant for us. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKUP = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


@dataclass(frozen=True)
class Spot:
    """Where an answer goes. `thread` is the ts of the thread's first message, None outside threads.

    `hook` is the address that Slack gives for answers to one command or button; it reaches the person alone, also
    where the app is no member. Whoever has it can write there for half an hour: it is logged nowhere.
    """

    channel: str
    user: str
    thread: str | None = None
    hook: str | None = field(default=None, repr=False)

    @property
    def private(self) -> bool:
        """Whether only this person reads here: a DM with the app."""
        return self.channel.startswith("D") and self.hook is None

    @property
    def conversation(self) -> str:
        """The conversation's id. In a channel it is the asker's own: nobody else sees the answers there."""
        parts = (self.channel, self.thread) if self.private else (self.channel, self.thread, self.user)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Said:
    """A person's message. `addressed` is false for words in a thread that do not name the app.

    `begins` says that the answer will be the first reply of a thread.
    """

    spot: Spot
    ts: str
    text: str
    addressed: bool
    begins: bool = False

    @property
    def id(self) -> str:
        """The message's id, the same in both events (mention and message) that tell of a mention."""
        return f"{self.spot.channel}:{self.ts}"


@dataclass(frozen=True)
class Shared:
    """A file in Slack; `size` in bytes, `url` needs the bot's token."""

    id: str
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class Upload:
    """A message to us with files."""

    said: Said
    files: tuple[Shared, ...]


def uploaded(event: Mapping[str, Any], bot: str) -> Upload | None:
    """The files an event tells of; None for whatever is not a person's new message with files in a DM with us."""
    if event.get("subtype") != "file_share" or not str(event.get("channel")).startswith("D"):
        return None
    message = said({key: value for key, value in event.items() if key != "subtype"}, bot)
    files = tuple(shared(each) for each in event.get("files") or () if each.get("id"))
    return Upload(message, files) if message is not None and files else None


def shared(file: Mapping[str, Any]) -> Shared:
    """A file as Slack describes it; one that it does not keep itself has no address."""
    name = " ".join(str(file.get("name") or "file").split())
    url = "" if file.get("is_external") else str(file.get("url_private") or "")
    return Shared(str(file["id"]), name[:200], int(file.get("size") or 0), url)


def said(event: Mapping[str, Any], bot: str) -> Said | None:
    """The message an event tells of; None for whatever is not a person's new message to us.

    Bots, ourselves (`bot` is our user id), edits, deletions, joins and every other subtype are left alone.
    """
    user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    if not (user and channel and ts) or user == bot or any(event.get(key) for key in ("subtype", "bot_id", "edited")):
        return None
    text, thread = event.get("text") or "", event.get("thread_ts")
    if channel.startswith("D"):
        wanted = event.get("type") == "message"
        return Said(Spot(channel, user, thread), ts, plain(text, bot), addressed=True) if wanted else None
    if event.get("type") == "app_mention":
        return Said(Spot(channel, user, thread or ts), ts, plain(text, bot), addressed=True, begins=not thread)
    if thread is None or "<@" in text:  # a mention of us comes as its own event, another one is for somebody else
        return None
    return Said(Spot(channel, user, thread), ts, plain(text, bot), addressed=False)


def delivered_to(body: Mapping[str, Any], team: str) -> bool:
    """Whether a payload was sent for our workspace's installation."""
    installed = [each.get("team_id") for each in body.get("authorizations") or ()]
    named = installed or [each for each in (body.get("team_id"), (body.get("team") or {}).get("id")) if each]
    return team in named if installed else all(each == team for each in named)


def from_our_team(body: Mapping[str, Any], team: str) -> bool:
    """Whether a payload's sender belongs to our workspace: people in a shared channel may not.

    Within an Enterprise Grid Slack may name the organisation instead of the workspace.
    """
    event, user = body.get("event") or {}, body.get("user") or {}
    ours = {team, body.get("enterprise_id"), (body.get("enterprise") or {}).get("id")}
    teams = (
        event.get("team"),
        event.get("user_team"),
        event.get("source_team"),
        user.get("team_id") if isinstance(user, dict) else None,
    )
    return all(each in ours for each in teams if each)


def sender(body: Mapping[str, Any]) -> str:
    """The user whom a payload comes from; empty where it names none."""
    event = body.get("event") or {}
    begun = event.get("assistant_thread") or {}
    told = (event.get("user"), event.get("user_id"), begun.get("user_id"), body.get("user"), body.get("user_id"))
    user = next((each for each in told if each), "")
    return str(user.get("id", "")) if isinstance(user, dict) else str(user)


def plain(text: str, bot: str) -> str:
    """A message's text as it was typed: Slack's links, mentions and escapes undone, our own mention left out.

    A link keeps its address, since an address is something there to open.
    """
    without_us = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>[ \t]*[,:]?[ \t]*", "", text)
    return unescape(_MARKUP.sub(_unmarked, without_us)).strip()


def _unmarked(match: re.Match[str]) -> str:
    target, label = match["target"], match["label"]
    if target[0] in "@#!":
        return target[0].replace("!", "@") + (label or target[1:]).lstrip("@#")
    address = target.removeprefix("mailto:")
    if not label or label == address or re.sub(r"^https?://", "", address).rstrip("/") == label.rstrip("/"):
        return label or address
    return f"{label} ({address})"
