"""«Mover»: messages that went into the wrong ticket, taken out of it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import files, inbox, thread
from store.refusals import Refused
from store.tables import Entry, InboxMessage, Person, Ticket

MOVABLE = timedelta(minutes=10)


def places(session: Session, chat_id: int, first: int, last: int) -> set[int]:
    """The tickets where these messages of a chat are."""
    return {row.ticket_id for row in movable(session, chat_id, first, last) if row.ticket_id}


def movable(
    session: Session, chat_id: int, first: int, last: int, since: datetime | None = None
) -> Sequence[InboxMessage]:
    """The messages of this chat from one id to another that are in a thread; `since`: only those that came later."""
    query = select(InboxMessage).where(
        InboxMessage.chat_id == chat_id,
        InboxMessage.id.between(first, last),
        InboxMessage.entry_id.is_not(None),
    )
    if since is not None:
        query = query.where(InboxMessage.received_at >= since)
    return session.scalars(query.order_by(InboxMessage.id).limit(100)).all()


def fresh(session: Session, chat_id: int, first: int, last: int, now: datetime) -> Sequence[InboxMessage]:
    """As `movable`, while they may still be moved. Raises Refused("too_late_to_move") where none may."""
    rows = movable(session, chat_id, first, last, since=now - MOVABLE)
    if not rows:
        raise Refused("too_late_to_move")
    return rows


def take_back(
    session: Session, actor: Person, ids: Sequence[int], channel: str, now: datetime
) -> list[Entry]:
    """Withdraws the entries that these messages made, files and all; both tickets keep the event.

    Raises NotAllowed for another's.
    """
    if not ids:
        return []
    rows = session.scalars(
        select(InboxMessage).where(InboxMessage.id.in_(ids), InboxMessage.entry_id.is_not(None))
    )
    taken = []
    for entry_id in dict.fromkeys(row.entry_id for row in rows if row.entry_id):
        entry = session.get_one(Entry, entry_id)
        ticket = session.get_one(Ticket, entry.ticket_id)
        thread.withdraw(session, actor, ticket, entry, channel, now)
        taken.append(entry)
    if taken:
        inbox.went_to(session, ids, None, None)
        files.detach(session, ids)
    return taken
