"""People who want nothing to be kept of them, and the bytes of files that are nobody's any more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ERASING = sa.text("erasing_since IS NOT NULL AND erased_at IS NULL")


def upgrade() -> None:
    for name in ("erase_asked_at", "erasing_since", "erased_at"):
        op.add_column("people", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index("ix_people_erasing", "people", ["id"], postgresql_where=ERASING, sqlite_where=ERASING)
    op.create_table(
        "discarded_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_discarded_files")),
    )
