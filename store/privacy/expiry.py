"""What is forgotten because it is old: the files of tickets that were closed or deleted long ago, and these tickets
themselves.

Nothing that waits for anybody: a ticket that is open, that leads an open one, or of which something is still to be said
or heard stays as it is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, aliased

from store.files import files
from store.messages import outbox
from store.tables import (
    Chat,
    Entry,
    Event,
    File,
    FormerText,
    InboxMessage,
    OutboxFile,
    OutboxMessage,
    SentMessage,
    Ticket,
    TicketWord,
    Usage,
)
from store.tickets import tickets
from store.words import index

BATCH = 50
OWN_FILES_FOR = timedelta(days=7)
"""So long can somebody open the file with what is kept of them."""


def forget_files(session: Session, before: datetime) -> int:
    """The files of some tickets that were closed or deleted before that; returns of how many tickets."""
    has_some = select(File.id).where(File.ticket_id == Ticket.id).exists()
    ids = session.scalars(_done_with(session, before).where(has_some)).all()
    if ids:
        files.delete(session, session.scalars(select(File.id).where(File.ticket_id.in_(ids))).all())
        index.rebuild(session, ids)
    return len(ids)


def forget_tickets(session: Session, before: datetime) -> int:
    """Some tickets that were closed or deleted before that, with all that was said in them; returns how many."""
    ids = session.scalars(_done_with(session, before)).all()
    if ids:
        _delete(session, ids)
    return len(ids)


def forget_own_files(session: Session, now: datetime) -> None:
    """The files that we made for somebody, once they had the time to open them."""
    told = OutboxMessage.created_at >= now - OWN_FILES_FOR
    lately = (
        select(OutboxFile.file_id)
        .join(OutboxMessage, OutboxMessage.id == OutboxFile.outbox_id)
        .where(OutboxFile.file_id == File.id, told)
    )
    old = select(File.id).where(File.channel == files.OURS, ~lately.exists())
    files.delete(session, session.scalars(old.limit(BATCH)).all())


def _done_with(session: Session, before: datetime) -> Select[int]:
    led = aliased(Ticket)
    leads = select(led.id).where(led.joined_to_id == Ticket.id, led.status == "open")
    to_come = select(OutboxMessage.id).where(
        OutboxMessage.ticket_id == Ticket.id, OutboxMessage.state.in_(outbox.TO_COME)
    )
    to_hear = select(InboxMessage.id).where(
        InboxMessage.ticket_id == Ticket.id, InboxMessage.state.in_(("waiting", "failed"))
    )
    return (
        select(Ticket.id)
        .where(
            tickets.done_with(before),
            *(~waits.exists() for waits in (leads, to_come, to_hear)),
            Ticket.requester_id.not_in(_in_the_middle(session)),
        )
        .limit(BATCH)
    )


def _in_the_middle(session: Session) -> list[int]:
    """Who fills in a form, which may be about a ticket of theirs that is over."""
    memories = select(Chat.person_id, Chat.memory).where(Chat.person_id.is_not(None), Chat.memory != {})
    return [person for person, memory in session.execute(memories) if person and memory.get("forms")]


def _delete(session: Session, ids: Sequence[int]) -> None:
    """Each table before those that it refers to."""
    entries = select(Entry.id).where(Entry.ticket_id.in_(ids))
    said = select(OutboxMessage.id).where(OutboxMessage.ticket_id.in_(ids))
    heard = select(InboxMessage.id).where(InboxMessage.ticket_id.in_(ids))
    files.delete(session, session.scalars(select(File.id).where(File.ticket_id.in_(ids))).all())
    files.delete(session, session.scalars(select(File.id).where(File.inbox_id.in_(heard))).all())
    freed = (
        update(OutboxMessage).where(OutboxMessage.reply_to_id.in_(said)).values(reply_to_id=None),
        update(OutboxMessage).where(OutboxMessage.entry_id.in_(entries)).values(entry_id=None),
        update(Ticket).where(Ticket.joined_to_id.in_(ids)).values(joined_to_id=None),
    )
    gone = (
        delete(SentMessage).where(SentMessage.outbox_id.in_(said)),
        delete(OutboxFile).where(OutboxFile.outbox_id.in_(said)),
        *(
            delete(table).where(table.ticket_id.in_(ids))
            for table in (OutboxMessage, InboxMessage, FormerText, Entry, Event, TicketWord, Usage)
        ),
        delete(Ticket).where(Ticket.id.in_(ids)),
    )
    for statement in (*freed, *gone):
        session.execute(statement.execution_options(synchronize_session=False))
