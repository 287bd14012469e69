"""What was posted outside, or was about to be."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "sends",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "id")),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text),
    )
