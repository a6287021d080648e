"""What is counted by the hour, so that an open desk is not open to a flood: wrong codes, new strangers."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import HourlyCount
from store.transactions import upsert

STRANGERS_OF_ONE_ADDRESS = 100


def count(session: Session, name: str, now: datetime) -> int:
    """Counts one more of this name ("telegram:1001", "stranger:192.0.2.7"); returns how many this hour has seen."""
    return upsert.count(session, HourlyCount, "count", name=name, hour=_hour(now))


def counted(session: Session, name: str, now: datetime) -> int:
    """How many of this name this hour has seen."""
    query = select(HourlyCount.count).where(HourlyCount.name == name, HourlyCount.hour == _hour(now))
    return session.scalar(query) or 0


def one_more_stranger(session: Session, address: str, now: datetime) -> bool:
    """Counts a stranger who comes from this network address; False where they are too many this hour."""
    return count(session, f"stranger:{address}", now) <= STRANGERS_OF_ONE_ADDRESS


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
