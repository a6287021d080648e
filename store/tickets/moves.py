"""«Mover»: messages that went into the wrong ticket, taken out of it again."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from store.database import ring
from store.errors import Refused
from store.files import files
from store.messages import inbox
from store.tables import Chat, Entry, InboxMessage, Person, Ticket
from store.tickets import thread
from store.words import index

MOVABLE = timedelta(minutes=10)


def places(session: Session, chat_id: int, first: int, last: int) -> set[int]:
    """The ids of the tickets where these messages of a chat are."""
    return {row.ticket_id for row in movable(session, chat_id, first, last) if row.ticket_id}


def movable(session: Session, chat_id: int, first: int, last: int) -> Sequence[InboxMessage]:
    """The messages of this chat from one id to another that went into a thread together, with the whole of their
    albums. What was sent between them and put elsewhere, or put there by itself, stays."""
    ends = _in_threads(chat_id).where(InboxMessage.id.in_((first, last)))
    there = ends.where(InboxMessage.id == first).with_only_columns(Entry.ticket_id)
    then = ends.with_only_columns(Entry.at)
    named = _in_threads(chat_id).where(
        InboxMessage.id.between(first, last),
        Entry.ticket_id == there.correlate(None).scalar_subquery(),
        Entry.at.in_(then.correlate(None)),
    )
    return _with_their_albums(session, session.scalars(named).all())


def fresh(session: Session, chat_id: int, first: int, last: int, now: datetime) -> Sequence[InboxMessage]:
    """As `movable`, for ten minutes after they were put there. Raises Refused("too_late_to_move")."""
    rows = movable(session, chat_id, first, last)
    entries = {row.entry_id for row in rows}
    put_at = session.scalar(select(func.max(Entry.at)).where(Entry.id.in_(entries)))
    if put_at is None or put_at < now - MOVABLE:
        raise Refused("too_late_to_move")
    return rows


def put_with(session: Session, row: InboxMessage) -> tuple[int, int] | None:
    """The first and the last of the messages that went into an open ticket's thread together with this one."""
    entry = session.get(Entry, row.entry_id) if row.entry_id else None
    if (
        entry is None
        or entry.withdrawn_at is not None
        or session.get_one(Ticket, entry.ticket_id).status != "open"
    ):
        return None
    together = _in_threads(row.chat_id or 0).where(Entry.ticket_id == entry.ticket_id, Entry.at == entry.at)
    ids = [each.id for each in session.scalars(together)]
    return ids[0], ids[-1]


def texts(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What the thread has of each of these messages that alone made its entry: «/responder 121 hola» said «hola»."""
    theirs = select(InboxMessage.entry_id).where(InboxMessage.id.in_(ids))
    by_entry = select(InboxMessage.entry_id).where(InboxMessage.entry_id.in_(theirs))
    alone = by_entry.group_by(InboxMessage.entry_id).having(func.count() == 1)
    query = select(InboxMessage.id, Entry.text).join(Entry, Entry.id == InboxMessage.entry_id)
    found = session.execute(query.where(InboxMessage.id.in_(ids), Entry.id.in_(alone)))
    return {row.id: row.text for row in found}


def notes(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these messages that are internal notes."""
    query = select(InboxMessage.id).join(Entry, Entry.id == InboxMessage.entry_id)
    return set(session.scalars(query.where(InboxMessage.id.in_(ids), Entry.internal)))


def take_back(
    session: Session, actor: Person, ids: Sequence[int], channel: str, now: datetime
) -> list[Entry]:
    """Withdraws the entries that these messages made, files and all; both tickets keep the event. What came of their
    albums since somebody looked is heard anew: it follows them.

    Raises NotAllowed for another's.
    """
    if not ids:
        return []
    in_threads = select(InboxMessage).where(InboxMessage.id.in_(ids), InboxMessage.entry_id.is_not(None))
    rows = _with_their_albums(session, session.scalars(in_threads).all())
    taken = []
    for entry_id in dict.fromkeys(row.entry_id for row in rows if row.entry_id):
        entry = session.get_one(Entry, entry_id)
        ticket = session.get_one(Ticket, entry.ticket_id)
        thread.withdraw(session, actor, ticket, entry, channel, now)
        taken.append(entry)
    withdrawn = [row.id for row in rows]
    inbox.set_place(session, withdrawn, None, None)
    files.detach(session, withdrawn)
    index.rebuild(session, list({entry.ticket_id for entry in taken}))
    _hear_anew(session, [row for row in rows if row.id not in ids], now)
    return taken


def _in_threads(chat_id: int) -> Select[InboxMessage]:
    """What this chat sent that is in a thread, with its entry."""
    return (
        select(InboxMessage)
        .join(Entry, Entry.id == InboxMessage.entry_id)
        .where(InboxMessage.chat_id == chat_id)
        .order_by(InboxMessage.id)
    )


def _with_their_albums(session: Session, rows: Sequence[InboxMessage]) -> Sequence[InboxMessage]:
    """Also what else of this chat is in these entries, and what of their albums has an entry of its own there."""
    if not rows:
        return rows
    same_entry = InboxMessage.entry_id.in_({row.entry_id for row in rows})
    same_album = and_(
        InboxMessage.album.in_({row.album for row in rows if row.album}),
        InboxMessage.ticket_id.in_({row.ticket_id for row in rows}),
    )
    return session.scalars(_in_threads(rows[0].chat_id or 0).where(or_(same_entry, same_album))).all()


def _hear_anew(session: Session, rows: Sequence[InboxMessage], now: datetime) -> None:
    if rows:
        inbox.mark(session, [row.id for row in rows], "waiting")
        chat = session.get_one(Chat, rows[0].chat_id)
        chat.hear_at = chat.hear_at or now
        ring(session, "hear")
