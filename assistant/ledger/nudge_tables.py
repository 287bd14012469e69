"""The tables of nudges: what was shown and what came of it, and how each person wants to be nudged."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Table, Text

from assistant.ledger.columns import Json, key, words
from assistant.ledger.tables import metadata

# One item a deal in a person's digest of a day. `responded_on` is empty while nothing came of it.
nudges = Table(
    "nudges",
    metadata,
    key("organisation"),
    key("person"),
    Column("on", Date, primary_key=True),
    key("deal"),
    words("rule"),
    words("subject"),
    words("basis"),
    Column("to_manager", Boolean, primary_key=True),
    Column("response", Text),
    Column("responded_on", Date),
    Index("nudges_by_deal", "organisation", "deal"),
)

# `reason` is personal words, emptied when a deal's words are erased.
nudge_snoozes = Table(
    "nudge_snoozes",
    metadata,
    key("organisation"),
    key("person"),
    key("deal"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    words("reason"),
)

nudge_mutes = Table("nudge_mutes", metadata, key("organisation"), key("person"), key("rule"))

# `days` is a list of days of the week, 0 for Monday; `begins` and `ends` are local times as ISO text.
working_hours = Table(
    "working_hours",
    metadata,
    key("organisation"),
    key("person"),
    Column("days", Json, nullable=False),
    words("begins"),
    words("ends"),
)
