"""What people thought of replies, with whom deals are shared, and when something was posted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create both tables, and add the time; what was posted before counts as posted long ago."""
    op.create_table(
        "feedback",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "turn", "person")),
        sa.Column("deal", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("value", "at", "reader")),
    )
    op.create_table(
        "shares",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "person", "deal")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("shared_by", "shared_at")),
        sa.ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    )
    op.create_index("shares_by_deal", "shares", ["organisation", "deal"])
    op.add_column("sends", sa.Column("instant", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_sends_instant", "sends", ["instant"])
