"""What waits for its reader to write again, because their provider's window is shut; sent in order once it opens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.database import ring
from store.messages import message_ids
from store.tables import Chat, OutboxMessage, in_state

_WAITING = in_state(OutboxMessage.state, "waiting_for_window")


def add(session: Session, row_id: int) -> None:
    """The row waits for the window, as if it had never been tried."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row_id)
        .values(
            state="waiting_for_window", reason=None, worker=None, leased_until=None, attempts=0,
            status=None, confirm_by=None, error=None,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    message_ids.begin_again(session, [row_id])


def waiting(session: Session, chat_id: int) -> list[OutboxMessage]:
    """What waits for this chat's window, in order."""
    query = select(OutboxMessage).where(OutboxMessage.chat_id == chat_id, _WAITING)
    return list(session.scalars(query.order_by(OutboxMessage.id).execution_options(populate_existing=True)))


def release(session: Session, rows: Sequence[OutboxMessage], at: datetime) -> None:
    """The window is open: these rows are due at that time."""
    for row in rows:
        row.state, row.due_at = "waiting", at
    if rows:
        ring(session, "outbox")


def drop(rows: Sequence[OutboxMessage]) -> None:
    """These rows are no longer true, and will not be sent."""
    for row in rows:
        row.state, row.error = "dropped", "overtaken by events"


def holds_more_of_its_cause(session: Session, row: OutboxMessage, *, by_any_act: bool) -> bool:
    """Whether something else that the same person made us say of the same ticket, by the same act or `by_any_act`,
    waits in the same chat."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.chat_id == row.chat_id,
        _WAITING,
        OutboxMessage.id != row.id,
        OutboxMessage.ticket_id.is_not_distinct_from(row.ticket_id),
        OutboxMessage.cause_id == row.cause_id,
    )
    if not by_any_act:
        query = query.where(OutboxMessage.created_at == row.created_at)
    return session.scalar(query.limit(1)) is not None


def last_news_at(session: Session, chat: Chat) -> datetime | None:
    """When this chat's person was last told, in any chat, that something waits."""
    whose = Chat.person_id == chat.person_id if chat.person_id else Chat.id == chat.id
    return session.scalar(select(func.max(Chat.news_at)).where(whose))
