"""Which processes of ours live: each says so every few seconds, by the database's clock."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from store.tables import Process
from store.transactions import upsert

ALIVE = timedelta(seconds=20)  # since it last said so; several times may be missed
REMEMBERED = timedelta(days=7)


def beat(session: Session, process: str, works: bool, host: str, now: datetime) -> None:
    """The process lives. It is also what shows that the database can be written."""
    row = dict(id=process, works=works, host=host, started_at=now, seen_at=now)
    upsert.insert_or_replace(session, Process, [row], ("seen_at",))


def leave(session: Session, process: str, now: datetime) -> None:
    """The process ends; those that died long ago are forgotten with it."""
    long_ago = now - REMEMBERED
    session.execute(delete(Process).where((Process.id == process) | (Process.seen_at < long_ago)))


def of_host(session: Session, host: str) -> set[str]:
    """The ids of those that were on this machine, dead or alive."""
    return set(session.scalars(select(Process.id).where(Process.host == host)))


def bury(session: Session, dead: Collection[str]) -> None:
    """They are known to be dead: nobody has to wait until they are missed."""
    session.execute(delete(Process).where(Process.id.in_(dead)))


def alive(session: Session, now: datetime) -> set[str]:
    """The ids of those that live."""
    since = now - ALIVE
    return set(session.scalars(select(Process.id).where(Process.seen_at >= since)))


def workers(session: Session, now: datetime) -> int:
    """How many live that deliver."""
    since = now - ALIVE
    living = select(func.count()).select_from(Process).where(Process.works, Process.seen_at >= since)
    return session.scalar(living) or 0


def eldest_worker(session: Session, now: datetime) -> str | None:
    """The id of the one that delivers and lives longest: it does what only one may do."""
    living = select(Process.id).where(Process.works, Process.seen_at >= now - ALIVE)
    return session.scalar(living.order_by(Process.started_at, Process.id).limit(1))


def last_worker(session: Session) -> datetime | None:
    """When one that delivers was last seen."""
    return session.scalar(select(func.max(Process.seen_at)).where(Process.works))
