"""SQLite uses an index of some rows only where a query names them in its words; and two indexes were missing: the marks
of a time, and the messages of a ticket, which each ticket that is deleted looks for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OF_OPEN = {
    "ix_tickets_unassigned": ("created_at", "technician_id IS NULL"),
    "ix_tickets_unanswered": ("unanswered_since", ""),
    "ix_tickets_soon": ("soon_at", "stopped_at IS NULL"),
    "ix_tickets_stopped": ("stopped_at", ""),
}


def upgrade() -> None:
    for name, (column, more) in OF_OPEN.items():
        op.drop_index(name, "tickets")
        _create(name, "tickets", column, " AND ".join(filter(None, ("status = 'open'", more))))
    _create("ix_tickets_rated", "tickets", "satisfaction_asked_at", "satisfaction IS NOT NULL")
    op.drop_index("ix_inbox_opening", "inbox")
    _create("ix_inbox_ticket_id", "inbox", "ticket_id", "ticket_id IS NOT NULL")


def _create(name: str, table: str, column: str, which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)
