"""What is still to be done, asked of the store: so that nobody waits by the clock. No verdict rests on it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from store.database import Database, StoreAway
from store.tables import Chat, File, InboxMessage, OutboxMessage

TO_COME = OutboxMessage.state.in_(("waiting", "sending", "held"))


def count(store: Database, listed: Sequence[str]) -> int:
    """Of everything; `listed` are keys that the desk must have found by itself."""
    waiting = (
        (InboxMessage, InboxMessage.state == "waiting"),
        (OutboxMessage, TO_COME),
        (File, File.state == "wanted"),
    )
    try:
        with store.read() as session:
            queries = [select(func.count()).select_from(table).where(still) for table, still in waiting]
            known = session.scalars(select(InboxMessage.key).where(InboxMessage.key.in_(listed))).all()
            return sum(session.scalar(query) or 0 for query in queries) + len(set(listed) - set(known))
    except StoreAway:
        return 1


def is_answered(store: Database, chat: str, keys: Sequence[str]) -> bool:
    """Whether these were heard, and nothing is left to be said in this chat."""
    heard = InboxMessage.key.in_(keys) & (InboxMessage.state != "waiting")
    try:
        with store.read() as session:
            of_chat: ColumnElement[bool] = OutboxMessage.chat_id.in_(
                select(Chat.id).where(Chat.address == chat)
            )
            unsaid = select(func.count()).select_from(OutboxMessage).where(of_chat, TO_COME)
            known = select(func.count()).select_from(InboxMessage).where(heard)
            return session.scalar(known) == len(set(keys)) and not session.scalar(unsaid)
    except StoreAway:
        return False
