"""The lists of tickets: one's own, the pending, the unassigned; each by an index, however many there are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from store.people import hearing
from store.tables import Entry, Person, Ticket


def open_of(session: Session, person: Person, limit: int = 10) -> Sequence[Ticket]:
    """Their open tickets, newest first: what a free message of theirs may be about."""
    return session.scalars(
        select(Ticket)
        .where(_is_theirs(person), Ticket.status == "open")
        .order_by(Ticket.number.desc())
        .options(joinedload(Ticket.requester))
        .limit(limit)
    ).all()


def closed_of(session: Session, person: Person, limit: int = 10) -> Sequence[Ticket]:
    """The closed tickets that they may reopen, newest first."""
    query = select(Ticket).where(Ticket.status == "closed").order_by(Ticket.number.desc()).limit(limit)
    if person.role != "lead":
        query = query.where(_is_theirs(person))
    return session.scalars(query).all()


def _is_theirs(person: Person) -> ColumnElement[bool]:
    """What they asked for; of staff also what is theirs to solve."""
    own = Ticket.requester_id == person.id
    return own if person.role == "client" else or_(Ticket.technician_id == person.id, own)


def newest(session: Session, limit: int = 10) -> Sequence[Ticket]:
    """The open tickets of everybody, newest first."""
    return session.scalars(
        select(Ticket).where(Ticket.status == "open").order_by(Ticket.number.desc()).limit(limit)
    ).all()


def page_of(
    session: Session, person: Person, wanted: int, size: int = 5
) -> tuple[Sequence[Ticket], int, int]:
    """«Mis tickets»: a page of their own, open ones first, newest first; which one it is (from 1; the last where fewer
    are there than wanted), and how many there are."""
    own = (Ticket.requester_id == person.id, Ticket.status != "deleted")
    count = session.scalar(select(func.count()).select_from(Ticket).where(*own)) or 0
    pages = max(1, -(-count // size))
    page = min(max(1, wanted), pages)
    tickets = session.scalars(
        select(Ticket)
        .where(*own)
        .order_by(Ticket.status.desc(), Ticket.number.desc())
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    return tickets, page, pages


def pending_of(session: Session, technician: Person, limit: int = 50) -> Sequence[Ticket]:
    """«Mis pendientes»: the technician's open tickets, who waits longest first."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.technician_id == technician.id, Ticket.status == "open")
        .order_by(Ticket.waiting_since.is_(None), Ticket.waiting_since, Ticket.number)
        .options(joinedload(Ticket.requester))
        .limit(limit)
    ).all()


def unassigned(session: Session, silent_before: Mapping[str, datetime], limit: int = 50) -> Sequence[Ticket]:
    """Open tickets that are nobody's, or somebody's who cannot be told (see `hearing`), oldest first."""
    return session.scalars(
        select(Ticket)
        .where(hearing.is_unattended(silent_before), Ticket.status == "open")
        .order_by(Ticket.number)
        .options(joinedload(Ticket.requester), joinedload(Ticket.technician))
        .limit(limit)
    ).all()


def last_said(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """When something was last said in these tickets, by their ids; internal notes apart."""
    query = (
        select(Entry.ticket_id, func.max(Entry.at))
        .where(Entry.ticket_id.in_(ids), Entry.internal.is_(False), Entry.withdrawn_at.is_(None))
        .group_by(Entry.ticket_id)
    )
    return dict(session.execute(query).all())


def loads(session: Session) -> dict[int, int]:
    """How many open tickets each technician has (by person id)."""
    rows = session.execute(
        select(Ticket.technician_id, func.count())
        .where(Ticket.status == "open", Ticket.technician_id.is_not(None))
        .group_by(Ticket.technician_id)
    )
    return {technician: count for technician, count in rows if technician is not None}
