"""When the page of a web chat was last open: nobody can come back into one that was not for 30 days. Those from before
count as open when the desk last heard anything."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("seen_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE chats SET seen_at = (SELECT max(received_at) FROM inbox)"
        " WHERE channel = 'webchat' AND closed_at IS NULL"
    )
