"""Receipts: how far our messages came, as the provider tells.

They come in any order, more than once, and even before the call that sent the message has told us its id.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import message_ids
from store.tables import Chat, OutboxMessage, SentMessage
from store.transactions import lists

OUT = ("sent", "delivered", "read")
ARRIVED = ("delivered", "read")
FAILED = "failed"
RECEIVED = "👀"
"""The sign on a person's message that says only that it arrived."""


def find(session: Session, channel: str, message_id: str, outbox_id: int | None) -> OutboxMessage | None:
    """The row that a receipt is about, locked until commit; None where it is about an earlier try of a row, or nothing
    of ours. `outbox_id` is what the provider was given to say, where it can: an id that we do not know yet is kept as
    that row's, so that it can be quoted."""
    row = _locked(session, channel, message_id, outbox_id)
    if row is None:
        return None
    tries = message_ids.of_every_try(session, row.id)
    counts = tries.get(message_id, not any(tries.values()))
    if message_id not in tries:
        message_ids.keep(session, row, [message_id], current=counts)
    return row if counts else None


def pass_for_sent(session: Session, channel: str, message_ids: Collection[str]) -> set[str]:
    """Those of these ids whose messages are out as far as we know."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .join(Chat, Chat.id == SentMessage.chat_id)
        .where(
            SentMessage.message_id.in_(lists.padded(message_ids, "")),
            SentMessage.current,
            Chat.channel == channel,
            OutboxMessage.state == "sent",
            func.coalesce(OutboxMessage.status, "").not_in(ARRIVED),
        )
    )
    return set(session.scalars(query)) if message_ids else set()


def _locked(session: Session, channel: str, message_id: str, outbox_id: int | None) -> OutboxMessage | None:
    known = (
        select(func.max(SentMessage.outbox_id))
        .join(Chat, Chat.id == SentMessage.chat_id)
        .where(SentMessage.message_id == message_id, Chat.channel == channel)
        .scalar_subquery()
    )
    return session.scalar(
        select(OutboxMessage)
        .join(Chat, Chat.id == OutboxMessage.chat_id)
        .where(OutboxMessage.id == func.coalesce(known, outbox_id), Chat.channel == channel)
        .with_for_update(of=OutboxMessage, key_share=True)
        .execution_options(populate_existing=True)
    )


def advance(session: Session, row: OutboxMessage, status: str, at: datetime) -> None:
    """Keeps the furthest status ("sent", "delivered", "read"). A row whose call seemed to fail and that waits for its
    next try is out, and needs none."""
    if row.state not in ("sent", "sending", "waiting"):
        return
    if row.status not in OUT or OUT.index(status) > OUT.index(row.status):
        row.status = status
    row.confirm_by = None
    if row.state == "waiting":
        row.state, row.sent_at, row.error, row.reason = "sent", at, None, None
    ring(session, "outbox")
    ring(session, f"chat:{row.chat_id}")
    ring_writer(session, row)


def give_up(session: Session, row: OutboxMessage, reason: str, why: str) -> None:
    """The provider took it and then failed, for good. `reason` is a key of the texts' [undelivered], `why` for us."""
    _end_lease(row)
    row.state, row.status, row.reason, row.error = "failed", FAILED, reason, why
    ring(session, "outbox")
    ring(session, f"chat:{row.chat_id}")
    ring_writer(session, row)


def ring_writer(session: Session, row: OutboxMessage) -> None:
    """Wakes the pages of whoever's words the row carries: they show whether it arrived."""
    if row.ticket_id is not None and row.cause_id is not None:
        ring(session, f"person:{row.cause_id}")


def send_again(
    session: Session, row: OutboxMessage, due_at: datetime, why: str, *, holds_up: bool = True
) -> None:
    """The provider took it and then failed: it is to be sent once more at that time, and gets new ids. What comes after
    it in its chat waits for it, unless it `holds_up` nothing: then its failed state is kept until it is out."""
    message_ids.begin_again(session, [row.id])
    _end_lease(row)
    row.state, row.due_at, row.error = "waiting", due_at, why
    row.status = None if holds_up else FAILED
    ring(session, "outbox")


def _end_lease(row: OutboxMessage) -> None:
    """A receipt may come before the call that it is about returns: then the worker's answer comes too late."""
    row.worker = row.leased_until = row.confirm_by = None


def ids_if_out(session: Session, row_id: int) -> tuple[str, ...]:
    """The provider's ids of a row that it said is out, whatever the call that sent it came to; empty where it did
    not."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .where(OutboxMessage.id == row_id, OutboxMessage.status.in_(OUT), SentMessage.current)
    )
    return tuple(session.scalars(query.order_by(SentMessage.position)))
