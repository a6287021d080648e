"""Which messages told a solution, and when: an edit of one changes it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("closed_at", sa.DateTime(timezone=True)))
