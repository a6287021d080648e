"""How far our messages came, as the provider tells of them: in any order, more than once, before we know their ids."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import message_ids
from store.tables import Chat, OutboxMessage, SentMessage

OUT = ("sent", "delivered", "read")
ARRIVED = ("delivered", "read")


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
    """Keeps the furthest state. A row of unknown outcome that was waiting for its next try needs none."""
    if row.state not in ("sent", "sending", "waiting"):
        return
    if row.status not in OUT or OUT.index(status) > OUT.index(row.status):
        row.status = status
    row.confirm_by = None
    if row.state == "waiting":
        row.state, row.sent_at, row.error, row.reason = "sent", at, None, None
    ring(session, "outbox")
    ring(session, f"chat:{row.chat_id}")


def give_up(session: Session, row: OutboxMessage, reason: str, why: str) -> None:
    _leave(row, state="failed", status="failed", reason=reason, error=why)
    ring(session, "outbox")
    ring(session, f"chat:{row.chat_id}")


def again(session: Session, row: OutboxMessage, due_at: datetime, why: str) -> None:
    """The provider took it and then failed: it is a new message, later."""
    message_ids.begin_again(session, [row.id])
    _leave(row, state="waiting", status=None, due_at=due_at, error=why)
    ring(session, "outbox")


def _leave(row: OutboxMessage, **values: Any) -> None:
    """Out of a worker's hand too: a state may come before the call that it is about returns."""
    for name, value in {"worker": None, "leased_until": None, "confirm_by": None, **values}.items():
        setattr(row, name, value)


def ids_if_out(session: Session, row_id: int) -> tuple[str, ...]:
    """The provider's ids of a row that it said is out, whatever the call that sent it came to; empty where it did
    not."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .where(OutboxMessage.id == row_id, OutboxMessage.status.in_(OUT), SentMessage.current)
    )
    return tuple(session.scalars(query.order_by(SentMessage.position)))


def since(session: Session, chat_id: int, at: datetime, but: int) -> tuple[str, ...]:
    """The provider's ids of all that we said in a chat since then, but for one row."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .where(SentMessage.chat_id == chat_id, OutboxMessage.id != but, OutboxMessage.sent_at >= at)
        .distinct()
    )
    return tuple(session.scalars(query))
