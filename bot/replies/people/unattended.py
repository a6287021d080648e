"""Tickets whose technician can be told nothing any more, or is away: the leads get them listed, to hand them on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Label, Reply
from bot.desk import Desk
from bot.replies import acts, compose
from store.people import chats, hearing, people
from store.tables import Chat, Person, Ticket
from store.tickets import lists


def left(desk: Desk, session: Session, person: Person, tickets: Sequence[Ticket], now: datetime) -> None:
    """Somebody was deactivated: these are open, as theirs to solve or as what they asked for."""
    _tell_leads(desk, session, person, tickets, "left_tickets" if tickets else "left", now)


def erased(desk: Desk, session: Session, person: Person, tickets: Sequence[Ticket], now: datetime) -> None:
    """Nothing is kept of them any more, not even a name to tell, and these are open."""
    if tickets:
        _tell_leads(desk, session, person, tickets, "erased", now)


def no_longer_theirs(
    desk: Desk, session: Session, person: Person, tickets: Sequence[Ticket], now: datetime
) -> None:
    """Their new role solves no tickets, and these were theirs."""
    if tickets:
        _tell_leads(desk, session, person, tickets, "lost_role", now)


def session_over(desk: Desk, session: Session, chat: Chat, now: datetime) -> None:
    """Nobody comes back into this web chat."""
    chat.closed_at = now
    lost_chat(desk, session, chat, chat.person, now)


def lost_chat(desk: Desk, session: Session, chat: Chat, person: Person | None, now: datetime) -> None:
    """This chat of a person's ended, or shut us out. Nobody is told where they have another one, or nothing is theirs
    to solve."""
    if person is None or not person.active or person.role == acts.CLIENT:
        return
    if hearing.elsewhere(session, person.id, chat.id):
        return
    if theirs := lists.pending_of(session, person):
        _tell_leads(desk, session, person, theirs, "lost_chat", now)


def absent(desk: Desk, session: Session, person: Person, tickets: Sequence[Ticket], now: datetime) -> None:
    """A technician is away; these are theirs."""
    _tell_leads(desk, session, person, tickets, "absent", now)


def reassign(numbers: Sequence[int]) -> tuple[Label, ...]:
    """«Reasignar», a button a ticket; the rest of many stand in «Sin asignar»."""
    if len(numbers) == 1:
        return (acts.ASSIGN.button(numbers[0], key="reassign"),)
    each = (acts.ASSIGN.button(n, key="reassign_one", number=n) for n in numbers[: acts.MOST_BUTTONS])
    return (*each, *([acts.UNASSIGNED.button()] if len(numbers) > acts.MOST_BUTTONS else ()))


def _tell_leads(
    desk: Desk, session: Session, person: Person, tickets: Sequence[Ticket], key: str, now: datetime
) -> None:
    numbers = [ticket.number for ticket in tickets]
    to_solve = [ticket.number for ticket in tickets if ticket.technician_id == person.id]
    reply = Reply(
        f"unattended.{key}",
        {
            "name": person.name,
            "tickets": lambda voice: voice.list([f"Ticket {number}" for number in numbers]),
        },
        labels=reassign(to_solve),
        ticket_id=tickets[0].id if len(tickets) == 1 else None,
        several=len(tickets) > 1,
        lasts=True,
    )
    told = chats.of(session, [lead.id for lead in people.leads(session)], desk.shut_before())
    for lead, chat in told.items():
        if lead != person.id:
            compose.say(desk, session, chat, reply, now, None)
