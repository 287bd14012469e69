"""Installations of the Slack app, and the states of installations under way."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "installations",
        sa.Column("organisation", KEY, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("instant", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "install_states", sa.Column("state", KEY, primary_key=True), sa.Column("until", sa.BigInteger, nullable=False)
    )
    op.create_index("ix_install_states_until", "install_states", ["until"])
