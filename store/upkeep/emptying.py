"""Empties a store of all that people did, so that a demo can begin again."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.database import ring
from store.notifier import ANYTHING
from store.tables import Alarm, Process, Setting, Table
from store.tickets import numbers

STAYS = {Alarm.__tablename__, Process.__tablename__, Setting.__tablename__}
"""What belongs to the desk and its processes."""


def empty(session: Session, first_ticket: int) -> None:
    """Deletes every person, message and ticket; the next ticket has this number."""
    for table in reversed(Table.metadata.sorted_tables):
        if table.name not in STAYS:
            session.execute(delete(table))
    numbers.begin_at(session, first_ticket)
    for topic in ANYTHING:
        ring(session, topic)
