"""What came in and what goes out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table, partial, reference
from store.tables.people import Chat


class InboxMessage(Table):
    """What we heard, kept before we think about it.

    state: `waiting` (its burst is not over, or its sender is not known yet), `heard`, `failed` (our code broke on it),
    `set_aside` (not readable, or its chat was unlinked). `key` is the provider's: the same key is the same message.
    `closed_at` is when it closed tickets with the solution that it told.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index("ix_inbox_message", "chat_id", "message_id"),
        partial("ix_inbox_waiting", "chat_id", "id", where="state = 'waiting'"),
        partial("ix_inbox_album", "chat_id", "album", where="album IS NOT NULL"),
        partial("ix_inbox_ticket_id", "ticket_id", where="ticket_id IS NOT NULL"),
        partial("ix_inbox_failed", "id", where="state IN ('failed', 'set_aside')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int | None] = reference("chats.id")
    channel: Mapped[str]
    key: Mapped[str]
    message_id: Mapped[str | None]
    album: Mapped[str | None]
    received_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    entry_id: Mapped[int | None] = reference("entries.id", index=True)
    ticket_id: Mapped[int | None] = reference("tickets.id")
    closed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class OutboxMessage(Table):
    """What we say, kept until the provider has it.

    state: `waiting_for_file` (one of its files is still being fetched), `waiting_for_window` (the provider takes
    nothing before the person writes again), `waiting` (to be sent when it is due), `sending`, `sent`, `failed`,
    `dropped` (overtaken by events), `joined` (said together with an earlier row).
    `ticket_id` is the one ticket it is about; `several` marks a list of tickets. `cause_id` is the person whose act
    made us say it: the one who is told if it fails.
    `worker` has leased it until `leased_until`, when any other may take over. `attempts` counts the tries.
    `status` is the furthest receipt (sent, delivered, read, failed); the next row of the chat waits for the first one
    until `confirm_by`.
    `reason` is why it failed: a key of the texts' [undelivered].
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial("ix_outbox_due", "due_at", where="state IN ('waiting', 'sending')"),
        partial("ix_outbox_ahead", "chat_id", "id", where="state IN ('waiting', 'sending')"),
        Index("ix_outbox_chat", "chat_id", "id"),
        partial("ix_outbox_failed", "id", where="state = 'failed'"),
        partial("ix_outbox_reply_to_id", "reply_to_id", where="reply_to_id IS NOT NULL"),
        partial("ix_outbox_waiting_for_file", "id", where="state = 'waiting_for_file'"),
        partial("ix_outbox_waiting_for_window", "chat_id", "id", where="state = 'waiting_for_window'"),
        partial("ix_outbox_confirm", "chat_id", "confirm_by", where="confirm_by IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = reference("chats.id")
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    ticket_id: Mapped[int | None] = reference("tickets.id", index=True)
    several: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    entry_id: Mapped[int | None] = reference("entries.id", index=True)
    cause_id: Mapped[int | None] = reference("people.id")
    reply_to_id: Mapped[int | None] = reference("outbox.id")
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    status: Mapped[str | None]
    confirm_by: Mapped[datetime | None]
    reason: Mapped[str | None]
    error: Mapped[str | None]

    chat: Mapped[Chat] = relationship()


class OutboxFile(Table):
    """The files of what we say: which messages wait for a file, and go out when the last of theirs is there."""

    __tablename__ = "outbox_files"

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)


class SentMessage(Table):
    """The provider's id of each part of what we sent: how a quoted message finds its ticket.

    position: the part's place within its row, from 0. current: whether it belongs to the row's last try; a row that
    was sent again has the ids of its earlier tries too. An edit of ours has the ids of what it edits.
    """

    __tablename__ = "sent_messages"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True, index=True)
    position: Mapped[int]
    current: Mapped[bool]
