"""What is still to be done, asked of the store: so that nobody waits by the clock. No verdict rests on it."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.database import Database, StoreAway
from store.messages import outbox
from store.tables import Chat, File, InboxMessage, OutboxMessage

HEARD_BY = timedelta(seconds=30)  # a burst is heard within so long after its last message
TO_COME = OutboxMessage.state.in_(outbox.TO_COME)


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
            return sum(session.scalar(query) or 0 for query in queries) + _unknown(session, listed)
    except StoreAway:
        return 1


def are_known(store: Database, keys: Sequence[str]) -> bool:
    """Whether the desk has all of these; in a calm, when a connection may be dead but the store is not."""
    while keys:
        try:
            with store.read() as session:
                return not _unknown(session, keys)
        except StoreAway:
            time.sleep(0.1)
    return True


def _unknown(session: Session, keys: Sequence[str]) -> int:
    known = session.scalars(select(InboxMessage.key).where(InboxMessage.key.in_(keys)))
    return len(set(keys) - set(known))


def is_answered(store: Database, chat: str, keys: Sequence[str]) -> bool:
    """Whether these were heard, and nothing that may answer them is left to be said in this chat, nor on its way. What
    others say to a busy person comes without end, and is not waited for."""
    heard = InboxMessage.key.in_(keys) & (InboxMessage.state != "waiting")
    try:
        with store.read() as session:
            known, last = session.execute(
                select(func.count(), func.max(InboxMessage.received_at)).where(heard)
            ).one()
            if known < len(set(keys)):
                return False
            of_chat = OutboxMessage.chat_id.in_(select(Chat.id).where(Chat.address == chat))
            to_come = or_(TO_COME, OutboxMessage.confirm_by > datetime.now(UTC))
            unsaid = select(func.count()).where(of_chat, to_come, OutboxMessage.created_at <= last + HEARD_BY)
            return not session.scalar(unsaid)
    except StoreAway:
        return False
