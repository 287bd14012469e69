"""The first tables, and the triggers that keep the ledger append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    """Create everything."""
    _processes_and_people()
    _deals()
    _ledger()
    _turns()
    for statement in _POSTGRES if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, KEY, primary_key=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _processes_and_people() -> None:
    op.create_table(
        "process_versions",
        _key("organisation"),
        _key("id"),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("source", "content", "digest", "published_by", "published_at"),
    )
    op.create_table(
        "people",
        _key("organisation"),
        _key("id"),
        *_texts("name", "email"),
        sa.Column("manager", sa.Text),
        *_texts("timezone"),
        sa.Column("sees_all", sa.Boolean, nullable=False),
    )


def _deals() -> None:
    op.create_table(
        "deals",
        _key("organisation"),
        _key("id"),
        *_texts("name", "account"),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("amount", AMOUNT),
        *_texts("currency", "crm_stage", "forecast"),
        sa.Column("close_date", sa.Date),
        *_texts("state", "crm_state", "close_reason", "attributes", "contacts"),
        sa.Column("process", sa.Text),
        sa.Column("process_version", sa.Integer),
        sa.Column("created_at", sa.Text),
        *_texts("source"),
    )
    op.create_index("deals_by_state", "deals", ["organisation", "state", "id"])
    op.create_index("deals_by_owner", "deals", ["organisation", "owner", "state", "id"])


def _ledger() -> None:
    deal = sa.ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"])
    op.create_table(
        "observations",
        _key("organisation"),
        _key("deal"),
        _key("id"),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("outcome", "verdict", "grade", "recorded_at"),
        sa.Column("occurred_on", sa.Date),
        *_texts("source", "read_by"),
        sa.Column("supersedes", sa.Text),
        sa.Column("turn", sa.Text),
        deal,
        sa.UniqueConstraint("organisation", "deal", "position", name="one_observation_a_position"),
    )
    op.create_table(
        "observation_texts",
        _key("organisation"),
        _key("deal"),
        _key("observation"),
        sa.Column("quote", sa.Text),
        *_texts("reported_by"),
        sa.ForeignKeyConstraint(
            ["organisation", "deal", "observation"],
            ["observations.organisation", "observations.deal", "observations.id"],
        ),
    )
    op.create_table(
        "journeys",
        _key("organisation"),
        _key("deal"),
        *_texts("process"),
        sa.Column("process_version", sa.Integer, nullable=False),
        *_texts("customer_stage"),
        sa.Column("last_customer_action", sa.Date),
        sa.Column("last_backward_on", sa.Date),
        *_texts("journey"),
        sa.ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    )
    op.create_index("journeys_by_stage", "journeys", ["organisation", "process", "customer_stage"])
    op.create_index("journeys_by_customer_action", "journeys", ["organisation", "last_customer_action"])
    op.create_index("journeys_by_backward_move", "journeys", ["organisation", "last_backward_on"])


def _turns() -> None:
    op.create_table(
        "turns",
        _key("organisation"),
        _key("id"),
        *_texts("conversation"),
        sa.Column("place", sa.Integer, nullable=False),
        *_texts("person", "at"),
        sa.Column("instant", sa.BigInteger, nullable=False),
        sa.Column("deal", sa.Text),
        *_texts("turn"),
    )
    op.create_index("turns_by_conversation", "turns", ["organisation", "conversation", "instant", "place"])
    op.create_index("turns_by_deal", "turns", ["organisation", "deal"])
    op.create_table(
        "dont_know",
        _key("organisation"),
        _key("deal"),
        _key("turn"),
        _key("outcome"),
        sa.Column("instant", sa.BigInteger, nullable=False),
    )
    op.create_index("dont_know_by_time", "dont_know", ["organisation", "deal", "instant"])


def _sqlite(name: str, when: str, table: str, condition: str = "") -> str:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition} {refuse}"


def _known(table: str, row: str) -> str:
    """Whether the new row would replace another: INSERT OR REPLACE asks no trigger for deletes."""
    same = f"organisation = NEW.organisation AND deal = NEW.deal AND ({row})"
    return f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - the names stand below


def _postgres(name: str, when: str, table: str, each: str = "ROW") -> str:
    refuse = f"FOR EACH {each} EXECUTE FUNCTION the_ledger_is_append_only()"
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} {refuse}"


_REPLACED = _known("observations", "id = NEW.id OR position = NEW.position")
_TEXT_REPLACED = _known("observation_texts", "observation = NEW.observation")
_SQLITE = (
    _sqlite("observations_stay", "UPDATE", "observations"),
    _sqlite("observations_are_kept", "DELETE", "observations"),
    _sqlite("observations_are_not_replaced", "INSERT", "observations", _REPLACED),
    _sqlite("observation_texts_stay", "UPDATE", "observation_texts"),
    _sqlite("observation_texts_are_not_replaced", "INSERT", "observation_texts", _TEXT_REPLACED),
)
_FUNCTION = """
    CREATE FUNCTION the_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation'; END $$
"""
_POSTGRES = (
    _FUNCTION,
    _postgres("observations_stay", "UPDATE OR DELETE", "observations"),
    _postgres("observations_are_kept", "TRUNCATE", "observations", "STATEMENT"),
    _postgres("observation_texts_stay", "UPDATE", "observation_texts"),
)
