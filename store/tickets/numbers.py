"""Ticket numbers: they begin where the desk says, grow, and none is taken twice.

PostgreSQL counts in a sequence, for which nobody waits (a number whose ticket was not opened after all is skipped);
SQLite, where one writes at a time anyway, in a row.
"""

from typing import NamedTuple

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from store.tables import TICKET_NUMBERS, Counter, Ticket
from store.transactions import pending, upsert

NAME = "ticket"
_TABLE = Ticket.metadata.tables["tickets"]
_UPCOMING = text("SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM ticket_numbers")
_IN_A_ROW = select(Counter.value).where(Counter.name == NAME)
_NEXT = select(TICKET_NUMBERS.next_value(), func.nextval("tickets_id_seq"))


class Taken(NamedTuple):
    """A new ticket's number, and the id of its row."""

    number: int
    id: int


def begin_at(session: Session, first: int) -> None:
    """The next number is this one at least, and none that is taken, whatever counted before; called when a desk starts,
    beside others that are at work."""
    if _upcoming(session) >= _expected(session, first):
        return
    if _counts_in_a_row(session):
        session.merge(Counter(name=NAME, value=_expected(session, first) - 1))
        return
    session.execute(text("ALTER SEQUENCE ticket_numbers CACHE 1"))  # nobody takes one until we commit
    if _upcoming(session) < _expected(session, first):
        session.execute(text(f"ALTER SEQUENCE ticket_numbers RESTART WITH {_expected(session, first):d}"))


def take(session: Session) -> Taken:
    """The next number; on PostgreSQL the id comes by the same trip. Insert the ticket's row before another is taken."""
    if not _counts_in_a_row(session):
        return Taken(*session.connection().execute(_NEXT).one())
    return Taken(upsert.count(session, Counter, "value", name=NAME), pending.of(session).next_id(_TABLE))


def last_taken(connection: Connection) -> int:
    """The last number that was taken, be its ticket forgotten by now; 0 where none was."""
    if connection.dialect.name == "sqlite":
        return connection.scalar(_IN_A_ROW) or 0
    return int(connection.scalar(_UPCOMING) or 1) - 1


def go_on_from_row(connection: Connection) -> None:
    """Sets PostgreSQL's sequence to what the row says in which SQLite counts, where there is one."""
    if last := connection.scalar(_IN_A_ROW):
        connection.execute(text("SELECT setval('ticket_numbers', :last)"), {"last": last})


def _counts_in_a_row(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _expected(session: Session, first: int) -> int:
    return max(first, (session.scalar(select(func.max(Ticket.number))) or 0) + 1)


def _upcoming(session: Session) -> int:
    if _counts_in_a_row(session):
        counted = session.get(Counter, NAME)
        return counted.value + 1 if counted else 0
    return int(session.scalars(_UPCOMING).one())
