"""How far our messages came, as the provider tells of them: in any order, more than once, before we know their ids."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store import upsert
from store.database import ring
from store.tables import Chat, OutboxMessage, SentMessage

OUT = ("sent", "delivered", "read")
ARRIVED = ("delivered", "read")


def find(session: Session, channel: str, message_id: str, outbox_id: int | None) -> OutboxMessage | None:
    """The row that this is about, locked until commit; None where it is about no try of ours that still counts."""
    row = _locked(session, channel, _known_as(session, channel, message_id) or outbox_id)
    if row is None or message_id in (row.message_ids or ()):
        return row
    if row.message_ids or _known_as(session, channel, message_id) is not None:
        _remember(session, row, message_id)
        return None  # another try of a row that was sent more than once: it can be quoted all the same
    return row


def _known_as(session: Session, channel: str, message_id: str) -> int | None:
    return session.scalar(
        select(SentMessage.outbox_id)
        .join(Chat, Chat.id == SentMessage.chat_id)
        .where(SentMessage.message_id == message_id, Chat.channel == channel)
    )


def _locked(session: Session, channel: str, outbox_id: int | None) -> OutboxMessage | None:
    if outbox_id is None:
        return None
    return session.scalar(
        select(OutboxMessage)
        .join(Chat, Chat.id == OutboxMessage.chat_id)
        .where(OutboxMessage.id == outbox_id, Chat.channel == channel)
        .with_for_update(of=OutboxMessage, key_share=True)
        .execution_options(populate_existing=True)
    )


def adopt(session: Session, row: OutboxMessage, message_id: str) -> None:
    """This id is the row's: what quotes it finds its ticket, though we may not have learnt it from the call itself."""
    if not row.message_ids:
        row.message_ids = [message_id]
        _remember(session, row, message_id)


def _remember(session: Session, row: OutboxMessage, message_id: str) -> None:
    of_row = dict(chat_id=row.chat_id, message_id=message_id, outbox_id=row.id)
    upsert.insert_or_touch(session, SentMessage, of_row, ("chat_id", "message_id"), {"outbox_id": row.id})


def taken(session: Session, row: OutboxMessage) -> int:
    """How often the provider took it: under an id of its own each time."""
    ids = select(func.count()).select_from(SentMessage).where(SentMessage.outbox_id == row.id)
    return session.scalar(ids) or 0


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
    _leave(row, state="waiting", status=None, message_ids=None, due_at=due_at, error=why)
    ring(session, "outbox")


def _leave(row: OutboxMessage, **values: Any) -> None:
    """Out of a worker's hand too: a state may come before the call that it is about returns."""
    for name, value in {"worker": None, "leased_until": None, "confirm_by": None, **values}.items():
        setattr(row, name, value)


def out_already(session: Session, row_id: int) -> list[str] | None:
    """The ids of a row that the provider said is out, whatever the call that sent it came to."""
    return session.scalar(
        select(OutboxMessage.message_ids).where(OutboxMessage.id == row_id, OutboxMessage.status.in_(OUT))
    )


def since(session: Session, chat_id: int, at: datetime, but: int) -> tuple[str, ...]:
    """The provider's ids of all that we said in a chat since then, but for one row."""
    query = (
        select(SentMessage.message_id)
        .join(OutboxMessage, OutboxMessage.id == SentMessage.outbox_id)
        .where(SentMessage.chat_id == chat_id, OutboxMessage.id != but, OutboxMessage.sent_at >= at)
    )
    return tuple(session.scalars(query))
