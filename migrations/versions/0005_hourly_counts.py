"""What is counted by the hour is more than guesses, and is called so."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("guesses", "hourly_counts")
    op.execute("ALTER TABLE hourly_counts RENAME COLUMN sender TO name")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE hourly_counts RENAME CONSTRAINT pk_guesses TO pk_hourly_counts")
