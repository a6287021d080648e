"""Tickets that are about the same incident, joined: one leads, and what becomes of it becomes of those joined to it.

Each keeps its own number and thread. A ticket that leads is joined to none.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.errors import Refused
from store.tables import Person, Ticket
from store.tickets import thread, tickets


def joined_to(session: Session, leader: Ticket) -> Sequence[Ticket]:
    """Those that it leads, the oldest first."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.joined_to_id == leader.id, Ticket.status != "deleted")
        .order_by(Ticket.number)
        .options(joinedload(Ticket.requester), joinedload(Ticket.technician))
    ).all()


def _lock_led(session: Session, leader: Ticket) -> list[Ticket]:
    """As `joined_to`, as they stand now: nobody else changes them before the commit."""
    found = joined_to(session, leader)
    for ticket in found:
        tickets.lock(session, ticket)
    return [ticket for ticket in found if ticket.joined_to_id == leader.id and ticket.status != "deleted"]


def join(
    session: Session, actor: Person, numbers: Collection[int], leads: int | None, channel: str, now: datetime
) -> Ticket:
    """Joins the open ones among these to the one that `leads`, else to the oldest, with all that they led; returns the
    one that leads. Raises Refused("nothing_to_join") where fewer than two are open, NotFound, NotAllowed."""
    named = [tickets.get(session, actor, number, "manage", lock=True) for number in sorted(numbers)]
    led = [ticket for one in named for ticket in _lock_led(session, one)]
    leaders = [ticket.joined_to for ticket in named if ticket.joined_to is not None]
    for leader in leaders:
        tickets.lock(session, leader)
    unique = {ticket.id: ticket for ticket in [*named, *led, *leaders] if ticket.status == "open"}
    group = sorted(unique.values(), key=lambda ticket: ticket.number)
    if len(group) < 2:
        raise Refused("nothing_to_join")
    leader = next((ticket for ticket in group if ticket.number == leads), group[0])
    _put_under(session, actor, leader, group, channel, now)
    return leader


def _put_under(
    session: Session,
    actor: Person | None,
    leader: Ticket,
    group: Sequence[Ticket],
    channel: str,
    now: datetime,
) -> None:
    _free(session, actor, leader, channel, now)
    session.flush()  # of two that change places, first this one
    for ticket in group:
        if ticket is not leader and ticket.joined_to is not leader:
            ticket.joined_to, ticket.joined_at = leader, now
            tickets.record(session, actor, ticket, "joined", channel, now, to=str(leader.number))


def separate(session: Session, actor: Person, ticket: Ticket, channel: str, now: datetime) -> list[Ticket]:
    """Each stands alone again: this one, or all that it leads; returns those that were joined. Raises NotAllowed."""
    ticket = tickets.get(session, actor, ticket.number, "manage", lock=True)
    freed = [ticket] if ticket.joined_to is not None else _lock_led(session, ticket)
    for each in freed:
        _free(session, actor, each, channel, now)
    return freed


def _free(session: Session, actor: Person | None, ticket: Ticket, channel: str, now: datetime) -> None:
    """It is joined to none from now on."""
    before = ticket.joined_to
    ticket.joined_to = ticket.joined_at = None
    if before is not None:
        tickets.record(session, actor, ticket, "separated", channel, now, before=str(before.number))


def pass_on(session: Session, actor: Person | None, leader: Ticket, channel: str, now: datetime) -> None:
    """It leads no more, since its client closed or deleted their own, or did not answer: the oldest of those that it
    led does."""
    group = [ticket for ticket in _lock_led(session, leader) if ticket.status == "open"]
    if group:
        _put_under(session, actor, group[0], group, channel, now)


def answer(session: Session, leader: Ticket, now: datetime) -> None:
    """What the staff said to the client of the one that leads, the clients of the others heard too."""
    for ticket in _lock_led(session, leader):
        if ticket.status == "open":
            thread.note_answer(ticket, now)


def close(
    session: Session, actor: Person, leader: Ticket, solution: str, channel: str, now: datetime
) -> list[Ticket]:
    """Closes what is still open of those that it leads, with its solution; returns them."""
    closed = [ticket for ticket in _lock_led(session, leader) if ticket.status == "open"]
    for ticket in closed:
        tickets.close_with(session, actor, ticket, leader, solution, channel, now)
    return closed
