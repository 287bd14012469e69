"""How far each CRM has been read."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "crm_marks",
        *(sa.Column(name, KEY, primary_key=True) for name in ("organisation", "crm", "stream")),
        sa.Column("mark", sa.Text, nullable=False),
    )
