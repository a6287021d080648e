"""Deadlines: when a ticket must be solved by its criticality. They stand still while we wait for its client.

The store keeps when they fall due, so that what is due is a query. It cannot count working time: so whoever lets a
deadline begin or go on has it reckoned here.
"""

from datetime import datetime, timedelta

from bot.clock import working_time
from bot.desk import Desk
from store.tables import Ticket
from store.upkeep import due


def reckon(desk: Desk, ticket: Ticket) -> None:
    """The criticality is another, or the deadline stood still: it falls due at another time."""
    whole = allowed(desk, ticket.criticality)
    if whole is None:
        ticket.due_at = ticket.soon_at = None
        return
    waited, working = timedelta(seconds=ticket.waited), working_time.of(desk)
    ticket.due_at = working.add(ticket.created_at, whole + waited)
    ticket.soon_at = working.add(ticket.created_at, whole * 3 / 4 + waited)


def allowed(desk: Desk, criticality: str | None) -> timedelta | None:
    """The working time to a solution; None where there is no deadline."""
    found: timedelta | None = getattr(desk.settings.deadlines, criticality) if criticality else None
    return found


def go_on(desk: Desk, ticket: Ticket, now: datetime) -> None:
    """The client wrote, or it was reopened: the next step is ours."""
    if ticket.status == "open" and ticket.stopped_at is not None:
        ticket.waited += round(working_time.of(desk).between(ticket.stopped_at, now).total_seconds())
        ticket.stopped_at = None
        reckon(desk, ticket)


def reckon_all(desk: Desk) -> None:
    """The settings may be others than when the open tickets were rated. Raises StoreAway."""
    after = 0
    while True:
        with desk.store.write() as session:
            tickets = due.rated(session, after)
            for ticket in tickets:
                reckon(desk, ticket)
        if not tickets:
            return
        after = tickets[-1].id
