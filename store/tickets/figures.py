"""What the figures are made of: the open tickets as they stand, and what was opened and closed within a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from store.people import hearing
from store.tables import Category, Person, Ticket, in_state


@dataclass(frozen=True)
class Open:
    """technician: None where it is nobody's, or somebody's who cannot be told. waits: its client waits for us since
    then. due_at: where its deadline runs."""

    number: int
    technician: str | None
    criticality: str | None
    created_at: datetime
    waits: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class Opened:
    category: str | None
    created_at: datetime
    first_answered_at: datetime | None


@dataclass(frozen=True)
class Closed:
    technician: str | None
    created_at: datetime
    closed_at: datetime


def open_now(session: Session, silent_before: Mapping[str, datetime]) -> Sequence[Open]:
    """Every open ticket, oldest first; with nobody for a technician who cannot be told (see `hearing`)."""
    can_be_told = Person.id.in_(hearing.staff(silent_before))
    runs = case((Ticket.stopped_at.is_(None), Ticket.due_at), else_=None)
    rows = session.execute(
        select(Ticket.number, Person.name, Ticket.criticality, Ticket.created_at, Ticket.waiting_since, runs)
        .outerjoin(Person, (Person.id == Ticket.technician_id) & can_be_told)
        .where(in_state(Ticket.status, "open"))
        .order_by(Ticket.number)
    )
    return [Open(*row) for row in rows]


def opened(session: Session, start: datetime, end: datetime) -> Sequence[Opened]:
    """The tickets that were opened from then to then, deleted ones left out."""
    rows = session.execute(
        select(Category.name, Ticket.created_at, Ticket.first_answered_at)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(Ticket.created_at >= start, Ticket.created_at < end, Ticket.status != "deleted")
    )
    return [Opened(*row) for row in rows]


def closed(session: Session, start: datetime, end: datetime) -> Sequence[Closed]:
    """The tickets that were closed from then to then, and are."""
    rows = session.execute(
        select(Person.name, Ticket.created_at, Ticket.closed_at)
        .outerjoin(Person, Person.id == Ticket.technician_id)
        .where(Ticket.closed_at >= start, Ticket.closed_at < end, Ticket.status != "open")
    )
    return [Closed(technician, created, at) for technician, created, at in rows if at is not None]


def mean_satisfaction(session: Session, start: datetime, end: datetime) -> float | None:
    """Of the tickets whose clients were asked from then to then and answered; None where none did."""
    asked = (Ticket.satisfaction_asked_at >= start, Ticket.satisfaction_asked_at < end)
    answered = (*asked, Ticket.satisfaction.is_not(None), Ticket.status != "deleted")
    mean = session.scalar(select(func.avg(Ticket.satisfaction)).where(*answered))
    return None if mean is None else float(mean)


def count(session: Session, start: datetime, end: datetime) -> tuple[int, int]:
    """How many were opened and closed from then to then."""
    of_tickets = select(func.count()).select_from(Ticket)
    came = of_tickets.where(Ticket.created_at >= start, Ticket.created_at < end, Ticket.status != "deleted")
    went = of_tickets.where(Ticket.closed_at >= start, Ticket.closed_at < end, Ticket.status != "open")
    return session.scalar(came) or 0, session.scalar(went) or 0


def reported(session: Session, start: datetime | None, end: datetime | None) -> Sequence[Ticket]:
    """The tickets that were opened from then to then (None: ever), by number, with their people; deleted ones left
    out."""
    query = select(Ticket).where(Ticket.status != "deleted").order_by(Ticket.number)
    if start is not None:
        query = query.where(Ticket.created_at >= start)
    if end is not None:
        query = query.where(Ticket.created_at < end)
    whole = (joinedload(Ticket.requester), joinedload(Ticket.technician), joinedload(Ticket.category))
    return session.scalars(query.options(*whole)).all()
