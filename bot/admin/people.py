"""`ticketero people`: adds, lists, invites and deactivates people; what came of it in plain English, a line each."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from queue import Empty, Queue

from sqlalchemy.orm import Session

from bot.admin import roster
from bot.admin.roster import Newcomer, Trouble
from bot.channels.channel import Channel, Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.replies.people import unattended
from store.errors import Refused
from store.people import chats, invitations, people
from store.tables import Chat, Person, Ticket

LINK_TIMEOUT = 8.0  # seconds


def add(desk: Desk, newcomer: Newcomer) -> Iterator[str]:
    """Adds a person, and tells how they enter unless a chat of theirs is linked already. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = roster.add(session, newcomer, desk.settings.desk, now)
        code = None if newcomer.chats else invitations.make(session, person, now)
    if code is None:
        yield f"{_described(person)} is added, and talks with us in {' and '.join(newcomer.chats)}."
    else:
        yield f"{_described(person)} is added."
        yield from _invitation(desk, person, code, now)


def import_all(desk: Desk, file: Path) -> Iterator[str]:
    """Adds the people of a CSV file, all or none. Raises Trouble with every bad line."""
    newcomers = roster.read(file)
    with desk.store.write() as session:
        added = roster.add_all(session, newcomers, desk.settings.desk, desk.now())
    yield f"People added: {len(added)}."
    without = sum(not newcomer.chats for newcomer in newcomers)
    if without:
        yield f"Without a chat yet: {without}. Their link: ticketero people invite NAME"


def invite(desk: Desk, name: str) -> Iterator[str]:
    """A new link for somebody; the one before it is void. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = _one(session, name)
        code = invitations.make(session, person, now)
    yield from _invitation(desk, person, code, now)


def _invitation(desk: Desk, person: Person, code: str, now: datetime) -> Iterator[str]:
    until = desk.texts.minute(now + invitations.INVITATION)
    yield f"{person.name} enters by one of these, once, until {until}:"
    for name, channel in desk.channels.items():
        yield f"  {name:9} {_link(channel, code) or 'write the code to the desk'}"
    yield f"  the code  {code}"


def _link(channel: Channel, code: str) -> str | None:
    """Where to tap, or why there is no link now: a provider that does not answer does not keep us waiting."""
    told: Queue[str | None] = Queue()

    def ask() -> None:
        try:
            told.put(channel.invitation_link(code))
        except (TryLater, Undeliverable, Misconfigured) as error:
            told.put(f"no link now ({error})")

    threading.Thread(target=ask, daemon=True).start()
    try:
        return told.get(timeout=LINK_TIMEOUT)
    except Empty:
        return "no link now (no answer)"


def list_all(desk: Desk) -> Iterator[str]:
    """Everybody: id, name, role, company, telephone, language and chats, those who left marked so."""
    with desk.store.read() as session:
        everybody, linked = people.everybody(session), chats.linked(session)
    theirs: dict[int | None, list[str]] = {}
    for chat in linked:
        theirs.setdefault(chat.person_id, []).append(_spelled(chat))
    rows = [_row(person, theirs.get(person.id, [])) for person in everybody]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(person: Person, chats_: list[str]) -> tuple[str, ...]:
    where = " ".join(dict.fromkeys(chats_)) or "no chat yet"
    told = where if person.active else "inactive"
    return (
        f"#{person.id}",
        person.name,
        person.role,
        person.company or "-",
        person.phone or "-",
        person.language or "-",
        told,
    )


def _spelled(chat: Chat) -> str:
    """As it is written down. The address of a web chat is its session's, and nobody else's business."""
    if chat.channel == "webchat":
        return chat.channel
    return chat.address if chat.address.startswith(f"{chat.channel}:") else f"{chat.channel}:{chat.address}"


def deactivate(desk: Desk, name: str) -> Iterator[str]:
    """Ends what somebody can do here; the leads hear which open tickets they leave. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = _one(session, name)
        try:
            tickets = people.deactivate(session, person, now)
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None
        unattended.left(desk, session, person, tickets, now)
    yield f"{_described(person)} is deactivated: no session, code or notice of theirs works any more."
    yield from (f"Ticket {ticket.number} stays open: {_whose(ticket)}" for ticket in tickets)


def _whose(ticket: Ticket) -> str:
    technician = ticket.technician.name if ticket.technician else "nobody"
    return f"opened by {ticket.requester.name}, assigned to {technician}"


def _one(session: Session, text: str) -> Person:
    """The one active person whom a name, its beginning or an id (#12) means."""
    if found := re.fullmatch(r"#(\d{1,18})", text.strip()):
        person = people.get(session, int(found[1]))
        fitting = [person] if person and person.active else []
    else:
        fitting = people.find(session, text)
    if not fitting:
        raise Trouble(f"nobody active is called {text!r}")
    if len(fitting) > 1:
        raise Trouble(
            f"{text!r} may be several people; say which by name or id:",
            *(f"  #{person.id} {_described(person)}" for person in fitting),
        )
    return fitting[0]


def _described(person: Person) -> str:
    return f"{person.name} ({', '.join(filter(None, (person.role, person.company)))})"
