"""What clients think of how their tickets were attended, and when they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("satisfaction", sa.SmallInteger()))
    op.add_column("tickets", sa.Column("satisfaction_asked_at", sa.DateTime(timezone=True)))
