"""What was 'held' is told apart: waiting for a file, waiting for the window, unapproved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE outbox SET state = 'waiting_for_window', reason = NULL WHERE state = 'held' AND reason = 'window'"
    )
    op.execute("UPDATE outbox SET state = 'waiting_for_file' WHERE state = 'held'")
    op.execute("UPDATE files SET state = 'unapproved' WHERE state = 'held'")
    op.drop_index("ix_outbox_held", "outbox")
    for state, columns in (("waiting_for_file", ["id"]), ("waiting_for_window", ["chat_id", "id"])):
        of_state = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_outbox_{state}", "outbox", columns, postgresql_where=of_state, sqlite_where=of_state
        )
