"""Who is who: people, their chats, and how they come in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table, partial, reference


class Person(Table):
    """absent: they are offered last and not reminded; absent_until: when that ends by itself.

    erase_asked_at: they want nothing to be kept of them; erasing_since: it was decided so; erased_at: it is done.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_role", "role", "name"),
        partial("ix_people_erasing", "id", where="erasing_since IS NOT NULL AND erased_at IS NULL"),
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
    last told that something waits. seen_at: when the page of a web chat was last open, give or take a day.
    """

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        partial("ix_chats_hear_at", "hear_at", where="hear_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    address: Mapped[str]
    other_address: Mapped[str | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = reference("people.id", index=True)
    name: Mapped[str | None]
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    hear_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    shut_at: Mapped[datetime | None]
    news_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="joined", innerjoin=False)


class Invitation(Table):
    """A one-time code that links a chat to this person: only its hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("people.id", index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class Approval(Table):
    """A stranger who gave name and company, and what a lead decided: state waiting, approved or rejected.

    `fits` are the ids of the clients whose number the stranger has, where it does not say which of them it is.
    """

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = reference("chats.id", index=True)
    name: Mapped[str]
    company: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    created_at: Mapped[datetime]
    fits: Mapped[list[int]] = mapped_column(default=list)
    decided_by_id: Mapped[int | None] = reference("people.id")
    decided_at: Mapped[datetime | None]


class HourlyCount(Table):
    """How often something happened within an hour: wrong codes of a sender, strangers from an address."""

    __tablename__ = "hourly_counts"

    name: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
