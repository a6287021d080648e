"""Where each word stands: kept with what says it, in the same transaction, and made anew where a text changes.

A table of our own, the same on both databases: what is looked for is read from it in the order in which it is shown, so
that a page costs the same however often a word was said.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from store.tables import Entry, File, Person, Ticket, TicketWord
from store.transactions import bulk, pending
from store.words import tokens

Line = tuple[int, "Place", str | None]
"""A ticket's id, and a text that is found in it."""


class Place(IntEnum):
    """Where a word stands, the best place last. What stands in a note is found by the staff alone."""

    NOTE = 1
    FILE = 2
    THREAD = 3
    TECHNICIAN = 4
    SOLUTION = 5
    PROBLEM = 6
    PERSON = 7
    NUMBER = 8


def opened(session: Session, ticket: Ticket) -> None:
    """A new ticket is found by who and what it is about."""
    requester = ticket.requester
    people = (requester.name, requester.phone, *(getattr(ticket, name) for name in _WHO))
    _gather(session, _of_opening(ticket.id, ticket.number, people, ticket.problem))


def said(session: Session, ticket_id: int, place: Place, text: str | None) -> None:
    """A ticket is found by this text too."""
    _gather(session, [(ticket_id, place, text)])


def attached(session: Session, ticket_id: int, file_ids: Sequence[int], *, internal: bool) -> None:
    """A ticket is found by the names of these files too."""
    place = Place.NOTE if internal else Place.FILE
    for name in session.scalars(select(File.name).where(File.id.in_(file_ids))):
        said(session, ticket_id, place, name)


def given_to(session: Session, ticket: Ticket) -> None:
    """A ticket is found by its technician, and no longer by the one before."""
    theirs = (TicketWord.ticket_id == ticket.id, TicketWord.place == Place.TECHNICIAN)
    session.execute(delete(TicketWord).where(*theirs).execution_options(synchronize_session=False))
    said(session, ticket.id, Place.TECHNICIAN, ticket.technician.name if ticket.technician else None)


def rebuild(session: Session, ticket_ids: Sequence[int]) -> None:
    """These tickets are found by what they say now, and by nothing else."""
    if not ticket_ids:
        return
    session.flush()
    session.execute(
        delete(TicketWord)
        .where(TicketWord.ticket_id.in_(ticket_ids))
        .execution_options(synchronize_session=False)
    )
    fill(session, ticket_ids)


def fill(session: Session, ticket_ids: Sequence[int]) -> None:
    """As `rebuild`, for tickets that nothing is kept of yet."""
    rows = _rows(lines(session, ticket_ids))
    bulk.insert_missing(session, _TABLE, sorted(rows, key=lambda row: (row["ticket_id"], row["word"])))


def lines(session: Session, ticket_ids: Sequence[int]) -> Iterator[Line]:
    """All texts that these tickets are found by."""
    yield from _openings(session, ticket_ids)
    entries = select(Entry.ticket_id, Entry.internal, Entry.text)
    for ticket_id, internal, text in session.execute(
        entries.where(Entry.ticket_id.in_(ticket_ids), Entry.withdrawn_at.is_(None))
    ):
        yield ticket_id, Place.NOTE if internal else Place.THREAD, text
    files = select(File.ticket_id, Entry.internal, File.name).outerjoin(Entry, Entry.id == File.entry_id)
    for its_ticket, internal, name in session.execute(files.where(File.ticket_id.in_(ticket_ids))):
        yield its_ticket or 0, Place.NOTE if internal else Place.FILE, name


def _openings(session: Session, ticket_ids: Sequence[int]) -> Iterator[Line]:
    """The columns are named one by one: a migration reads them, whose store has none of those of later ones."""
    requester, technician = aliased(Person), aliased(Person)
    who = [getattr(Ticket, name) for name in _WHO]
    query = (
        select(
            Ticket.id, Ticket.number, Ticket.problem, Ticket.solution, technician.name,
            requester.name, requester.phone, *who,
        )
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(technician, technician.id == Ticket.technician_id)
        .where(Ticket.id.in_(ticket_ids))
    )  # fmt: skip
    for ticket_id, number, problem, solution, its_technician, *people in session.execute(query):
        yield from _of_opening(ticket_id, number, people, problem)
        yield ticket_id, Place.SOLUTION, solution
        yield ticket_id, Place.TECHNICIAN, its_technician


_WHO = ("affected_person", "company", "phone", "phone_as_typed")
_TABLE = TicketWord.metadata.tables["ticket_words"]


def _of_opening(ticket_id: int, number: int, people: Iterable[str | None], problem: str) -> Iterator[Line]:
    yield ticket_id, Place.NUMBER, str(number)
    yield ticket_id, Place.PROBLEM, problem
    for text in people:
        yield ticket_id, Place.PERSON, text


def _gather(session: Session, told: Iterable[Line]) -> None:
    for row in _rows(told):
        pending.of(session).insert_missing(_TABLE, row)


def _rows(told: Iterable[Line]) -> Iterator[dict[str, Any]]:
    for ticket_id, place, text in told:
        for word in tokens.of(text or ""):
            yield dict(ticket_id=ticket_id, word=word, place=place.value)
