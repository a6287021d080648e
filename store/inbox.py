"""What we heard, kept until it is understood: the same delivery is kept once, whoever brings it, however often."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store import upsert
from store.tables import InboxMessage


def keep(
    session: Session,
    channel: str,
    key: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    chat_id: int | None = None,
    message_id: str | None = None,
    album: str | None = None,
    state: str = "waiting",
    error: str | None = None,
) -> int | None:
    """Keeps a delivery and returns its id; None where this (channel, key) is already kept."""
    return upsert.insert_new(
        session,
        InboxMessage,
        dict(
            channel=channel, key=key, payload=payload, received_at=at, chat_id=chat_id,
            message_id=message_id, album=album, state=state, error=error,
        ),
    )  # fmt: skip


def waiting(session: Session, chat_id: int) -> Sequence[InboxMessage]:
    """What this chat sent and nobody has read yet, in order."""
    return session.scalars(
        select(InboxMessage)
        .where(InboxMessage.chat_id == chat_id, InboxMessage.state == "waiting")
        .order_by(InboxMessage.id)
    ).all()


def mark(session: Session, ids: Sequence[int], state: str, error: str | None = None) -> None:
    """Moves messages to another state; `error` says why they failed."""
    if ids:
        session.execute(
            update(InboxMessage).where(InboxMessage.id.in_(ids)).values(state=state, error=error)
        )


def set_aside(session: Session, channel: str, key: str, why: str, payload: str, at: datetime) -> None:
    """Keeps what we cannot read, for a person to look at."""
    keep(session, channel, key, {"raw": payload}, at=at, state="set_aside", error=why)
