"""Ticket numbers in a sequence where there are sequences; the leads, and a provider's id, found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_people_role", "people", ["role", "name"])
    op.create_index("ix_sent_messages_message_id", "sent_messages", ["message_id"])
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(sa.schema.CreateSequence(sa.Sequence("ticket_numbers")))
    op.execute("SELECT setval('ticket_numbers', value) FROM counters WHERE name = 'ticket'")
