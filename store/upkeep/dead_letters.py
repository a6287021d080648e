"""What could not be understood or delivered, for whoever runs the desk to see and to try again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import message_ids
from store.tables import Chat, InboxMessage, OutboxMessage, Ticket


def not_understood(session: Session) -> Iterator[dict[str, Any]]:
    """What our code broke on (`failed`), and what cannot be used (`set_aside`); oldest first, as plain data."""
    query = (
        select(InboxMessage, Chat.address)
        .outerjoin(Chat, Chat.id == InboxMessage.chat_id)
        .where(InboxMessage.state.in_(("failed", "set_aside")))
        .order_by(InboxMessage.id)
    )
    for message, address in session.execute(query):
        yield {
            "id": message.id,
            "state": message.state,
            "error": message.error,
            "channel": message.channel,
            "address": address,
            "received_at": message.received_at.isoformat(),
            "payload": message.payload,
        }


def replay(session: Session, now: datetime, message_id: int | None = None) -> int:
    """Has what failed (one message, or all) heard again, each as if it had just come; returns how many. Not what was
    set aside: nothing can read it."""
    failed = [InboxMessage.state == "failed", InboxMessage.chat_id.is_not(None)]
    if message_id is not None:
        failed.append(InboxMessage.id == message_id)
    heard_again = session.scalars(
        update(InboxMessage)
        .where(*failed)
        .values(state="waiting")
        .returning(InboxMessage.chat_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(update(Chat).where(Chat.id.in_(set(heard_again))).values(hear_at=now))
    ring(session, "hear")
    return len(heard_again)


def not_delivered(session: Session) -> Iterator[dict[str, Any]]:
    """What no provider took, oldest first, as plain data."""
    query = (
        select(OutboxMessage, Chat.channel, Chat.address, Ticket.number)
        .join(Chat, Chat.id == OutboxMessage.chat_id)
        .outerjoin(Ticket, Ticket.id == OutboxMessage.ticket_id)
        .where(OutboxMessage.state == "failed")
        .order_by(OutboxMessage.id)
    )
    for message, channel, address, number in session.execute(query):
        yield {
            "id": message.id,
            "error": message.error,
            "channel": channel,
            "address": address,
            "ticket": number,
            "kind": message.kind,
            "attempts": message.attempts,
            "created_at": message.created_at.isoformat(),
            "content": message.content,
        }


def retry(session: Session, now: datetime, message_id: int | None = None) -> int:
    """Has what failed (one message, or all) sent again, as if it had never been tried; returns how many."""
    failed = [OutboxMessage.state == "failed"]
    if message_id is not None:
        failed.append(OutboxMessage.id == message_id)
    again = session.scalars(
        update(OutboxMessage)
        .where(*failed)
        .values(
            state="waiting", due_at=now, error=None, reason=None, attempts=0,
            status=None, confirm_by=None, worker=None, leased_until=None,
        )
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    message_ids.begin_again(session, again)
    ring(session, "outbox")
    return len(again)
