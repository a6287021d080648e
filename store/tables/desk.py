"""What the desk knows of itself: its settings, its processes, what it told and what that cost."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


class Setting(Table):
    """What the desk made for itself and must find again: its signing key, the provider's templates, how far it read."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


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
