"""What we say, kept until the provider has it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.database import ring
from store.tables import OutboxMessage


def put(session: Session, chat_id: int, kind: str, content: dict[str, Any], at: datetime, **about: Any) -> OutboxMessage:
    """Keeps one call to a provider, to be made once this transaction commits."""
    message = OutboxMessage(chat_id=chat_id, kind=kind, content=content, created_at=at, due_at=at, **about)
    session.add(message)
    ring(session, "outbox")
    ring(session, f"chat:{chat_id}")
    return message
