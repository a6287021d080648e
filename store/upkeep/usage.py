"""What the channels that cost were used for: messages by month and ticket."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables import Usage
from store.transactions import upsert


def count(session: Session, channel: str, ticket_id: int | None, at: datetime) -> None:
    """One more message; the month is UTC's, as the provider bills it."""
    upsert.count(session, Usage, "messages", channel=channel, month=month(at), ticket_id=ticket_id or 0)


def month(at: datetime) -> str:
    """As the table names it: "2026-03"."""
    return f"{at:%Y-%m}"


def of_ticket(session: Session, ticket_id: int) -> dict[str, int]:
    """By channel, all months together."""
    rows = session.execute(
        select(Usage.channel, func.sum(Usage.messages))
        .where(Usage.ticket_id == ticket_id)
        .group_by(Usage.channel)
    )
    return {channel: int(messages) for channel, messages in rows}


def of_month(session: Session, at: datetime) -> dict[str, int]:
    """By channel, all tickets together."""
    rows = session.execute(
        select(Usage.channel, func.sum(Usage.messages))
        .where(Usage.month == month(at))
        .group_by(Usage.channel)
    )
    return {channel: int(messages) for channel, messages in rows}
