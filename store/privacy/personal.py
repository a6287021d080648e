"""All that is kept of a person, as plain data for them to read: nothing of other clients, no internal note."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Chat, Entry, Event, InboxMessage, Invitation, OutboxMessage, Person, Ticket
from store.tickets import export

NOT_THEIRS = ("events", "joined_to")
"""Of a ticket: what the desk did with it, and whose it was joined to."""


def of(session: Session, person: Person) -> dict[str, Any]:
    """Who they are, their chats, their tickets, what they wrote, and what they were told (the staff are told of
    others)."""
    chats = session.scalars(select(Chat).where(Chat.person_id == person.id).order_by(Chat.id)).all()
    ids = [chat.id for chat in chats]
    return {
        "person": _person(person),
        "chats": [_chat(chat) for chat in chats],
        "invitations": [
            {"made_at": _time(made), "used_at": _time(used)}
            for made, used in session.execute(
                select(Invitation.created_at, Invitation.spent_at).where(Invitation.person_id == person.id)
            )
        ],
        "tickets": _tickets(session, person),
        "written_in_other_tickets": _written(session, person),
        "sent": _sent(session, ids),
        "told": _told(session, ids) if person.role == "client" else [],
        "changes": [
            {"at": _time(at), "what": what, "detail": detail}
            for at, what, detail in session.execute(
                select(Event.at, Event.what, Event.detail).where(Event.person_id == person.id)
            )
        ],
    }


def _person(person: Person) -> dict[str, Any]:
    kept = ("name", "role", "company", "phone", "language", "active", "quiet", "absent")
    return {name: getattr(person, name) for name in kept} | {"known_since": _time(person.created_at)}


def _chat(chat: Chat) -> dict[str, Any]:
    kept = {name: getattr(chat, name) for name in ("channel", "address", "other_address", "name")}
    return kept | {"since": _time(chat.created_at), "last_written_at": _time(chat.last_inbound_at)}


def _tickets(session: Session, person: Person) -> list[dict[str, Any]]:
    numbers = session.scalars(
        select(Ticket.number).where(Ticket.requester_id == person.id).order_by(Ticket.number)
    )
    return [_own(export.ticket(session, number)) for number in numbers]


def _own(exported: dict[str, Any]) -> dict[str, Any]:
    thread = [entry for entry in exported["thread"] if not entry["internal"]]
    return {name: kept for name, kept in exported.items() if name not in NOT_THEIRS} | {"thread": thread}


def _written(session: Session, person: Person) -> list[dict[str, Any]]:
    query = (
        select(Ticket.number, Entry.at, Entry.text)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(Entry.author_id == person.id, Ticket.requester_id != person.id, Entry.withdrawn_at.is_(None))
        .order_by(Entry.id)
    )
    return [{"ticket": number, "at": _time(at), "text": text} for number, at, text in session.execute(query)]


def _sent(session: Session, chats: list[int]) -> list[dict[str, Any]]:
    """Every message of theirs that is kept, with the names of its files."""
    query = select(InboxMessage.received_at, InboxMessage.payload).where(InboxMessage.chat_id.in_(chats))
    return [
        {
            "at": _time(at),
            "text": payload.get("text", ""),
            "files": [file["name"] for file in payload.get("files", ())],
            "sender": payload.get("sender", {}),
        }
        for at, payload in session.execute(query.order_by(InboxMessage.id))
    ]


def _told(session: Session, chats: list[int]) -> list[dict[str, Any]]:
    row = OutboxMessage
    query = select(row.created_at, row.content).where(row.chat_id.in_(chats)).order_by(row.id)
    return [{"at": _time(at), "text": content.get("text", "")} for at, content in session.execute(query)]


def _time(at: Any) -> str | None:
    return at.isoformat() if at is not None else None
