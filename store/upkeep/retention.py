"""Forgets what nobody needs any longer, a little at a time; nothing of a ticket that is open."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from store.tables import (
    Chat,
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
from store.tickets import tickets
from store.upkeep import settings_kv

KEPT_FOR = timedelta(days=30)  # Telegram redelivers for a day, people quote for weeks
BATCH = 500
MOST_BATCHES = 200  # an hour


def sweep(session: Session, now: datetime, kept_for: timedelta | None = KEPT_FOR) -> bool:
    """Goes through the next batch of each kind; whether there is more. What was said and heard stays for `kept_for`,
    None for ever. Where the sweep stopped is kept, so that none ever has to look at all that stays."""
    before = now - KEPT_FOR
    more = []
    if kept_for is not None:
        more = [sweep_outbox(session, now - kept_for), sweep_inbox(session, now - kept_for)]
    if not any(more):  # few rows each, once at the end
        sweep_invitations(session, before)
        sweep_fired(session, before)
        sweep_hourly_counts(session, now)
    return any(more)


def sweep_outbox(session: Session, before: datetime) -> bool:
    """Messages that were sent, joined or dropped, that nothing answers, and whose ticket is done with."""
    row, answer = OutboxMessage, aliased(OutboxMessage)
    ids, more = _next_batch(session, row, row.created_at, before)
    over = (
        select(row.id)
        .outerjoin(Ticket, Ticket.id == row.ticket_id)
        .where(
            row.id.in_(ids),
            row.state.in_(("sent", "joined", "dropped")),
            _done_with(before),
            ~select(answer.id).where(answer.reply_to_id == row.id).exists(),
        )
    )
    while gone := session.scalars(over).all():  # what they answered may go with them
        for table in (SentMessage, OutboxFile):
            session.execute(delete(table).where(table.outbox_id.in_(gone)))
        session.execute(delete(row).where(row.id.in_(gone)))
    return more


def sweep_inbox(session: Session, before: datetime) -> bool:
    """Messages whose effects are kept elsewhere, that brought no file, and whose ticket is done with; of a chat where a
    form is open none, since the form may hold them."""
    row = InboxMessage
    ids, more = _next_batch(session, row, row.received_at, before)
    over = (
        select(row.id, row.chat_id)
        .outerjoin(Ticket, Ticket.id == row.ticket_id)
        .where(
            row.id.in_(ids),
            row.state == "heard",
            _done_with(before),
            ~select(File.id).where(File.inbox_id == row.id).exists(),
        )
    )
    found = dict(session.execute(over).all())
    in_the_middle = _with_open_forms(session, {chat for chat in found.values() if chat})
    gone = [id_ for id_, chat in found.items() if chat not in in_the_middle]
    if gone:
        session.execute(delete(row).where(row.id.in_(gone)))
    return more


def _next_batch(
    session: Session, table: Any, written_at: Any, before: datetime
) -> tuple[Sequence[int], bool]:
    """The ids of the next rows that are old enough, in order; whether there may be more. After the last it begins from
    the first again, the next time."""
    name = f"swept {table.__tablename__}"
    after = int(settings_kv.recall(session, name) or 0)
    query = select(table.id, written_at).where(table.id > after).order_by(table.id).limit(BATCH)
    rows = session.execute(query).all()
    more = len(rows) == BATCH and rows[-1][1] < before
    settings_kv.put(session, name, str(rows[-1][0]) if more else "0")
    return [id_ for id_, at in rows if at < before], more


def _with_open_forms(session: Session, chat_ids: Collection[int]) -> set[int]:
    memories = session.execute(select(Chat.id, Chat.memory).where(Chat.id.in_(chat_ids)))
    return {id_ for id_, memory in memories if memory.get("forms")}


def sweep_invitations(session: Session, before: datetime) -> None:
    session.execute(delete(Invitation).where(Invitation.expires_at < before))


def sweep_fired(session: Session, before: datetime) -> None:
    """What was told because time passed; while its ticket is open it must not be told again."""
    still_open = select(Ticket.id).where(Ticket.id == Fired.subject_id, Ticket.status == "open")
    session.execute(delete(Fired).where(Fired.at < before, ~still_open.exists()))


def sweep_hourly_counts(session: Session, now: datetime) -> None:
    session.execute(delete(HourlyCount).where(HourlyCount.hour < now - timedelta(days=1)))


def _done_with(before: datetime) -> Any:
    """About no ticket, or about one that is closed or deleted for as long."""
    return or_(Ticket.id.is_(None), tickets.done_with(before))
