"""What happens to people: they are corrected, they leave, they come back.

Nobody is ever removed: a person who leaves is deactivated, which ends what they can do and keeps what they did.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from store.errors import Refused
from store.messages import outbox
from store.people import people
from store.tables import Chat, Event, Invitation, Person, Ticket
from store.transactions import memo
from store.words import index

BATCH = 500
FOUND_BY = ("name", "phone")
"""What their tickets are found by; a ticket's company stays what it was."""
FIELDS = ("name", "company", "phone", "role", "language")


def edit(
    session: Session, person: Person, values: Mapping[str, str], now: datetime, by: Person | None = None
) -> list[Ticket]:
    """Corrects some of FIELDS; an empty text takes a company, phone or language away. Returns the open tickets that
    were theirs to solve, where their new role solves none.

    Raises Refused for what `people.add` refuses, and (`last_lead`) for the last active lead's role.
    """
    people.expect_lead(by)
    wanted = {name: _usable(session, name, value) for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if "role" in changed and person.role == "lead" and person.active:
        _another_lead_stays(session, person)
    for name, value in changed.items():
        detail = {"field": name, "from": getattr(person, name), "to": value}
        _note(session, person, "edited", now, by, detail)
        setattr(person, name, value)
    session.flush()
    memo.forget(session)
    if not changed.keys().isdisjoint(FOUND_BY):
        _find_by_new_name(session, person)
    return _to_solve(session, person) if changed.get("role") == "client" else []


def _find_by_new_name(session: Session, person: Person) -> None:
    theirs = or_(Ticket.requester_id == person.id, Ticket.technician_id == person.id)
    ids = session.scalars(select(Ticket.id).where(theirs).order_by(Ticket.id)).all()
    for first in range(0, len(ids), BATCH):
        index.rebuild(session, ids[first : first + BATCH])


def _usable(session: Session, name: str, value: str) -> str | None:
    match name:
        case "name":
            return people.one_line(value, "name")
        case "company":
            return people.company_of(session, value)
        case "role" if value not in people.ROLES:
            raise Refused("bad_role", role=value)
        case _:
            return value or None


def _to_solve(session: Session, person: Person) -> list[Ticket]:
    return [ticket for ticket in open_tickets(session, person) if ticket.technician_id == person.id]


def deactivate(session: Session, person: Person, now: datetime, by: Person | None = None) -> list[Ticket]:
    """Ends their web chat sessions, unused codes and unsent messages at once, and returns the open tickets that they
    leave, by number.

    Raises NotAllowed; Refused (`last_lead`) for the last active lead: somebody must be able to assign.
    """
    people.expect_lead(by)
    if person.role == "lead":
        _another_lead_stays(session, person)
    person.active = False
    memo.forget(session)
    _note(session, person, "deactivated", now, by, {})
    _end_codes(session, person, now)
    _end_chats(session, person, now)
    return open_tickets(session, person)


def _another_lead_stays(session: Session, leaving: Person) -> None:
    """Locks the leads, in one order: of two who deactivate each other at once, one stays."""
    query = select(Person.id).where(Person.role == "lead", Person.active).order_by(Person.id)
    if set(session.scalars(query.with_for_update(key_share=True))) <= {leaving.id}:
        raise Refused("last_lead", name=leaving.name)


def _end_codes(session: Session, person: Person, now: datetime) -> None:
    unspent = (Invitation.person_id == person.id, Invitation.spent_at.is_(None), Invitation.expires_at > now)
    session.execute(update(Invitation).where(*unspent).values(expires_at=now))


def _end_chats(session: Session, person: Person, now: datetime) -> None:
    theirs = session.scalars(select(Chat.id).where(Chat.person_id == person.id)).all()
    session.execute(
        update(Chat)
        .where(Chat.person_id == person.id, Chat.channel == "webchat", Chat.closed_at.is_(None))
        .values(closed_at=now)
    )
    outbox.drop_of_chats(session, theirs, "its reader was deactivated")


def open_tickets(session: Session, person: Person) -> list[Ticket]:
    """What they asked for or are to solve, by number."""
    theirs = or_(Ticket.requester_id == person.id, Ticket.technician_id == person.id)
    query = select(Ticket).where(Ticket.status == "open", theirs).order_by(Ticket.number)
    return list(session.scalars(query.options(joinedload(Ticket.requester), joinedload(Ticket.technician))))


def reactivate(session: Session, person: Person, now: datetime, by: Person | None = None) -> None:
    """Undoes a deactivation: their chats and tickets are theirs as before; ended sessions and codes stay ended.
    Raises NotAllowed."""
    people.expect_lead(by)
    if not person.active:
        person.active = True
        memo.forget(session)
        _note(session, person, "reactivated", now, by, {})


def _note(
    session: Session,
    person: Person,
    what: str,
    now: datetime,
    by: Person | None,
    detail: dict[str, str | None],
) -> None:
    session.add(
        Event(person_id=person.id, actor_id=by.id if by else None, at=now, what=what, detail=dict(detail))
    )
