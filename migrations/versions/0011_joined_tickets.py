"""Tickets of the same incident: the one that leads each of the others."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # In words: so SQLite adds the column with its reference, and need not copy the table.
    reference = "CONSTRAINT fk_tickets_joined_to_id REFERENCES tickets (id)"
    op.execute(f"ALTER TABLE tickets ADD COLUMN joined_to_id {number} {reference}")
    op.add_column("tickets", sa.Column("joined_at", sa.DateTime(timezone=True)))
    op.create_index("ix_tickets_joined_to_id", "tickets", ["joined_to_id"])
