"""The lists of tickets: one's own, the pending, the unassigned; each by an index, however many there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
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


@dataclass(frozen=True)
class Page:
    """Some tickets of a list: which page it is (from 1; the last where fewer are there than wanted), how many pages
    there are, how many tickets are on all of them, and how many come after this one."""

    tickets: Sequence[Ticket]
    number: int
    pages: int
    total: int
    left: int


def _page(session: Session, query: Select[Ticket], wanted: int, size: int) -> Page:
    total = _count(session, query)
    pages = max(1, -(-total // size))
    number = min(max(1, wanted), pages)
    with_people = (joinedload(Ticket.requester), joinedload(Ticket.technician))
    on_it = query.options(*with_people).offset((number - 1) * size).limit(size)
    return Page(session.scalars(on_it).all(), number, pages, total, max(0, total - number * size))


def _count(session: Session, query: Select[Ticket]) -> int:
    ids = query.with_only_columns(Ticket.id).order_by(None)
    return session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def page_of(session: Session, person: Person, wanted: int, size: int = 5) -> Page:
    """«Mis tickets»: a page of their own, open ones first, newest first."""
    own = select(Ticket).where(Ticket.requester_id == person.id, Ticket.status != "deleted")
    return _page(session, own.order_by(Ticket.status.desc(), Ticket.number.desc()), wanted, size)


def pending_of(session: Session, technician: Person, limit: int | None = None) -> Sequence[Ticket]:
    """The technician's open tickets, who waits longest first."""
    query = _pending(technician).options(joinedload(Ticket.requester))
    return session.scalars(query.limit(limit)).all()


def pending_page(session: Session, technician: Person, wanted: int, size: int) -> Page:
    """«Mis pendientes»: a page of these."""
    return _page(session, _pending(technician), wanted, size)


def count_pending(session: Session, technician: Person) -> int:
    """How many these are."""
    return _count(session, _pending(technician))


def _pending(technician: Person) -> Select[Ticket]:
    theirs = select(Ticket).where(Ticket.technician_id == technician.id, Ticket.status == "open")
    return theirs.order_by(Ticket.waiting_since.is_(None), Ticket.waiting_since, Ticket.number)


def unassigned(session: Session, silent_before: Mapping[str, datetime], limit: int) -> Sequence[Ticket]:
    """Open tickets that are nobody's, or somebody's who cannot be told (see `hearing`), oldest first."""
    query = _unassigned(silent_before).options(joinedload(Ticket.requester), joinedload(Ticket.technician))
    return session.scalars(query.limit(limit)).all()


def unassigned_page(session: Session, silent_before: Mapping[str, datetime], wanted: int, size: int) -> Page:
    """«Sin asignar»: a page of these."""
    return _page(session, _unassigned(silent_before), wanted, size)


def _unassigned(silent_before: Mapping[str, datetime]) -> Select[Ticket]:
    nobodys = select(Ticket).where(hearing.is_unattended(silent_before), Ticket.status == "open")
    return nobodys.order_by(Ticket.number)


def due_page(session: Session, person: Person, wanted: int, size: int) -> Page:
    """A page of the open tickets whose deadline runs, what passes first: a technician's own, a lead's all."""
    runs = select(Ticket).where(
        Ticket.status == "open", Ticket.stopped_at.is_(None), Ticket.due_at.is_not(None)
    )
    theirs = runs if person.role == "lead" else runs.where(Ticket.technician_id == person.id)
    return _page(session, theirs.order_by(Ticket.due_at, Ticket.number), wanted, size)


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
