"""What came in, kept before we think about it: the same delivery is kept once, whoever brings it, however often."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from store.tables import File, InboxMessage, in_state
from store.transactions import bulk, pending, upsert


def keep_all(session: Session, deliveries: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Keeps deliveries (channel, key, payload, received_at, chat_id, message_id, album) by one statement; returns the
    ids of those that were not kept before, by (channel, key). Their chats must be locked: ids for what is going to be
    said there come by the same trip."""
    rows = [{**delivery, "state": "heard"} for delivery in deliveries]
    kept = bulk.insert_new(session, _TABLE, rows, ("id", "channel", "key"), ids_for=_OUTBOX)
    pending.of(session).take_ids(_OUTBOX, [id_ for _, _, _, *ids in kept for id_ in ids])
    return {(row.channel, row.key): row.id for row in kept}


_TABLE, _OUTBOX = (InboxMessage.metadata.tables[name] for name in ("inbox", "outbox"))


def waiting(session: Session, chat_id: int) -> Sequence[InboxMessage]:
    """The messages of this chat in state "waiting", in order. One with an error failed before, and waits for its second
    chance: it is heard as if it had just come."""
    return session.scalars(
        select(InboxMessage)
        .where(InboxMessage.chat_id == chat_id, in_state(InboxMessage.state, "waiting"))
        .order_by(InboxMessage.id)
    ).all()


def mark(session: Session, ids: Sequence[int], state: str, error: str | None = None) -> None:
    """Moves messages to another state; `error` says why they failed."""
    _change(session, ids, state=state, error=error)


def _change(session: Session, ids: Sequence[int], **values: Any) -> None:
    """With what else this transaction writes; what is loaded of these messages says so at once."""
    for id_ in ids:
        pending.of(session).update(_TABLE, id_, values)
        loaded = session.identity_map.get(session.identity_key(InboxMessage, id_))
        for name, value in values.items() if loaded is not None else ():
            set_committed_value(loaded, name, value)


def replace_text(session: Session, message_id: int, text: str) -> None:
    """The message was edited by its sender, or held a secret that must not be kept."""
    row = session.get_one(InboxMessage, message_id)
    row.payload = {**row.payload, "text": text}


def chat_of(session: Session, message_id: int) -> int | None:
    """The chat that this message came by, by id."""
    return session.scalar(select(InboxMessage.chat_id).where(InboxMessage.id == message_id))


def tell(session: Session, message_id: int, **words: str) -> None:
    """What the message brought has been read: it says these words (`text`, `card`), unless it said some itself or was
    heard meanwhile. Its chat must be locked."""
    row = session.get_one(InboxMessage, message_id)
    if row.state == "waiting" and not row.payload.get("text"):
        row.payload = {**row.payload, **words}


def set_aside(session: Session, channel: str, key: str, why: str, payload: str, at: datetime) -> None:
    """Keeps what we cannot read, for a person to look at."""
    about = dict(payload={"raw": payload}, received_at=at, state="set_aside", error=why)
    upsert.insert_new(session, InboxMessage, dict(channel=channel, key=key, **about))


def get_many(session: Session, ids: Sequence[int]) -> Sequence[InboxMessage]:
    """These messages, in the order in which they came."""
    return session.scalars(
        select(InboxMessage).where(InboxMessage.id.in_(ids)).order_by(InboxMessage.id)
    ).all()


def before(session: Session, chat_id: int, message_id: int, most: int) -> Sequence[InboxMessage]:
    """What this chat sent just before that message, the last first."""
    query = select(InboxMessage).where(InboxMessage.chat_id == chat_id, InboxMessage.id < message_id)
    return session.scalars(query.order_by(InboxMessage.id.desc()).limit(most)).all()


def of_entry(session: Session, entry_id: int) -> Sequence[InboxMessage]:
    """The messages that made an entry of a thread, in order."""
    return session.scalars(
        select(InboxMessage).where(InboxMessage.entry_id == entry_id).order_by(InboxMessage.id)
    ).all()


def of_opening(session: Session, ticket_id: int) -> Sequence[InboxMessage]:
    """The messages that told a ticket's problem or brought its images, in order."""
    is_placed = InboxMessage.ticket_id.is_not(None)  # redundant, but so the partial index is used
    opening = (InboxMessage.ticket_id == ticket_id, is_placed, InboxMessage.entry_id.is_(None))
    return session.scalars(select(InboxMessage).where(*opening).order_by(InboxMessage.id)).all()


def set_place(session: Session, ids: Sequence[int], ticket_id: int | None, entry_id: int | None) -> None:
    """Remembers where messages went: their edits and their album's late siblings follow them."""
    _change(session, ids, ticket_id=ticket_id, entry_id=entry_id)


def set_closing(session: Session, ids: Sequence[int], at: datetime) -> None:
    """Remembers that messages told the solution of what was closed then: their edits change it."""
    _change(session, ids, closed_at=at)


def of_files(session: Session, file_ids: Collection[int]) -> Sequence[int]:
    """The messages that brought these files, by id."""
    if not file_ids:
        return ()
    brought = select(File.inbox_id).where(File.id.in_(file_ids), File.inbox_id.is_not(None))
    return [id_ for id_ in session.scalars(brought.distinct()) if id_]


def album_place(session: Session, chat_id: int, album: str) -> tuple[int, int | None] | None:
    """The ticket and the entry (None: the opening) where an album's first files went."""
    row = session.execute(
        select(InboxMessage.ticket_id, InboxMessage.entry_id)
        .where(
            InboxMessage.chat_id == chat_id,
            InboxMessage.album == album,
            InboxMessage.ticket_id.is_not(None),
        )
        .order_by(InboxMessage.id)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row and row[0] else None


def album_entry(session: Session, chat_id: int, album: str, ticket_id: int) -> int | None:
    """The entry of that ticket that holds the album already."""
    place = album_place(session, chat_id, album)
    return place[1] if place and place[0] == ticket_id else None


def latest_album(session: Session, chat_id: int, since: datetime, after: int = 0) -> str | None:
    """The album of the last file that this chat sent since then, and after this message."""
    return session.scalar(
        select(InboxMessage.album)
        .where(
            InboxMessage.chat_id == chat_id,
            InboxMessage.album.is_not(None),
            InboxMessage.received_at >= since,
            InboxMessage.id > after,
        )
        .order_by(InboxMessage.id.desc())
        .limit(1)
    )


def known(session: Session, channel: str, keys: Collection[str]) -> set[str]:
    """Those of these delivery keys that are kept already."""
    if not keys:
        return set()
    query = select(InboxMessage.key).where(InboxMessage.channel == channel, InboxMessage.key.in_(keys))
    return set(session.scalars(query))


def count_waiting(session: Session, chat_id: int) -> int:
    """How many messages of this chat are in state "waiting"."""
    query = select(func.count()).where(
        InboxMessage.chat_id == chat_id, in_state(InboxMessage.state, "waiting")
    )
    return session.scalar(query) or 0
