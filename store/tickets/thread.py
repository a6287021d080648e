"""A ticket's thread: what client and staff write, with its files and its former texts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from store.errors import NotAllowed
from store.tables import Entry, File, FormerText, InboxMessage, Person, Ticket
from store.tickets import permissions, tickets
from store.words import index
from store.words.index import Place


def write(
    session: Session,
    actor: Person,
    ticket: Ticket,
    text: str,
    channel: str,
    now: datetime,
    *,
    internal: bool = False,
    courtesy: bool = False,
) -> Entry:
    """Adds to the thread. An internal note is for the staff of the ticket alone; a courtesy («gracias») waits for no
    answer. Raises NotFound or NotAllowed."""
    tickets.lock(session, ticket)
    if not permissions.may(actor, ticket, "note" if internal else "write"):
        raise NotAllowed
    entry = Entry(
        ticket_id=ticket.id,
        author=actor,
        role="client" if not internal and permissions.is_clients_side(actor, ticket) else actor.role,
        channel=channel,
        at=now,
        text=text,
        internal=internal,
    )
    session.add(entry)
    if not internal and not courtesy and ticket.status == "open":
        _note_who_waits(ticket, actor, now)
    session.flush()
    index.said(session, ticket.id, Place.NOTE if internal else Place.THREAD, text)
    return entry


def _note_who_waits(ticket: Ticket, actor: Person, now: datetime) -> None:
    if permissions.is_clients_side(actor, ticket):
        ticket.waiting_since = ticket.waiting_since or now
        ticket.unanswered_since = ticket.unanswered_since or now
    else:
        note_answer(ticket, now)


def note_answer(ticket: Ticket, now: datetime) -> None:
    """The staff spoke to its client: nobody waits for us, and its deadline stands still. The ticket is locked."""
    ticket.waiting_since = ticket.unanswered_since = None
    ticket.stopped_at = ticket.stopped_at or now
    ticket.first_answered_at = ticket.first_answered_at or now


def last(
    session: Session, actor: Person, ticket: Ticket, limit: int, before: int | None = None
) -> Sequence[Entry]:
    """The last entries that this person may see, oldest first; `before` is an entry's id."""
    visible = _visible(actor, ticket)
    if before is not None:
        visible.append(Entry.id < before)
    newest = session.scalars(
        select(Entry).where(*visible).order_by(Entry.id.desc()).limit(limit).options(joinedload(Entry.author))
    ).all()
    return newest[::-1]


def files_of(session: Session, entries: Sequence[Entry]) -> dict[int, list[File]]:
    """The files of each of these entries, by entry id."""
    found: dict[int, list[File]] = {}
    if entries:
        rows = session.scalars(
            select(File).where(File.entry_id.in_([entry.id for entry in entries])).order_by(File.id)
        )
        for file in rows:
            found.setdefault(file.entry_id or 0, []).append(file)
    return found


def images(session: Session, ticket: Ticket) -> Sequence[File]:
    """The files that the ticket was opened with."""
    return session.scalars(
        select(File).where(File.ticket_id == ticket.id, File.entry_id.is_(None)).order_by(File.id)
    ).all()


def attach(session: Session, ticket: Ticket, entry: Entry | None, file_ids: Sequence[int]) -> None:
    """Puts files into the thread's entry, or (no entry) among the images of the opening."""
    if file_ids:
        session.execute(
            update(File)
            .where(File.id.in_(file_ids))
            .values(ticket_id=ticket.id, entry_id=entry.id if entry else None)
        )
        index.attached(session, ticket.id, file_ids, internal=entry is not None and entry.internal)


def staff_who_wrote(session: Session, ticket: Ticket) -> Sequence[int]:
    """The ids of the leads who took part in this thread."""
    return session.scalars(
        select(Entry.author_id)
        .join(Person, Person.id == Entry.author_id)
        .where(Entry.ticket_id == ticket.id, Person.role == "lead", Person.active)
        .distinct()
    ).all()


def last_of_staff(session: Session, ticket: Ticket) -> int | None:
    """The id of the last entry in which staff spoke to the client."""
    theirs = (Entry.ticket_id == ticket.id, Entry.role != "client", Entry.internal.is_(False))
    return session.scalar(select(Entry.id).where(*theirs).order_by(Entry.id.desc()).limit(1))


def edit(session: Session, actor: Person, ticket: Ticket, entry: Entry, text: str, now: datetime) -> bool:
    """Changes the text of an entry that its author may still write, and keeps the former one; False where nothing
    changed, or it was taken out of the thread. Raises NotFound or NotAllowed."""
    tickets.lock_granted(session, actor, ticket, "note" if entry.internal else "write")
    if entry.author_id != actor.id:
        raise NotAllowed
    if entry.text == text or entry.withdrawn_at is not None:
        return False
    session.add(FormerText(ticket_id=ticket.id, entry_id=entry.id, text=entry.text, at=now))
    entry.text, entry.edited_at = text, now
    index.rebuild(session, [ticket.id])
    return True


def edit_problem(session: Session, actor: Person, ticket: Ticket, text: str, now: datetime) -> bool:
    """As `edit`, for the problem that the ticket was opened with, as long as it is open."""
    tickets.lock_granted(session, actor, ticket, "write")
    if actor.id not in (ticket.requester_id, ticket.opened_by_id):
        raise NotAllowed
    if ticket.problem == text or ticket.status != "open":
        return False
    session.add(FormerText(ticket_id=ticket.id, entry_id=None, text=ticket.problem, at=now))
    ticket.problem = text
    index.rebuild(session, [ticket.id])
    return True


def withdraw(
    session: Session, actor: Person, ticket: Ticket, entry: Entry, channel: str, now: datetime
) -> None:
    """Takes an entry out of the thread: its author moved it elsewhere. The event stays."""
    if entry.author_id != actor.id:
        raise NotAllowed
    tickets.lock(session, ticket)
    entry.withdrawn_at = now
    session.flush()
    if not entry.internal and ticket.status == "open":
        _note_who_waits_without(session, ticket, entry)
    tickets.record(session, actor, ticket, "moved_away", channel, now)


def _note_who_waits_without(session: Session, ticket: Ticket, taken: Entry) -> None:
    """Nobody waits for an answer to what was taken out; what it answered waits again."""
    there = (Entry.ticket_id == ticket.id, Entry.withdrawn_at.is_(None), ~Entry.internal)
    answered = session.scalar(select(func.max(Entry.at)).where(*there, Entry.role != "client"))
    if taken.role == "client" and ticket.unanswered_since != taken.at:
        return
    if taken.role != "client" and ticket.stopped_at != taken.at:
        return
    after = taken.at if taken.role == "client" else answered
    later = (Entry.at > after,) if after is not None else ()
    waits = session.scalar(select(func.min(Entry.at)).where(*there, Entry.role == "client", *later))
    ticket.unanswered_since = waits
    ticket.waiting_since = waits if answered is not None else ticket.created_at
    ticket.stopped_at = None if waits or answered is None else taken.at


def of_message(session: Session, chat_id: int, message_id: str) -> InboxMessage | None:
    """What became of a message that a person sent in this chat."""
    return session.scalar(
        select(InboxMessage)
        .where(InboxMessage.chat_id == chat_id, InboxMessage.message_id == message_id)
        .order_by(InboxMessage.id)
        .limit(1)
    )


def is_internal(session: Session, entry_id: int | None) -> bool:
    """Whether this is an entry that no client sees; what follows it in its place is none either."""
    entry = session.get(Entry, entry_id) if entry_id else None
    return entry is not None and entry.internal


def count(session: Session, actor: Person, ticket: Ticket) -> int:
    """How many entries this person may see."""
    query = select(func.count()).select_from(Entry).where(*_visible(actor, ticket))
    return session.scalar(query) or 0


def reads_along(ticket: Ticket, entry: Entry) -> bool:
    """Whether an entry of the ticket that this one is joined to is for its client, too: what the staff said to all
    while it was joined and open."""
    if entry.role == "client" or entry.internal or ticket.joined_at is None:
        return False
    return ticket.joined_at <= entry.at and (ticket.closed_at is None or entry.at <= ticket.closed_at)


def _visible(actor: Person, ticket: Ticket) -> list[ColumnElement[bool]]:
    """Its own, and what it `reads_along`."""
    whose = Entry.ticket_id == ticket.id
    if ticket.joined_to_id is not None:
        news = [Entry.role != "client", Entry.internal.is_(False), Entry.at >= ticket.joined_at]
        news += [Entry.at <= ticket.closed_at] if ticket.closed_at else []
        whose = or_(whose, and_(Entry.ticket_id == ticket.joined_to_id, *news))
    visible = [whose, Entry.withdrawn_at.is_(None)]
    if not permissions.may(actor, ticket, "note"):
        visible.append(Entry.internal.is_(False))
    return visible
