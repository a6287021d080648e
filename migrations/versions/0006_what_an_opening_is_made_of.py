"""The messages that told a ticket's problem are found by an index: an edit of one of them tells it anew from all."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPENING = text("ticket_id IS NOT NULL AND entry_id IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_inbox_opening", "inbox", ["ticket_id"], postgresql_where=OPENING, sqlite_where=OPENING
    )
