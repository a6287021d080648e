"""Deadlines, reminders and absences; what the threads tell of the tickets that are there is filled in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "status IN ('open')"
STAFF_WROTE = """
    SELECT {which}(at) FROM entries
    WHERE entries.ticket_id = tickets.id AND entries.role <> 'client' AND NOT entries.internal
      AND entries.withdrawn_at IS NULL
"""


def upgrade() -> None:
    op.add_column("people", sa.Column("absent_until", TIME))
    for name in ("unanswered_since", "first_answered_at", "rated_at", "due_at", "soon_at", "stopped_at"):
        op.add_column("tickets", sa.Column(name, TIME))
    op.add_column("tickets", sa.Column("waited", NUMBER, nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("autoclosed_at", TIME))
    _fill_in()
    op.create_index("ix_tickets_created_at", "tickets", ["created_at"])
    _partial("ix_tickets_closed_at", "closed_at", "closed_at IS NOT NULL")
    _partial("ix_tickets_unassigned", "created_at", f"{OPEN} AND technician_id IS NULL")
    _partial("ix_tickets_unanswered", "unanswered_since", OPEN)
    _partial("ix_tickets_soon", "soon_at", f"{OPEN} AND stopped_at IS NULL")
    _partial("ix_tickets_stopped", "stopped_at", OPEN)
    op.create_table(
        "fired",
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("subject_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("turn", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("occasion", "subject_id", "since", "turn", name="pk_fired"),
    )
    op.create_index("ix_fired_at", "fired", ["at"])


def _fill_in() -> None:
    first, last = STAFF_WROTE.format(which="min"), STAFF_WROTE.format(which="max")
    op.execute(f"UPDATE tickets SET first_answered_at = ({first})")
    op.execute(
        "UPDATE tickets SET unanswered_since = waiting_since"
        " WHERE status = 'open' AND waiting_since > created_at"
    )
    op.execute(
        f"UPDATE tickets SET stopped_at = CASE WHEN status = 'open' THEN ({last}) ELSE closed_at END"
        " WHERE status = 'closed' OR (status = 'open' AND waiting_since IS NULL)"
    )


def _partial(name: str, column: str, where: str) -> None:
    of_these = sa.text(where)
    op.create_index(name, "tickets", [column], postgresql_where=of_these, sqlite_where=of_these)
