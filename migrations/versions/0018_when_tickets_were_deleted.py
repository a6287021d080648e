"""When a ticket was deleted: what its client took away is forgotten in its time, too."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE tickets SET deleted_at = (SELECT max(at) FROM events"
        " WHERE events.ticket_id = tickets.id AND events.what = 'deleted') WHERE status = 'deleted'"
    )
    op.create_index(
        "ix_tickets_deleted_at", "tickets", ["deleted_at"], postgresql_where=DELETED, sqlite_where=DELETED
    )
