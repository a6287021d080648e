"""Tickets as plain data for other programs: everything that is kept of each, deleted ones included."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.errors import NotFound
from store.tables import Category, Entry, Event, File, FormerText, Person, Ticket

Row = TypeVar("Row", Entry, Event, File, FormerText)


@dataclass(frozen=True)
class _Kept:
    """All that belongs to a batch of tickets: by ticket id, former texts and files of the thread by entry id."""

    entries: dict[int, list[Entry]]
    former: dict[int, list[FormerText]]
    images: dict[int, list[File]]
    files: dict[int, list[File]]
    events: dict[int, list[Event]]
    names: dict[int, str]


def ticket(session: Session, number: int) -> dict[str, Any]:
    """One ticket. Raises NotFound where it was never opened."""
    found = session.scalars(_tickets().where(Ticket.number == number)).all()
    if not found:
        raise NotFound(number)
    return next(_exported(session, found))


def every(session: Session, batch: int = 200) -> Iterator[dict[str, Any]]:
    """All tickets by number, never more than a batch of them in memory."""
    after = -1
    while found := session.scalars(_tickets().where(Ticket.number > after).limit(batch)).all():
        yield from _exported(session, found)
        after = found[-1].number
        session.expunge_all()


def files_of(exported: dict[str, Any]) -> list[dict[str, Any]]:
    """Every file of an exported ticket, in order: of its opening, then of its thread."""
    return [*exported["images"], *(file for entry in exported["thread"] for file in entry["files"])]


def _tickets() -> Any:
    people = (
        joinedload(Ticket.requester),
        joinedload(Ticket.technician),
        joinedload(Ticket.category),
        joinedload(Ticket.joined_to),
    )
    return select(Ticket).options(*people).order_by(Ticket.number)


def _exported(session: Session, tickets: Sequence[Ticket]) -> Iterator[dict[str, Any]]:
    kept = _read(session, [ticket.id for ticket in tickets])
    return (_ticket(ticket, kept) for ticket in tickets)


def _read(session: Session, ids: Sequence[int]) -> _Kept:
    entries = session.scalars(
        select(Entry)
        .where(Entry.ticket_id.in_(ids), Entry.withdrawn_at.is_(None))
        .options(joinedload(Entry.author))
        .order_by(Entry.id)
    ).all()
    files = session.scalars(
        select(File).where(File.ticket_id.in_(ids), File.state == "kept").order_by(File.id)
    ).all()
    former = session.scalars(
        select(FormerText).where(FormerText.ticket_id.in_(ids)).order_by(FormerText.id)
    ).all()
    events = session.scalars(select(Event).where(Event.ticket_id.in_(ids)).order_by(Event.id)).all()
    return _Kept(
        entries=_by("ticket_id", entries),
        former=_by("entry_id", former),
        images=_by("ticket_id", (file for file in files if file.entry_id is None)),
        files=_by("entry_id", files),
        events=_by("ticket_id", events),
        names=_names(session, {event.actor_id for event in events if event.actor_id is not None}),
    )


def _by(column: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups


def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _ticket(ticket: Ticket, kept: _Kept) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "status": ticket.status,
        "created_at": _time(ticket.created_at),
        "closed_at": _time(ticket.closed_at),
        "requester": ticket.requester.name,
        "affected_person": ticket.affected_person,
        "phone": ticket.phone,
        "phone_as_typed": ticket.phone_as_typed,
        "company": ticket.company,
        "problem": ticket.problem,
        "images": [_file(file) for file in kept.images.get(ticket.id, ())],
        "criticality": ticket.criticality,
        "category": _name(ticket.category),
        "technician": _name(ticket.technician),
        "solution": ticket.solution,
        "satisfaction": ticket.satisfaction,
        "joined_to": ticket.joined_to.number if ticket.joined_to else None,
        "due_at": _time(ticket.due_at),
        "thread": [_entry(entry, kept) for entry in kept.entries.get(ticket.id, ())],
        "events": [_event(event, kept) for event in kept.events.get(ticket.id, ())],
    }


def _entry(entry: Entry, kept: _Kept) -> dict[str, Any]:
    return {
        "at": _time(entry.at),
        "author": entry.author.name,
        "role": entry.role,
        "channel": entry.channel,
        "text": entry.text,
        "internal": entry.internal,
        "edited": entry.edited_at is not None,
        "former_texts": [former.text for former in kept.former.get(entry.id, ())],
        "files": [_file(file) for file in kept.files.get(entry.id, ())],
    }


def _event(event: Event, kept: _Kept) -> dict[str, Any]:
    actor = kept.names[event.actor_id] if event.actor_id is not None else None
    return {"at": _time(event.at), "actor": actor, "what": event.what, "detail": event.detail}


def _file(file: File) -> dict[str, Any]:
    return {
        "name": file.name,
        "content_type": file.content_type,
        "bytes": file.size,
        "sha256": file.sha256,
    }


def _name(named: Person | Category | None) -> str | None:
    return named.name if named is not None else None


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
