"""Forgets what nobody needs any longer, a little at a time; nothing of a ticket that is open."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, and_, delete, or_, select
from sqlalchemy.orm import Session, aliased

from store.tables import (
    File,
    Fired,
    HourlyCount,
    InboxMessage,
    Invitation,
    OutboxFile,
    OutboxMessage,
    SentMessage,
    Ticket,
)

KEPT_FOR = timedelta(days=30)  # Telegram redelivers for a day, people quote for weeks
BATCH = 500


def sweep(session: Session, now: datetime) -> int:
    """Deletes at most a batch of each kind; returns how many rows: call it again until that is 0."""
    before = now - KEPT_FOR
    by_age = (sweep_outbox, sweep_inbox, sweep_invitations, sweep_fired)
    return sum(step(session, before) for step in by_age) + sweep_hourly_counts(session, now)


def sweep_outbox(session: Session, before: datetime) -> int:
    """Messages that were sent or dropped, that nothing answers, and whose ticket is done with."""
    row, answer = OutboxMessage, aliased(OutboxMessage)
    old = (
        select(row.id)
        .outerjoin(Ticket, Ticket.id == row.ticket_id)
        .where(
            row.state.in_(("sent", "dropped")),
            row.created_at < before,
            _done_with(before),
            ~select(answer.id).where(answer.reply_to_id == row.id).exists(),
        )
        .limit(BATCH)
    )
    ids = list(session.scalars(old))
    for table in (SentMessage, OutboxFile):
        session.execute(delete(table).where(table.outbox_id.in_(ids)))
    return _deleted(session, delete(row).where(row.id.in_(ids)))


def sweep_inbox(session: Session, before: datetime) -> int:
    """Messages whose effects are kept elsewhere, that brought no file, and whose ticket is done with."""
    row = InboxMessage
    old = (
        select(row.id)
        .outerjoin(Ticket, Ticket.id == row.ticket_id)
        .where(
            row.state == "heard",
            row.received_at < before,
            _done_with(before),
            ~select(File.id).where(File.inbox_id == row.id).exists(),
        )
        .limit(BATCH)
    )
    return _deleted(session, delete(row).where(row.id.in_(list(session.scalars(old)))))


def sweep_invitations(session: Session, before: datetime) -> int:
    return _deleted(session, delete(Invitation).where(Invitation.expires_at < before))


def sweep_fired(session: Session, before: datetime) -> int:
    """What was told because time passed; while its ticket is open it must not be told again."""
    still_open = select(Ticket.id).where(Ticket.id == Fired.subject_id, Ticket.status == "open")
    return _deleted(session, delete(Fired).where(Fired.at < before, ~still_open.exists()))


def sweep_hourly_counts(session: Session, now: datetime) -> int:
    return _deleted(session, delete(HourlyCount).where(HourlyCount.hour < now - timedelta(days=1)))


def _done_with(before: datetime) -> Any:
    """About no ticket, or about one that is closed or deleted for as long."""
    over = and_(Ticket.status != "open", or_(Ticket.closed_at.is_(None), Ticket.closed_at < before))
    return or_(Ticket.id.is_(None), over)


def _deleted(session: Session, statement: Delete) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
