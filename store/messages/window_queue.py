"""What waits for its reader to write again: held by a provider's window, let go in order when the window opens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import message_ids
from store.tables import Chat, OutboxMessage

WINDOW = "window"


def hold(session: Session, row_id: int) -> None:
    """The row goes back to before it was tried, and stays there."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row_id)
        .values(
            state="held", reason=WINDOW, worker=None, leased_until=None, attempts=0,
            status=None, confirm_by=None, error=None,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    message_ids.begin_again(session, [row_id])


def waiting(session: Session, chat_id: int) -> list[OutboxMessage]:
    """What is held for this chat's window, in order."""
    query = select(OutboxMessage).where(
        OutboxMessage.chat_id == chat_id, OutboxMessage.state == "held", OutboxMessage.reason == WINDOW
    )
    return list(session.scalars(query.order_by(OutboxMessage.id).execution_options(populate_existing=True)))


def let_go(session: Session, rows: Sequence[OutboxMessage], at: datetime) -> None:
    for row in rows:
        row.state, row.reason, row.due_at = "waiting", None, at
    if rows:
        ring(session, "outbox")


def drop(rows: Sequence[OutboxMessage]) -> None:
    for row in rows:
        row.state, row.reason, row.error = "dropped", None, "overtaken by events"


def has_told(session: Session, row: OutboxMessage) -> bool:
    """Whether something of the same turn is held there already: one act is told of once."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.chat_id == row.chat_id,
        OutboxMessage.state == "held",
        OutboxMessage.reason == WINDOW,
        OutboxMessage.id != row.id,
        OutboxMessage.created_at == row.created_at,
        OutboxMessage.cause_id == row.cause_id,
    )
    return session.scalar(query.limit(1)) is not None


def news_at(session: Session, chat: Chat) -> datetime | None:
    """When this chat's person was last told, in any chat, that something waits."""
    whose = Chat.person_id == chat.person_id if chat.person_id else Chat.id == chat.id
    return session.scalar(select(func.max(Chat.news_at)).where(whose))
