"""What the store shows of what hinders the desk, by cause and in a line: what is sent in vain, what nobody sends."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from store.health import processes
from store.tables import Chat, OutboxMessage, in_state

TOKEN, SENDS, QUEUE, PHOTOS = "token", "sends", "queue", "photos"
VAIN_FOR = timedelta(minutes=5)
LONG_QUEUE = 100_000  # messages; so far back it is looked whether anything went out
OURS = "Misconfigured"  # how the delivery's word for our own fault begins


def look(
    session: Session, channels: Collection[str], now: datetime, patience: timedelta | None
) -> dict[str, str]:
    """channels: those that are on; what waits for another waits for nothing. patience: how long there may be no worker;
    None where one is known to live."""
    refused = dict(_refused(session, channels))
    trusted = [channel for channel in channels if f"{TOKEN} {channel}" not in refused]
    failing = dict(_in_vain(session, channels, now))
    return {**refused, **failing, **dict(_unattended(session, trusted, now, patience))}


def _refused(session: Session, channels: Collection[str]) -> Iterator[tuple[str, str]]:
    """Channels whose provider does not take our credentials."""
    row = OutboxMessage
    query = (
        select(Chat.channel, func.min(row.error))
        .select_from(row)
        .join(Chat)
        .where(
            in_state(row.state, "waiting", "sending"), row.error.startswith(OURS), Chat.channel.in_(channels)
        )
        .group_by(Chat.channel)
    )
    for channel, error in session.execute(query):
        why = str(error).partition(": ")[2]
        yield f"{TOKEN} {channel}", f"{channel}: {why}; what goes out by it waits"


def _in_vain(session: Session, channels: Collection[str], now: datetime) -> Iterator[tuple[str, str]]:
    """Channels by which nothing went out for a while, though it was tried."""
    row, since = OutboxMessage, now - VAIN_FOR
    tried = (in_state(row.state, "waiting", "sending"), row.error.is_not(None), row.created_at <= since)
    query = select(Chat.channel, func.min(row.id)).select_from(row).join(Chat)
    query = query.where(*tried, Chat.channel.in_(channels))
    for channel, oldest in session.execute(query.group_by(Chat.channel)).all():
        if not _went_out(session, channel, oldest, since):
            yield f"{SENDS} {channel}", f"{channel}: no message has gone out for five minutes; all are kept"


def _went_out(session: Session, channel: str, after: int, since: datetime) -> bool:
    """Whether anything newer than that row did since then; what succeeds is mostly new, so the newest come first."""
    row = OutboxMessage
    sent = select(row.id).join(Chat).where(row.id > after, row.sent_at >= since, Chat.channel == channel)
    return session.scalar(sent.order_by(row.id.desc()).limit(1)) is not None


def _unattended(
    session: Session, channels: Collection[str], now: datetime, patience: timedelta | None
) -> Iterator[tuple[str, str]]:
    late = _left_lying(session, channels, now - VAIN_FOR)
    if late is not None:
        yield QUEUE, f"a message waits to be sent since {late:%H:%M} UTC, and no worker takes it"
    elif patience is not None and not _seen_since(session, now - patience):
        yield QUEUE, "no worker is alive: what people write is kept, and nobody is answered"


def _left_lying(session: Session, channels: Collection[str], before: datetime) -> datetime | None:
    """When the oldest message was due that is to be sent since before that time, that nobody ever took in hand and that
    stands behind no other, where nothing else went out since then either: a long queue is not left lying."""
    row, ahead = OutboxMessage, aliased(OutboxMessage)
    unsent = ("waiting", "sending")
    behind = select(ahead.id).where(
        ahead.chat_id == row.chat_id, ahead.id < row.id, in_state(ahead.state, *unsent)
    )
    untouched = (row.error.is_(None), or_(row.leased_until.is_(None), row.leased_until < before))
    query = (
        select(Chat.channel, func.min(row.id), func.min(row.due_at))
        .select_from(row)
        .join(Chat)
        .where(in_state(row.state, *unsent), row.due_at <= before, *untouched, ~behind.exists())
        .where(Chat.channel.in_(channels))
    )
    for channel, oldest, since in session.execute(query.group_by(Chat.channel)).all():
        if not _went_out(session, channel, oldest - LONG_QUEUE, before):
            late: datetime = since
            return late
    return None


def _seen_since(session: Session, since: datetime) -> bool:
    last = processes.last_worker(session)
    return last is not None and last >= since
