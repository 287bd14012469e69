"""Why a version of a process was published."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the note; versions from before have none."""
    op.add_column("process_versions", sa.Column("note", sa.Text, nullable=False, server_default=""))
