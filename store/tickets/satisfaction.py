"""What clients think of how their tickets were attended: asked once a ticket, 1 to 5."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from store.errors import NotFound, Refused
from store.tables import Person, Ticket
from store.tickets import tickets

MARKS = range(1, 6)
ASKED_AFTER, NOT_AFTER = timedelta(days=7), timedelta(days=14)
"""So long after its closing is a client asked who said nothing; later they have forgotten."""


def to_be_asked(session: Session, now: datetime, limit: int, after: Ticket | None = None) -> Sequence[Ticket]:
    """Closed tickets, locked, whose clients have not been asked for a week, those closed first before the others; from
    the one after this. Other workers pass them over."""
    since = (now - NOT_AFTER, 0) if after is None else (after.closed_at, after.id)
    query = select(Ticket).where(
        Ticket.closed_at >= since[0],
        Ticket.closed_at <= now - ASKED_AFTER,
        tuple_(Ticket.closed_at, Ticket.id) > since,
        Ticket.status != "open",
        Ticket.satisfaction_asked_at.is_(None),
    )
    in_order = query.order_by(Ticket.closed_at, Ticket.id).limit(limit)
    return session.scalars(in_order.with_for_update(skip_locked=True)).all()


def ask(ticket: Ticket, now: datetime) -> bool:
    """Notes that its client is asked; False where they were before."""
    if ticket.satisfaction_asked_at is not None:
        return False
    ticket.satisfaction_asked_at = now
    return True


def give(session: Session, actor: Person, number: int, mark: int, channel: str, now: datetime) -> Ticket:
    """Keeps the mark, the last one where there are several. Raises NotFound where it is not the requester's, or nobody
    asked; Refused("no_such_mark")."""
    ticket = tickets.get(session, actor, number, lock=True)
    if ticket.requester_id != actor.id or ticket.satisfaction_asked_at is None:
        raise NotFound(number)
    if mark not in MARKS:
        raise Refused("no_such_mark")
    if ticket.satisfaction != mark:
        ticket.satisfaction = mark
        tickets.record(session, actor, ticket, "satisfaction", channel, now, to=str(mark))
    return ticket
