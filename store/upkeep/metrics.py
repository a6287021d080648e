"""How the desk is doing, in numbers: what waits, what failed, for how long; each by an index that holds little.

`silent_before` says in which chats nobody is told of anything, as in `hearing`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.people import hearing
from store.tables import Chat, File, InboxMessage, OutboxMessage, Person, Ticket, in_state

Counts = dict[tuple[str, str], int]

INBOX_STATES = ("waiting", "failed", "set_aside")
OUTBOX_STATES = ("waiting", "sending", "waiting_for_file", "waiting_for_window", "failed")
SETTLED = 60.0  # seconds after which no transaction adds a row below the newest any more


def inbox(session: Session) -> Counts:
    """Messages that were not understood, or not yet, by channel and state."""
    row = InboxMessage
    found: Counter[tuple[str, str]] = Counter()
    for states in (("waiting",), ("failed", "set_aside")):  # each has an index of its own
        # Counted here: SQLite would read the whole table in the order of its groups.
        rows = session.execute(select(row.channel, row.state).where(in_state(row.state, *states)))
        found.update((channel, state) for channel, state in rows)
    return found


def outbox(session: Session) -> Counts:
    """Messages of ours that are not sent, by channel and state."""
    row = OutboxMessage
    found: Counts = {}
    for states in (("waiting", "sending"), ("waiting_for_file",), ("waiting_for_window",), ("failed",)):
        query = (
            select(Chat.channel, row.state, func.count())
            .select_from(row)
            .join(Chat)
            .where(in_state(row.state, *states))
        )
        found |= {
            (channel, state): n
            for channel, state, n in session.execute(query.group_by(Chat.channel, row.state))
        }
    return found


def oldest_unsent(session: Session) -> dict[str, datetime]:
    """When the oldest message that waits to be sent was put there, by channel."""
    row = OutboxMessage
    query = (
        select(Chat.channel, func.min(row.created_at))
        .select_from(row)
        .join(Chat)
        .where(in_state(row.state, "waiting", "sending"))
    )
    return dict(session.execute(query.group_by(Chat.channel)).all())


def to_be_heard_since(session: Session) -> datetime | None:
    """When the burst was over that waits longest to be heard."""
    return session.scalar(select(func.min(Chat.hear_at)).where(Chat.hear_at.is_not(None)))


def files_wanted(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(File).where(File.state == "wanted")) or 0


def tickets(session: Session, silent_before: Mapping[str, datetime]) -> tuple[int, int]:
    """Open ones, and those of them that are nobody's: without a technician, or with one who cannot be told."""
    is_open = select(func.count()).select_from(Ticket).where(Ticket.status == "open")
    nobodys = hearing.is_unattended(silent_before)
    return session.scalar(is_open) or 0, session.scalar(is_open.where(nobodys)) or 0


def waits_longest(session: Session) -> datetime | None:
    """Since when the oldest message of a client waits that nobody answered."""
    return session.scalar(select(func.min(Ticket.waiting_since)).where(Ticket.status == "open"))


def nobodys_since(session: Session, silent_before: Mapping[str, datetime]) -> datetime | None:
    """When the oldest open ticket was opened that is nobody's."""
    query = select(func.min(Ticket.created_at)).where(
        Ticket.status == "open", hearing.is_unattended(silent_before)
    )
    return session.scalar(query)


def out_of_reach(session: Session, silent_before: Mapping[str, datetime]) -> list[int]:
    """The numbers of the open tickets whose technician cannot be told anything: who left, has no chat, or shut us
    out."""
    of_somebody = (Ticket.status == "open", Ticket.technician_id.is_not(None))
    query = (
        select(Ticket.number)
        .where(*of_somebody, hearing.is_unattended(silent_before))
        .order_by(Ticket.number)
    )
    return list(session.scalars(query))


def nobody_hears(session: Session) -> list[str]:
    """The names of the clients with open tickets of which nobody is told: neither a technician nor any lead."""
    leads = select(Person.id).where(Person.role == "lead", Person.id.in_(hearing.staff()))
    if session.scalar(leads.limit(1)) is not None:
        return []
    query = (
        select(Person.name)
        .join(Ticket, Ticket.requester_id == Person.id)
        .where(Ticket.status == "open", hearing.is_unattended())
        .distinct()
        .order_by(Person.name)
    )
    return list(session.scalars(query))


def failed_since(session: Session, since: datetime) -> tuple[int, int]:
    """How many messages that came in since then our code broke on, and how many of ours could not be delivered."""
    lost = OutboxMessage
    unsent = select(func.count()).where(in_state(lost.state, "failed"), lost.created_at >= since)
    return _heard_since(session, "failed", since), session.scalar(unsent) or 0


def set_aside_since(session: Session, since: datetime) -> int:
    """How many came in since then of which nothing can be made."""
    return _heard_since(session, "set_aside", since)


def _heard_since(session: Session, state: str, since: datetime) -> int:
    row = InboxMessage
    either = in_state(row.state, "failed", "set_aside")  # what the index says
    query = select(func.count()).where(either, row.state == state, row.received_at >= since)
    return session.scalar(query) or 0


def failing(session: Session) -> dict[str, int]:
    """By channel, how many messages of ours are tried again after a failure."""
    row = OutboxMessage
    query = (
        select(Chat.channel, func.count())
        .select_from(row)
        .join(Chat)
        .where(in_state(row.state, "waiting", "sending"), row.state == "waiting", row.error.is_not(None))
    )
    return dict(session.execute(query.group_by(Chat.channel)).all())


@dataclass
class Tally:
    """How many rows a table ever had, by channel: all are counted once, afterwards only those that are new.

    `query` counts rows by channel; `id` and `at` are their id and the time when they were added.
    """

    query: Any
    id: Any
    at: Any
    _counted: dict[str, int] = field(default_factory=dict)
    _up_to: int = 0
    _lock: Lock = field(default_factory=Lock)

    def look(self, session: Session, before: datetime) -> dict[str, int]:
        """The counts by now. Rows added since `before` are counted anew each time: a transaction that began earlier may
        still add one below them."""
        with self._lock:
            settled = session.scalar(select(func.max(self.id)).where(self.id > self._up_to, self.at < before))
            if settled is not None:
                self._counted = _sum(self._counted, self._count(session, self._up_to, settled))
                self._up_to = settled
            return _sum(self._counted, self._count(session, self._up_to, None))

    def _count(self, session: Session, above: int, up_to: int | None) -> dict[str, int]:
        query = self.query.where(self.id > above)
        rows = session.execute(query if up_to is None else query.where(self.id <= up_to))
        return dict(rows.all())


def _sum(some: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {channel: some.get(channel, 0) + more.get(channel, 0) for channel in some | more}


def messages_in() -> Tally:
    """Messages that came in."""
    row = InboxMessage
    return Tally(select(row.channel, func.count()).group_by(row.channel), row.id, row.received_at)


def messages_out() -> Tally:
    """Messages that we put into the outbox, sent or not."""
    row = OutboxMessage
    query = (
        select(Chat.channel, func.count())
        .select_from(row)
        .join(Chat)
        .where(row.kind == "message")
        .group_by(Chat.channel)
    )
    return Tally(query, row.id, row.created_at)
