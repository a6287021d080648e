"""Tickets, their threads, what became of them and what they are found by; what the lead keeps for all of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Sequence, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table, partial, reference
from store.tables.people import Person


class Category(Table):
    """A kind of ticket, as the lead names it; one that is retired is offered no more."""

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
        partial("ix_tickets_closed_at", "closed_at", where="closed_at IS NOT NULL"),
        partial("ix_tickets_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
        partial("ix_tickets_rated", "satisfaction_asked_at", where="satisfaction IS NOT NULL"),
        partial("ix_tickets_unassigned", "created_at", where="status = 'open' AND technician_id IS NULL"),
        partial("ix_tickets_unanswered", "unanswered_since", where="status = 'open'"),
        partial("ix_tickets_soon", "soon_at", where="status = 'open' AND stopped_at IS NULL"),
        partial("ix_tickets_stopped", "stopped_at", where="status = 'open'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    requester_id: Mapped[int] = reference("people.id")
    opened_by_id: Mapped[int] = reference("people.id")
    company: Mapped[str | None]
    affected_person: Mapped[str]
    phone: Mapped[str | None]
    phone_as_typed: Mapped[str | None]
    problem: Mapped[str]
    criticality: Mapped[str | None]
    category_id: Mapped[int | None] = reference("categories.id")
    technician_id: Mapped[int | None] = reference("people.id")
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
    joined_to_id: Mapped[int | None] = reference("tickets.id", index=True)
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
    ticket_id: Mapped[int] = reference("tickets.id")
    author_id: Mapped[int] = reference("people.id")
    role: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]
    internal: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()


class FormerText(Table):
    """What an edited message, or an edited problem (`entry_id` empty), said before."""

    __tablename__ = "former_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = reference("tickets.id", index=True)
    entry_id: Mapped[int | None] = reference("entries.id", index=True)
    text: Mapped[str]
    at: Mapped[datetime]


class Event(Table):
    """What was changed: on a ticket, or on a person (`ticket_id` empty). The detail holds `from` and `to`."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = reference("tickets.id")
    person_id: Mapped[int | None] = reference("people.id")
    actor_id: Mapped[int | None] = reference("people.id")
    channel: Mapped[str | None]
    at: Mapped[datetime]
    what: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


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


TICKET_NUMBERS = Sequence("ticket_numbers", metadata=Table.metadata)


class Counter(Table):
    """A number that only grows, on SQLite, which has no sequences: whoever takes one locks the row until the commit."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
