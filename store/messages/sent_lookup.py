"""What we said in a chat: how a quote, a typed label or a number finds what it means, and which ticket is in focus."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from store.tables import Chat, OutboxMessage, SentMessage, Ticket

SPOKEN = ("message", "edit")
ON_ITS_WAY = timedelta(minutes=1)
MOST_NOT_ARRIVED = 5


def by_message(session: Session, chat_id: int, message_id: str) -> OutboxMessage | None:
    """What we said with this message of the provider's, in this chat; where we edited it, the edit."""
    return session.scalar(
        select(OutboxMessage)
        .join(SentMessage, SentMessage.outbox_id == OutboxMessage.id)
        .where(SentMessage.chat_id == chat_id, SentMessage.message_id == message_id)
        .order_by(SentMessage.outbox_id.desc())
        .limit(1)
    )


def pressed(
    session: Session, chat_id: int, message_id: str, data: str, now: datetime
) -> OutboxMessage | None:
    """Our message whose button was pressed; one that the person saw before we learnt its id is known by the button."""
    found = by_message(session, chat_id, message_id)
    if found is not None:
        return found
    newest = recently(session, chat_id, now - ON_ITS_WAY, 3)
    return next((row for row in newest if data in dict(row.content.get("options", ())).values()), None)


def recently(
    session: Session, chat_id: int, since: datetime, limit: int = 12, *, by: datetime | None = None
) -> Sequence[OutboxMessage]:
    """The last things that we said, or had said `by` then, newest first. What goes `beside` another (a card's photos)
    is part of it."""
    return session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.chat_id == chat_id,
            OutboxMessage.kind.in_(SPOKEN),
            *_between(since, by),
            OutboxMessage.state.not_in(("failed", "dropped")),
            OutboxMessage.content["beside"].as_boolean().is_not(True),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def _between(since: datetime, by: datetime | None) -> Sequence[ColumnElement[bool]]:
    created_at = OutboxMessage.created_at
    return [created_at >= since, *([created_at <= by] if by else [])]


def focus(session: Session, chat_id: int, since: datetime, *, by: datetime | None = None) -> Sequence[Ticket]:
    """The tickets that were opened, viewed, written or told about in this chat since then (and `by` then),
    latest first."""
    latest = (
        select(OutboxMessage.ticket_id)
        .where(
            OutboxMessage.chat_id == chat_id,
            *_between(since, by),
            OutboxMessage.ticket_id.is_not(None),
            OutboxMessage.state.not_in(("failed", "dropped")),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(50)
    )
    ids = list(dict.fromkeys(session.scalars(latest)))
    if not ids:
        return []
    found = {ticket.id: ticket for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ is not None]


Copies = dict[Chat, list[OutboxMessage]]
"""Where something was told: our messages that carry it, in order, by the chat. Chats that ended are not in it."""


def copies(session: Session, entry_id: int) -> Copies:
    """Of an entry of a thread."""
    return _copies(session, OutboxMessage.entry_id == entry_id)


def notices(session: Session, ticket_id: int, *notices: str, since: datetime | None = None) -> Copies:
    """Of such events of a ticket, told since then."""
    told = [OutboxMessage.ticket_id == ticket_id, OutboxMessage.content["notice"].as_string().in_(notices)]
    return _copies(session, *told, *([OutboxMessage.created_at >= since] if since else []))


Told = tuple[Chat, list[OutboxMessage]]
"""What somebody was told, in one chat: the rows that carry its text."""


def told_last(copies: Copies) -> dict[int, Told]:
    """By reader, what each was told last: an album, or the parts of a long text, are one telling."""
    last: dict[int, Told] = {}
    for chat, rows in copies.items():
        texts = [row for row in rows if row.content.get("text") and row.content.get("telling") != "files"]
        at = max((row.created_at for row in texts), default=None)
        before = last.get(chat.person_id or 0)
        if at is not None and (before is None or before[1][0].created_at < at):
            last[chat.person_id or 0] = chat, [row for row in texts if row.created_at == at]
    return last


def _copies(session: Session, *which: ColumnElement[bool]) -> Copies:
    carry_it = (OutboxMessage.kind == "message", OutboxMessage.state.not_in(("failed", "dropped")))
    query = select(OutboxMessage, Chat).join(Chat, Chat.id == OutboxMessage.chat_id)
    found: Copies = {}
    for row, chat in session.execute(query.where(*which, *carry_it).order_by(OutboxMessage.id)):
        if chat.closed_at is None and chat.person_id is not None:
            found.setdefault(chat, []).append(row)
    return found


def says_now(session: Session, row: OutboxMessage) -> OutboxMessage:
    """Of a message of ours: its last edit, or itself."""
    edits = (OutboxMessage.chat_id == row.chat_id, OutboxMessage.kind == "edit", OutboxMessage.id > row.id)
    of_it = OutboxMessage.content["edits"].as_integer() == row.id
    query = select(OutboxMessage).where(*edits, of_it).order_by(OutboxMessage.id.desc()).limit(1)
    return session.scalar(query) or row


def last_named(session: Session, chat_id: int, since: datetime) -> int | None:
    """The ticket that the last message about one named, in this chat, since then."""
    return session.scalar(
        select(OutboxMessage.ticket_id)
        .where(
            OutboxMessage.chat_id == chat_id,
            OutboxMessage.created_at >= since,
            OutboxMessage.kind.in_(SPOKEN),
            OutboxMessage.ticket_id.is_not(None),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )


def not_arrived(session: Session, ticket_id: int) -> Sequence[tuple[OutboxMessage, Chat]]:
    """The last messages about a ticket that did not reach their reader, oldest first: failed, or waiting until
    the reader writes (which has no `reason`)."""
    rows = session.execute(
        select(OutboxMessage, Chat)
        .join(Chat, Chat.id == OutboxMessage.chat_id)
        .where(
            OutboxMessage.ticket_id == ticket_id,
            OutboxMessage.kind == "message",
            or_(
                and_(OutboxMessage.state == "failed", OutboxMessage.reason.is_not(None)),
                OutboxMessage.state == "waiting_for_window",
            ),
            Chat.person_id.is_not(None),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_NOT_ARRIVED)
    )
    return [(row, chat) for row, chat in rows][::-1]
