"""What was nudged and what came of it, snoozes, mutes and working hours."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "nudges",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "person")),
        sa.Column("on", sa.Date, primary_key=True),
        sa.Column("deal", KEY, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("rule", "subject", "basis")),
        sa.Column("to_manager", sa.Boolean, primary_key=True),
        sa.Column("response", sa.Text),
        sa.Column("responded_on", sa.Date),
    )
    op.create_index("nudges_by_deal", "nudges", ["organisation", "deal"])
    op.create_table(
        "nudge_snoozes",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "person", "deal")),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("since", "until")),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "nudge_mutes", *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "person", "rule"))
    )
    op.create_table(
        "working_hours",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "person")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("days", "begins", "ends")),
    )
