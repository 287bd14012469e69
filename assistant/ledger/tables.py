"""The tables of the ledger database. Every key but one begins with the organisation.

Documents (a process, a journey, a turn) are kept as the JSON that pydantic writes, in text columns: what is
read back is exactly what was written, on both databases. What is searched for has columns of its own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.ledger.columns import Amount, IsoTime, Json, Key, key, words

metadata = MetaData()

process_versions = Table(
    "process_versions",
    metadata,
    key("organisation"),
    key("id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    *map(words, ("source", "content", "digest", "published_by")),
    Column("published_at", IsoTime, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)

playbooks = Table(
    "playbooks",
    metadata,
    key("organisation"),
    key("process"),
    key("name"),
    words("content"),
    words("kept_by"),
    Column("kept_at", IsoTime, nullable=False),
)

stories = Table("stories", metadata, key("organisation"), key("id"), words("content"))

people = Table(
    "people",
    metadata,
    key("organisation"),
    key("id"),
    words("name"),
    words("email"),
    Column("manager", Text),
    words("timezone"),
    Column("sees_all", Boolean, nullable=False),
)

# `state` is what counts, `crm_state` what the last import said: see assistant.ledger.deals.
deals = Table(
    "deals",
    metadata,
    key("organisation"),
    key("id"),
    *map(words, ("name", "account")),
    Column("owner", Key, nullable=False),
    Column("amount", Amount),
    *map(words, ("currency", "crm_stage", "forecast")),
    Column("close_date", Date),
    *map(words, ("state", "crm_state", "close_reason")),
    Column("attributes", Json, nullable=False),
    Column("contacts", Json, nullable=False),
    Column("process", Text),
    Column("process_version", Integer),
    Column("created_at", IsoTime),
    words("source"),
    Index("deals_by_state", "organisation", "state", "id"),
    Index("deals_by_owner", "organisation", "owner", "state", "id"),
)

# No personal words here: those are in observation_texts. Triggers refuse every UPDATE and DELETE.
observations = Table(
    "observations",
    metadata,
    key("organisation"),
    key("deal"),
    key("id"),
    Column("position", Integer, nullable=False),
    *map(words, ("outcome", "verdict", "grade")),
    Column("recorded_at", IsoTime, nullable=False),
    Column("occurred_on", Date),
    words("source"),
    words("read_by"),
    Column("supersedes", Text),
    Column("turn", Text),
    ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    UniqueConstraint("organisation", "deal", "position", name="one_observation_a_position"),
)

# Personal words, apart so that they can be erased. Triggers refuse every UPDATE.
observation_texts = Table(
    "observation_texts",
    metadata,
    key("organisation"),
    key("deal"),
    key("observation"),
    Column("quote", Text),
    words("reported_by"),
    ForeignKeyConstraint(
        ["organisation", "deal", "observation"], ["observations.organisation", "observations.deal", "observations.id"]
    ),
)

journeys = Table(
    "journeys",
    metadata,
    key("organisation"),
    key("deal"),
    words("process"),
    Column("process_version", Integer, nullable=False),
    words("customer_stage"),
    Column("last_customer_action", Date),
    Column("last_backward_on", Date),
    words("journey"),
    ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    Index("journeys_by_stage", "organisation", "process", "customer_stage"),
    Index("journeys_by_customer_action", "organisation", "last_customer_action"),
    Index("journeys_by_backward_move", "organisation", "last_backward_on"),
)

# `instant` is `at` in microseconds since 1970, to sort and compare; `place` the order of arrival.
turns = Table(
    "turns",
    metadata,
    key("organisation"),
    key("id"),
    words("conversation"),
    Column("place", Integer, nullable=False),
    words("person"),
    Column("at", IsoTime, nullable=False),
    Column("instant", BigInteger, nullable=False),
    Column("deal", Text),
    words("turn"),
    Index("turns_by_conversation", "organisation", "conversation", "instant", "place"),
    Index("turns_by_deal", "organisation", "deal"),
)

# `sealed` is encrypted; `instant` is when the app was installed, in microseconds since 1970.
installations = Table(
    "installations", metadata, key("organisation"), words("sealed"), Column("instant", BigInteger, nullable=False)
)

# No organisation: a state is issued before anybody knows who will install. It is a digest, used once.
install_states = Table(
    "install_states", metadata, key("state"), Column("until", BigInteger, nullable=False, index=True)
)

dont_know = Table(
    "dont_know",
    metadata,
    key("organisation"),
    key("deal"),
    key("turn"),
    key("outcome"),
    Column("instant", BigInteger, nullable=False),
    Index("dont_know_by_time", "organisation", "deal", "instant"),
)

# `text` and `who` are personal words, emptied when a deal's words are erased.
agreed_steps = Table(
    "agreed_steps",
    metadata,
    key("organisation"),
    key("deal"),
    key("id"),
    *map(words, ("text", "who", "side")),
    Column("outcome", Text),
    Column("due", Date),
    words("agreed_by"),
    Column("agreed_at", IsoTime, nullable=False),
    Column("done_on", Date),
    ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
)

# The audit log of inspections: who looked at what. `instant` is `at` in microseconds since 1970.
inspections = Table(
    "inspections",
    metadata,
    key("organisation"),
    key("id"),
    Column("person", Key, nullable=False),
    Column("scope", Key, nullable=False),
    Column("deals", Integer, nullable=False),
    Column("at", IsoTime, nullable=False),
    Column("instant", BigInteger, nullable=False),
    Index("inspections_by_scope", "organisation", "scope", "person", "instant"),
)

# A post is claimed before Slack is asked; `ts` is the message's, and empty until it is known to be there. `instant` is
# when it was claimed, in microseconds since 1970.
sends = Table(
    "sends",
    metadata,
    key("organisation"),
    key("id"),
    words("channel"),
    Column("ts", Text),
    Column("instant", BigInteger, nullable=False, server_default="0", index=True),
)

# One row for a person and the turn they were answered with.
feedback = Table(
    "feedback",
    metadata,
    key("organisation"),
    key("turn"),
    key("person"),
    Column("deal", Text),
    words("value"),
    Column("at", IsoTime, nullable=False),
    words("reader"),
)

shares = Table(
    "shares",
    metadata,
    key("organisation"),
    key("person"),
    key("deal"),
    words("shared_by"),
    Column("shared_at", IsoTime, nullable=False),
    ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    Index("shares_by_deal", "organisation", "deal"),
)

# How far a CRM has been read: what `mark` means only its adapter knows.
crm_marks = Table("crm_marks", metadata, key("organisation"), key("crm"), key("stream"), words("mark"))
