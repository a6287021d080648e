"""The words that tickets are found by, with those of the tickets that are there; and the tickets of a company."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from store.words import index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    op.create_table(
        "ticket_words",
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_words_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "word", "place", name="pk_ticket_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tickets_company_status", "tickets", ["company", "status", "created_at"])
    _fill()
    op.create_index("ix_ticket_words_word", "ticket_words", ["word", "place", "ticket_id"])


def _fill() -> None:
    tickets = sa.table("tickets", sa.column("id"))
    after = 0
    next_ones = sa.select(tickets.c.id).order_by(tickets.c.id).limit(BATCH)
    with Session(op.get_bind()) as session:
        while ids := session.scalars(next_ones.where(tickets.c.id > after)).all():
            index.fill(session, ids)
            after = ids[-1]
