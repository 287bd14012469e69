"""A wish to inspect, in plain words: one deal, a team, a segment, everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.days import day_named
from assistant.coaching.desk import local_time
from assistant.coaching.inspecting import inspected
from assistant.coaching.inspecting_team import Scope, inspected_team, told
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.intents import Intent
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply


def one(desk: Desk, message: Message, intent: Intent, case: Case) -> Reply:
    """The inspection of one deal."""
    return inspected(desk, message, case, since_day(intent.since, message) if intent.since else None).reply


def many(desk: Desk, message: Message, intent: Intent) -> Reply:
    """A page of the inspection of many deals."""
    scope = scope_named(desk, message.organisation, intent.rest)
    seen = inspected_team(desk, message, scope, since_day(intent.since, message) if intent.since else None)
    return desk.keep(message, told(seen, intent.which))


def scope_named(desk: Desk, organisation: str, words: str) -> Scope:
    """The scope that words name: `my team`, `team NAME`, `segment NAME`, `all`; `PersonError` for an unknown name."""
    kind, _, name = words.strip().partition(" ")
    if kind.casefold() == "segment":
        return Scope("segment", name)
    if kind.casefold() in {"everything", "all"}:
        return Scope("all")
    if kind.casefold() != "team" or not name:
        return Scope("team")
    return Scope("team", desk.one_called(organisation, name).id)


def since_day(words: str, message: Message) -> date:
    """The past day that somebody names; `PersonError` where it cannot be told."""
    today = local_time(message).date()
    day = day_named(words, today)
    if day is None or day > today:
        raise PersonError(f"I cannot tell which day {words!r} is; say it like 'since Monday' or 'since 2026-03-31'.")
    return day
