"""The sessions of the web chat: when each was last used, and which one nobody can come back to."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.tables import Chat


def use(session: Session, chat_id: int, now: datetime) -> None:
    """Its page is open."""
    session.execute(update(Chat).where(Chat.id == chat_id).values(seen_at=now))


def unused(session: Session, channel: str, since: datetime) -> int | None:
    """The id of one of this channel's whose page was not open since then, and where nothing was written."""
    used = (func.coalesce(at, Chat.created_at) for at in (Chat.seen_at, Chat.last_inbound_at))
    over = select(Chat.id).where(
        Chat.channel == channel, Chat.closed_at.is_(None), *(at < since for at in used)
    )
    return session.scalar(over.order_by(Chat.id).limit(1))
