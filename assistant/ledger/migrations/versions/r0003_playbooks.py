"""Playbooks beside the processes, and purchases as they were told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "playbooks",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "process", "name")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("content", "kept_by", "kept_at")),
    )
    op.create_table(
        "stories",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "id")),
        sa.Column("content", sa.Text, nullable=False),
    )
