"""The provider's ids of what we sent stand in `sent_messages` alone, with their place and whether they still count."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OF_EACH_ROW = {
    "sqlite": """
        SELECT outbox.chat_id, part.value, outbox.id, min(part.key)
        FROM outbox, json_each(outbox.message_ids) AS part
        WHERE json_type(outbox.message_ids) = 'array'
        GROUP BY outbox.chat_id, part.value, outbox.id
    """,
    "postgresql": """
        SELECT outbox.chat_id, part.value, outbox.id, min(part.place) - 1
        FROM outbox,
             jsonb_array_elements_text(
                 CASE jsonb_typeof(outbox.message_ids) WHEN 'array' THEN outbox.message_ids ELSE '[]' END
             ) WITH ORDINALITY AS part (value, place)
        GROUP BY outbox.chat_id, part.value, outbox.id
    """,
}


def upgrade() -> None:
    """What stood in `sent_messages` alone was of an earlier try of its row."""
    op.execute("CREATE TABLE sent_messages_before AS SELECT * FROM sent_messages")
    op.drop_table("sent_messages")
    op.create_table(
        "sent_messages",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_sent_messages_chat_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_sent_messages_outbox_id"),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "outbox_id", name="pk_sent_messages"),
    )
    into = "INSERT INTO sent_messages (chat_id, message_id, outbox_id, position, current)"
    current = OF_EACH_ROW[op.get_bind().dialect.name]
    op.execute(f"{into} SELECT found.*, true FROM ({current}) AS found")
    op.execute(
        f"{into} SELECT chat_id, message_id, outbox_id, 0, false FROM sent_messages_before"
        " WHERE true ON CONFLICT DO NOTHING"
    )
    op.create_index("ix_sent_messages_message_id", "sent_messages", ["message_id"])
    op.create_index("ix_sent_messages_outbox_id", "sent_messages", ["outbox_id"])
    op.drop_table("sent_messages_before")
    op.drop_column("outbox", "message_ids")
