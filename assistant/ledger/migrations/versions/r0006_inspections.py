"""What was agreed about a deal, and who inspected what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "agreed_steps",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "deal", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("text", "who", "side")),
        sa.Column("outcome", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("agreed_by", sa.Text, nullable=False),
        sa.Column("agreed_at", sa.Text, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.ForeignKeyConstraint(["organisation", "deal"], ["deals.organisation", "deals.id"]),
    )
    op.create_table(
        "inspections",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "id")),
        sa.Column("person", KEY, nullable=False),
        sa.Column("scope", KEY, nullable=False),
        sa.Column("deals", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("instant", sa.BigInteger, nullable=False),
    )
    op.create_index("inspections_by_scope", "inspections", ["organisation", "scope", "person", "instant"])
