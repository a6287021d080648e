"""Every table, on one screen."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Sequence,
    SmallInteger,
    SQLColumnExpression,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from store.database import UtcDateTime

Id = BigInteger().with_variant(Integer, "sqlite")


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: Id,
        str: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[int]: JSON().with_variant(JSONB(), "postgresql"),
    }


def _reference(column: str, index: bool = False) -> Any:
    return mapped_column(ForeignKey(column), index=index)


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index of these rows only, so that it stays small however long the history grows."""
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


def in_state(column: SQLColumnExpression[str], *states: str) -> ColumnElement[bool]:
    """The states are written into the statement, not sent along: PostgreSQL then sees once for all that an index of
    these rows only will do, where it had to plan the statement anew each time."""
    return column.in_([literal_column(f"'{state}'", Text()) for state in states])


class Setting(Table):
    """What the desk made for itself and must find again: its signing key, the provider's templates, how far it read."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


TICKET_NUMBERS = Sequence("ticket_numbers", metadata=Table.metadata)


class Counter(Table):
    """A number that only grows, on SQLite, which has no sequences: whoever takes one locks the row until the commit."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Person(Table):
    """absent: they are offered last and not reminded; absent_until: when that ends by itself.

    erase_asked_at: they want nothing to be kept of them; erasing_since: it was decided so; erased_at: it is done.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_role", "role", "name"),
        _partial("ix_people_erasing", "id", where="erasing_since IS NOT NULL AND erased_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    company: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    absent: Mapped[bool] = mapped_column(default=False)
    absent_until: Mapped[datetime | None]
    quiet: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erase_asked_at: Mapped[datetime | None]
    erasing_since: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Chat(Table):
    """Where we talk: a (channel, address), its person, and what we were asking there (`memory`).

    address is the literal sender of the last message: where an answer goes. other_address is the same chat's other
    name. hear_at: when the burst will be over that is to be heard. blocked_at: the person shut us out. closed_at: the
    session of a web chat ended. shut_at: the provider said that the person's window is over. news_at: when they were
    last told that something waits.
    """

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        _partial("ix_chats_hear_at", "hear_at", where="hear_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    address: Mapped[str]
    other_address: Mapped[str | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = _reference("people.id", index=True)
    name: Mapped[str | None]
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    hear_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    shut_at: Mapped[datetime | None]
    news_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="joined", innerjoin=False)


class Invitation(Table):
    """A one-time code that links a chat to this person: only its hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = _reference("people.id", index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class HourlyCount(Table):
    """How often something happened within an hour: wrong codes of a sender, strangers from an address."""

    __tablename__ = "hourly_counts"

    name: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class Approval(Table):
    """A stranger who gave name and company, and what a lead decided: state waiting, approved or rejected.

    `fits` are the ids of the clients whose number the stranger has, where it does not say which of them it is.
    """

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = _reference("chats.id", index=True)
    name: Mapped[str]
    company: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    created_at: Mapped[datetime]
    fits: Mapped[list[int]] = mapped_column(default=list)
    decided_by_id: Mapped[int | None] = _reference("people.id")
    decided_at: Mapped[datetime | None]


class Category(Table):
    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    retired_at: Mapped[datetime | None]


class ReadyAnswer(Table):
    """A short text that the staff send by its name; the blanks in it are filled in then."""

    __tablename__ = "ready_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    text: Mapped[str]


class Ticket(Table):
    """status is open, closed or deleted; `closings` counts how often it was closed; `waiting_since` is the
    client's oldest message that nobody of the staff has answered, its opening included; `unanswered_since` the oldest
    in its thread.

    due_at: when its deadline passes, soon_at: when three quarters of it are over; both where it has a criticality with
    a deadline, which was set at `rated_at`. The deadline stands still since `stopped_at`, while we wait for the client
    or it is closed, and by then had stood still for `waited` seconds of working time. autoclosed_at: it was closed
    because its client said nothing. satisfaction: what the client thinks of it, 1 to 5, once they were asked.
    joined_to: the ticket of the same incident that leads this one, since `joined_at`.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_requester_status", "requester_id", "status", "number"),
        Index("ix_tickets_technician_status", "technician_id", "status", "number"),
        Index("ix_tickets_status", "status", "number"),
        Index("ix_tickets_company_status", "company", "status", "created_at"),
        Index("ix_tickets_created_at", "created_at"),
        _partial("ix_tickets_closed_at", "closed_at", where="closed_at IS NOT NULL"),
        _partial("ix_tickets_unassigned", "created_at", where="status IN ('open') AND technician_id IS NULL"),
        _partial("ix_tickets_unanswered", "unanswered_since", where="status IN ('open')"),
        _partial("ix_tickets_soon", "soon_at", where="status IN ('open') AND stopped_at IS NULL"),
        _partial("ix_tickets_stopped", "stopped_at", where="status IN ('open')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    requester_id: Mapped[int] = _reference("people.id")
    opened_by_id: Mapped[int] = _reference("people.id")
    company: Mapped[str | None]
    affected_person: Mapped[str]
    phone: Mapped[str | None]
    phone_as_typed: Mapped[str | None]
    problem: Mapped[str]
    criticality: Mapped[str | None]
    category_id: Mapped[int | None] = _reference("categories.id")
    technician_id: Mapped[int | None] = _reference("people.id")
    solution: Mapped[str | None]
    closings: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    unanswered_since: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    soon_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    waited: Mapped[int] = mapped_column(default=0, server_default="0")
    autoclosed_at: Mapped[datetime | None]
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger)
    satisfaction_asked_at: Mapped[datetime | None]
    joined_to_id: Mapped[int | None] = _reference("tickets.id", index=True)
    joined_at: Mapped[datetime | None]

    requester: Mapped[Person] = relationship(foreign_keys=[requester_id])
    technician: Mapped[Person | None] = relationship(foreign_keys=[technician_id])
    category: Mapped[Category | None] = relationship()
    joined_to: Mapped["Ticket | None"] = relationship(remote_side=[id])


class Entry(Table):
    """One contribution to a ticket's thread. An album is one entry, however late its siblings come."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = _reference("tickets.id")
    author_id: Mapped[int] = _reference("people.id")
    role: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]
    internal: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()


class TicketWord(Table):
    """Where a word stands in a ticket: what it is found by. `place` is one of `store.words.index`, the best highest."""

    __tablename__ = "ticket_words"
    __table_args__ = (
        Index("ix_ticket_words_word", "word", "place", "ticket_id"),
        {"sqlite_with_rowid": False},
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class FormerText(Table):
    """What an edited message, or an edited problem (`entry_id` empty), said before."""

    __tablename__ = "former_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = _reference("tickets.id", index=True)
    entry_id: Mapped[int | None] = _reference("entries.id", index=True)
    text: Mapped[str]
    at: Mapped[datetime]


class Event(Table):
    """What was changed: on a ticket, or on a person (`ticket_id` empty). The detail holds `from` and `to`."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = _reference("tickets.id")
    person_id: Mapped[int | None] = _reference("people.id")
    actor_id: Mapped[int | None] = _reference("people.id")
    channel: Mapped[str | None]
    at: Mapped[datetime]
    what: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class File(Table):
    """A photo or other file that a person sent, from its announcement to its bytes in the photo store.

    state: `unapproved` (a stranger's: not fetched before a lead lets them in), `wanted` (to be fetched by `ref` from
    the channel), `kept` (its bytes are stored under `sha256`), `lost` (cannot be had; `error` says why).
    """

    __tablename__ = "files"
    __table_args__ = (
        _partial("ix_files_due", "due_at", where="state = 'wanted'"),
        Index("ix_files_ticket", "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None] = _reference("inbox.id", index=True)
    ticket_id: Mapped[int | None] = _reference("tickets.id")
    entry_id: Mapped[int | None] = _reference("entries.id", index=True)
    channel: Mapped[str]
    ref: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(index=True)
    is_image: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="wanted")
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]


class DiscardedFile(Table):
    """Bytes of the photo store that may be nobody's any more: they are deleted where no file has them."""

    __tablename__ = "discarded_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)


class InboxMessage(Table):
    """What we heard, kept before we think about it.

    state: `waiting` (its burst is not over, or its sender is not known yet), `heard`, `failed` (our code broke on it),
    `set_aside` (not readable, or its chat was unlinked). `key` is the provider's: the same key is the same message.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index("ix_inbox_message", "chat_id", "message_id"),
        _partial("ix_inbox_waiting", "chat_id", "id", where="state = 'waiting'"),
        _partial("ix_inbox_album", "chat_id", "album", where="album IS NOT NULL"),
        _partial("ix_inbox_opening", "ticket_id", where="ticket_id IS NOT NULL AND entry_id IS NULL"),
        _partial("ix_inbox_failed", "id", where="state IN ('failed', 'set_aside')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int | None] = _reference("chats.id")
    channel: Mapped[str]
    key: Mapped[str]
    message_id: Mapped[str | None]
    album: Mapped[str | None]
    received_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    entry_id: Mapped[int | None] = _reference("entries.id", index=True)
    ticket_id: Mapped[int | None] = _reference("tickets.id")
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
        _partial("ix_outbox_due", "due_at", where="state IN ('waiting', 'sending')"),
        _partial("ix_outbox_ahead", "chat_id", "id", where="state IN ('waiting', 'sending')"),
        Index("ix_outbox_chat", "chat_id", "id"),
        _partial("ix_outbox_failed", "id", where="state = 'failed'"),
        _partial("ix_outbox_reply_to_id", "reply_to_id", where="reply_to_id IS NOT NULL"),
        _partial("ix_outbox_waiting_for_file", "id", where="state = 'waiting_for_file'"),
        _partial("ix_outbox_waiting_for_window", "chat_id", "id", where="state = 'waiting_for_window'"),
        _partial("ix_outbox_confirm", "chat_id", "confirm_by", where="confirm_by IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = _reference("chats.id")
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    ticket_id: Mapped[int | None] = _reference("tickets.id", index=True)
    several: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    entry_id: Mapped[int | None] = _reference("entries.id", index=True)
    cause_id: Mapped[int | None] = _reference("people.id")
    reply_to_id: Mapped[int | None] = _reference("outbox.id")
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


class Usage(Table):
    """How many messages we sent by a channel that costs, by month ("2026-03") and ticket (0: about none)."""

    __tablename__ = "usage"

    channel: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    messages: Mapped[int]


class Fired(Table):
    """What was told because time passed, a row each time: whoever inserts it is the one who tells.

    subject_id: the ticket; of an absence notice the client; 0 for the desk. since: when its cause began. turn: 0 for
    the first time, then each repetition.
    """

    __tablename__ = "fired"
    __table_args__ = (Index("ix_fired_at", "at"),)

    occasion: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Process(Table):
    """A process of ours, as long as it lives. works: it delivers and keeps the clock. seen_at: when it last said so, by
    the database's clock."""

    __tablename__ = "processes"

    id: Mapped[str] = mapped_column(primary_key=True)
    works: Mapped[bool]
    host: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Alarm(Table):
    """What hinders us, as long as it does; its cause ("sends telegram") is told once, and again when it is over.

    process_id: the process that sees it, and alone can tell that it is over; empty where the store itself shows it.
    """

    __tablename__ = "alarms"

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(unique=True)
    detail: Mapped[str]
    since: Mapped[datetime]
    process_id: Mapped[str | None]
