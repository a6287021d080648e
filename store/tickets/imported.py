"""Tickets that another system kept: each comes in whole, with its number and its times, and tells nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.folding import fold
from store.people import people
from store.tables import Category, Entry, Event, File, FormerText, Person, Ticket
from store.tickets import numbers
from store.tickets.tickets import What
from store.words import index

CHANNEL = "import"


@dataclass(frozen=True)
class FormerFile:
    """A file whose bytes are in the photo store; `name` as it was called there."""

    name: str
    content_type: str
    size: int
    sha256: str
    is_image: bool


@dataclass(frozen=True)
class FormerEntry:
    """A line of its thread. former_texts: what it said before it was edited, the oldest first."""

    at: datetime
    author: Person
    role: str
    text: str
    internal: bool = False
    edited: bool = False
    former_texts: Sequence[str] = ()
    files: Sequence[FormerFile] = ()


@dataclass(frozen=True)
class FormerTicket:
    """A ticket as it was there. `category` is a name: one of ours, or a new one. joined_to: the number of the ticket
    that leads it, where that comes in with it and is joined to none."""

    number: int
    status: str
    created_at: datetime
    closed_at: datetime | None
    requester: Person
    affected_person: str
    phone: str | None
    phone_as_typed: str | None
    company: str | None
    problem: str
    criticality: str | None = None
    category: str | None = None
    technician: Person | None = None
    solution: str | None = None
    satisfaction: int | None = None
    joined_to: int | None = None
    joined_at: datetime | None = None
    images: Sequence[FormerFile] = ()
    thread: Sequence[FormerEntry] = ()


def taken(session: Session, wanted: Collection[int]) -> set[int]:
    """Those of these numbers that a ticket of ours has."""
    if not wanted:
        return set()
    between = Ticket.number.between(
        min(wanted), max(wanted)
    )  # no statement takes a parameter for each of many
    return set(wanted).intersection(session.scalars(select(Ticket.number).where(between)))


def add(session: Session, former: Sequence[FormerTicket]) -> None:
    """Adds them all; the next ticket to be opened gets a number after theirs."""
    categories = {fold(each.name): each for each in session.scalars(select(Category))}
    added = {each.number: _add(session, each, categories) for each in former}
    leaders = {each.number: added[each.number] for each in former if each.joined_to is None}
    for each in former:
        if leader := leaders.get(each.joined_to or 0):
            added[each.number].joined_to, added[each.number].joined_at = (
                leader,
                each.joined_at or each.created_at,
            )
    numbers.begin_at(session, 1)


def _add(session: Session, former: FormerTicket, categories: dict[str, Category]) -> Ticket:
    ticket = _ticket(former, _category(session, former.category, categories))
    session.add(ticket)
    session.flush()
    _attach(session, ticket, None, former.images)
    for said in former.thread:
        _add_entry(session, ticket, said)
    _record(session, ticket, "opened", former.created_at)
    _record(session, ticket, "closed", ticket.closed_at)
    _record(session, ticket, "deleted", ticket.deleted_at)
    session.flush()
    index.fill(session, [ticket.id])
    return ticket


def _ticket(former: FormerTicket, category: Category | None) -> Ticket:
    """A deleted one counts as closed nowhere; without a day it is as old as it can be, and is forgotten with those."""
    answered, waiting = _answers(former)
    is_open, is_deleted = former.status == "open", former.status == "deleted"
    return Ticket(
        number=former.number,
        status=former.status,
        created_at=former.created_at,
        closed_at=None if is_deleted else former.closed_at,
        deleted_at=(former.closed_at or former.created_at) if is_deleted else None,
        requester=former.requester,
        opened_by_id=former.requester.id,
        company=former.company,
        affected_person=former.affected_person,
        phone=former.phone,
        phone_as_typed=former.phone_as_typed,
        problem=former.problem,
        criticality=former.criticality,
        rated_at=former.created_at if former.criticality else None,
        category=category,
        technician=former.technician,
        solution=former.solution,
        closings=1 if former.status == "closed" else 0,
        satisfaction=former.satisfaction,
        satisfaction_asked_at=former.closed_at if former.status == "closed" else None,
        first_answered_at=answered,
        waiting_since=(waiting or former.created_at) if is_open and (waiting or not answered) else None,
        unanswered_since=waiting if is_open else None,
    )


def _add_entry(session: Session, ticket: Ticket, said: FormerEntry) -> None:
    entry = Entry(
        ticket_id=ticket.id, author=said.author, role=said.role, channel=CHANNEL, at=said.at, text=said.text,
        internal=said.internal, edited_at=said.at if said.edited else None,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    session.add_all(
        FormerText(ticket_id=ticket.id, entry_id=entry.id, text=text, at=said.at)
        for text in said.former_texts
    )
    _attach(session, ticket, entry, said.files)


def _answers(former: FormerTicket) -> tuple[datetime | None, datetime | None]:
    """When the staff answered first, and the client's oldest message that nobody answered."""
    answered: datetime | None = None
    waiting: datetime | None = None
    for said in former.thread:
        if said.internal:
            continue
        if said.role == "client":
            waiting = waiting or said.at
        else:
            answered, waiting = answered or said.at, None
    return answered, waiting


def _category(session: Session, name: str | None, known: dict[str, Category]) -> Category | None:
    if not name:
        return None
    if fold(name) not in known:
        known[fold(name)] = Category(name=people.one_line(name, "name"))
        session.add(known[fold(name)])
    return known[fold(name)]


def _attach(session: Session, ticket: Ticket, entry: Entry | None, files: Sequence[FormerFile]) -> None:
    for file in files:
        session.add(
            File(
                ticket_id=ticket.id, entry_id=entry.id if entry else None, channel=CHANNEL, ref=file.sha256,
                kind="photo" if file.is_image else "document", name=file.name, content_type=file.content_type,
                size=file.size, sha256=file.sha256, is_image=file.is_image, state="kept",
            )
        )  # fmt: skip
    session.flush()


def _record(session: Session, ticket: Ticket, what: What, at: datetime | None) -> None:
    if at is not None:
        session.add(Event(ticket_id=ticket.id, at=at, what=what, channel=CHANNEL, detail={}))
