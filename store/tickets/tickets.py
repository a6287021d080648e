"""Opens, finds and changes tickets; `get` is the only door, and it asks the permission table (`permissions`)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from store.errors import NotAllowed, NotFound, Refused
from store.people import people
from store.tables import Category, Event, OutboxMessage, Person, Ticket
from store.tickets import numbers, permissions
from store.transactions import memo, pending
from store.words import index
from store.words.index import Place

CLOCK = "clock"
"""The channel of what happened because time passed."""
CRITICALITIES = ("low", "medium", "high", "critical")
What = Literal[
    "opened", "assigned", "criticality", "category", "closed", "reopened", "deleted", "joined", "separated",
    "solution", "moved_away", "satisfaction", "helped", "notices_off", "notices_on",
]  # fmt: skip
"""What happens to a ticket: the words that stand in its history, and in what is exported."""


def get(session: Session, actor: Person, number: int, act: str = "see", *, lock: bool = False) -> Ticket:
    """The ticket, where this person may do this to it; locked until the commit if it is going to change.

    Raises NotFound (not theirs to see, deleted, or never opened: the same) or NotAllowed.
    """
    return _granted(actor, _one(session, Ticket.number == number, lock), act, number)


def is_known(session: Session, actor: Person, number: int) -> bool:
    """Whether there is such a ticket for this person."""
    ticket = _one(session, Ticket.number == number, False)
    return ticket is not None and permissions.may(actor, ticket, "see")


def by_id(session: Session, actor: Person, ticket_id: int, act: str = "see", *, lock: bool = False) -> Ticket:
    """As `get`, for a ticket that one of our messages remembers."""
    ticket = _one(session, Ticket.id == ticket_id, lock)
    return _granted(actor, ticket, act, ticket.number if ticket else 0)


def lock(session: Session, ticket: Ticket) -> None:
    """Nobody else changes the ticket before the commit, and it is as it stands now; each ticket is locked once.

    Whatever changes a ticket by what stands in it goes through here: a technician who answers and a client who writes
    at the same moment must not each decide by what was there before the other.
    """
    if ticket.id not in _locked(session):
        _one(session, Ticket.id == ticket.id, lock=True)


def _locked(session: Session) -> set[int]:
    found: set[int] = session.info.setdefault("locked_tickets", set())
    return found


def _one(session: Session, which: Any, lock: bool) -> Ticket | None:
    query = select(Ticket).where(which)
    if not lock:
        with_people = (joinedload(Ticket.requester), joinedload(Ticket.technician))
        return session.scalar(query.options(*with_people, joinedload(Ticket.category)))
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ticket = session.scalar(query)
    pending.of(session).give_up_ids(_OUTBOX)
    if ticket is not None:
        _locked(session).add(ticket.id)
    return ticket


def _granted(actor: Person, ticket: Ticket | None, act: str, number: int) -> Ticket:
    if ticket is None or not permissions.may(actor, ticket, "see"):
        raise NotFound(number)
    if not permissions.may(actor, ticket, act):
        raise NotAllowed
    return ticket


def lock_granted(session: Session, actor: Person, ticket: Ticket, act: str) -> None:
    """As `lock`, where this person may do this to it. Raises NotFound or NotAllowed."""
    lock(session, ticket)
    _granted(actor, ticket, act, ticket.number)


def open(
    session: Session,
    actor: Person,
    requester: Person,
    *,
    channel: str,
    now: datetime,
    affected_person: str,
    problem: str,
    phone: str | None = None,
    phone_as_typed: str | None = None,
) -> Ticket:
    """A new ticket of the requester, with the next number. Raises NotAllowed where a client opens for another,
    Refused("requester_left")."""
    if actor.role == "client" and actor.id != requester.id:
        raise NotAllowed
    if not requester.active:
        raise Refused("requester_left", name=requester.name)
    number, ticket_id = numbers.take(session)
    ticket = Ticket(
        id=ticket_id,
        number=number,
        created_at=now,
        requester_id=requester.id,
        requester=requester,
        opened_by_id=actor.id,
        company=requester.company,
        affected_person=affected_person,
        phone=phone,
        phone_as_typed=phone_as_typed,
        problem=problem,
        waiting_since=now,
    )
    memo.forget(session, requester.id)  # whom they named before
    pending.of(session).insert_loaded(ticket)
    _locked(session).add(ticket.id)
    index.opened(session, ticket)
    record(session, actor, ticket, "opened", channel, now)
    return ticket


def expect_open(found: Iterable[Ticket]) -> None:
    """Raises Refused("already_closed") where one of them is closed."""
    for ticket in found:
        if ticket.status == "closed":
            raise Refused("already_closed", ticket=ticket.number)


def assign(
    session: Session, actor: Person, ticket: Ticket, technician: Person, channel: str, now: datetime
) -> Person | None:
    """Makes the technician responsible; returns who was before, None where nobody was.

    Raises Refused("already_assigned") where it is theirs already, Refused("not_a_technician") for other roles.
    """
    lock_granted(session, actor, ticket, "manage")
    if technician.role not in people.STAFF or not technician.active:
        raise Refused("not_a_technician", name=technician.name)
    before = ticket.technician
    if before is not None and before.id == technician.id:
        raise Refused("already_assigned", ticket=ticket.number, name=technician.name)
    ticket.technician = technician
    index.given_to(session, ticket)
    record(session, actor, ticket, "assigned", channel, now, before.name if before else None, technician.name)
    return before


def rate(session: Session, actor: Person, ticket: Ticket, level: str, channel: str, now: datetime) -> bool:
    """Sets the criticality; False where it had it already. Its deadline is to be reckoned anew then."""
    lock_granted(session, actor, ticket, "manage")
    if ticket.criticality == level:
        return False
    record(session, actor, ticket, "criticality", channel, now, ticket.criticality, level)
    ticket.criticality, ticket.rated_at = level, now
    return True


def categorise(
    session: Session, actor: Person, ticket: Ticket, category: Category, channel: str, now: datetime
) -> bool:
    """Sets the category; False where it had it already."""
    lock_granted(session, actor, ticket, "manage")
    if ticket.category_id == category.id:
        return False
    before = ticket.category.name if ticket.category else None
    record(session, actor, ticket, "category", channel, now, before, category.name)
    ticket.category = category
    return True


def close(
    session: Session, actor: Person, ticket: Ticket, solution: str | None, channel: str, now: datetime
) -> None:
    """Closes it, with the solution that staff must give. Raises Refused("already_closed" | "solution_missing")."""
    lock_granted(session, actor, ticket, "close")
    if ticket.status == "closed":
        raise Refused("already_closed", ticket=ticket.number)
    if not solution and not permissions.is_clients_side(actor, ticket):
        raise Refused("solution_missing", ticket=ticket.number)
    _shut(session, ticket, solution, now)
    if not permissions.is_clients_side(actor, ticket):
        ticket.first_answered_at = ticket.first_answered_at or now
    record(session, actor, ticket, "closed", channel, now, to=solution)


def close_with(
    session: Session,
    actor: Person,
    ticket: Ticket,
    leader: Ticket,
    solution: str,
    channel: str,
    now: datetime,
) -> None:
    """Closes a ticket that is joined to one which this person may close."""
    _granted(actor, leader, "close", leader.number)
    assert ticket.joined_to_id == leader.id
    _shut(session, ticket, solution, now)
    ticket.first_answered_at = ticket.first_answered_at or now
    record(session, actor, ticket, "closed", channel, now, to=solution)


def close_for_silence(session: Session, ticket: Ticket, now: datetime) -> None:
    """Its client said nothing for long: nobody closed it, time did. The ticket is locked."""
    _shut(session, ticket, None, now)
    ticket.autoclosed_at = now
    record(session, None, ticket, "closed", CLOCK, now)


def _shut(session: Session, ticket: Ticket, solution: str | None, now: datetime) -> None:
    if solution:
        ticket.solution = solution
        index.said(session, ticket.id, Place.SOLUTION, solution)
    ticket.status, ticket.closed_at = "closed", now
    ticket.waiting_since = ticket.unanswered_since = None
    ticket.stopped_at = ticket.stopped_at or now
    ticket.closings += 1


def closed_by(session: Session, actor: Person, at: datetime) -> list[Ticket]:
    """What this person closed at that moment, be it several that were named together or joined, as far as it is closed
    since and they may close it. Locked."""
    by_them = and_(Event.what == "closed", Event.actor_id == actor.id, Event.at == at)
    query = select(Ticket).join(Event, and_(Event.ticket_id == Ticket.id, by_them))
    found = session.scalars(query.where(Ticket.closed_at == at).order_by(Ticket.id)).all()
    for ticket in found:
        lock(session, ticket)
    return [ticket for ticket in found if ticket.closed_at == at and _may_correct(actor, ticket)]


def _may_correct(actor: Person, ticket: Ticket) -> bool:
    return permissions.may(actor, ticket.joined_to or ticket, "close")


def correct_solution(
    session: Session, actor: Person, ticket: Ticket, solution: str, channel: str, now: datetime
) -> None:
    """Has the solution that it is closed with say this, also where it closed with the one that it is joined to; the
    former one stays in the events. Raises NotAllowed."""
    lock(session, ticket)
    if not _may_correct(actor, ticket):
        raise NotAllowed
    record(session, actor, ticket, "solution", channel, now, ticket.solution, solution)
    ticket.solution = solution
    index.rebuild(session, [ticket.id])


def reopen(session: Session, actor: Person, ticket: Ticket, channel: str, now: datetime) -> None:
    """Opens a closed ticket again; its former solution stays in the events. Its deadline is to go on then.

    Raises Refused("already_open").
    """
    lock_granted(session, actor, ticket, "reopen")
    if ticket.status == "open":
        raise Refused("already_open", ticket=ticket.number)
    ticket.status, ticket.closed_at, ticket.waiting_since = "open", None, now
    ticket.unanswered_since = now if permissions.is_clients_side(actor, ticket) else None
    ticket.autoclosed_at = None
    ticket.joined_to = ticket.joined_at = None
    record(session, actor, ticket, "reopened", channel, now)


def has_helped(session: Session, ticket: Ticket) -> bool:
    """Whether its requester said already that the present solution helped."""
    said = select(Event.id).where(
        Event.ticket_id == ticket.id, Event.what == "helped", Event.at >= ticket.closed_at
    )
    return session.scalar(said.limit(1)) is not None


def delete(session: Session, actor: Person, ticket: Ticket, channel: str, now: datetime) -> None:
    """Takes it out of every list; it stays in the store. Raises Refused("closed_not_deleted")."""
    lock_granted(session, actor, ticket, "delete")
    if ticket.status == "closed":
        raise Refused("closed_not_deleted", ticket=ticket.number)
    ticket.status, ticket.deleted_at = "deleted", now
    record(session, actor, ticket, "deleted", channel, now)


def done_with(before: datetime) -> ColumnElement[bool]:
    """Those that were closed or deleted before that, and are."""
    return and_(Ticket.status != "open", or_(Ticket.closed_at < before, Ticket.deleted_at < before))


def record(
    session: Session,
    actor: Person | None,
    ticket: Ticket,
    what: What,
    channel: str,
    now: datetime,
    before: str | None = None,
    to: str | None = None,
) -> None:
    """One line of the ticket's history: who, when, by which channel, from what, to what."""
    detail = {name: value for name, value in (("from", before), ("to", to)) if value is not None}
    line = dict(ticket_id=ticket.id, at=now, what=what, channel=channel, detail=detail)
    pending.of(session).insert(_EVENTS, {**line, "actor_id": actor.id if actor else None})


_EVENTS, _OUTBOX = Event.metadata.tables["events"], OutboxMessage.metadata.tables["outbox"]


def last_by(session: Session, ticket: Ticket, what: str) -> str:
    """The name of whoever did that to it last ("assigned", "criticality")."""
    return (
        session.scalar(
            select(Person.name)
            .join(Event, Event.actor_id == Person.id)
            .where(Event.ticket_id == ticket.id, Event.what == what)
            .order_by(Event.id.desc())
            .limit(1)
        )
        or ""
    )
