"""`ticketero people`: adds, lists and invites people; what came of it in plain English, a line each."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from queue import Empty, Queue

from bot.admin.people import roster, whom
from bot.admin.people.roster import Newcomer
from bot.channels.channel import AsksItsName, Channel, Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from store.people import chats, invitations, people
from store.tables import Person

LINK_TIMEOUT = 8.0  # seconds


def add(desk: Desk, newcomer: Newcomer) -> Iterator[str]:
    """Adds a person, and tells how they enter unless a chat of theirs is linked already. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = roster.add(session, newcomer, desk.settings.desk, now)
        code = None if newcomer.chats else invitations.make(session, person, now)
    if code is None:
        yield f"{whom.described(person)} is added, and talks with us in {' and '.join(newcomer.chats)}."
    else:
        yield f"{whom.described(person)} is added."
        yield from invitation(desk, person, code, now)


def import_all(desk: Desk, file: Path) -> Iterator[str]:
    """Adds the people of a CSV file, all or none. Raises Trouble with every bad line."""
    newcomers = roster.read(file, desk.texts)
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
        person = whom.one(session, name)
        code = invitations.make(session, person, now)
    yield from invitation(desk, person, code, now)


def invitation(desk: Desk, person: Person, code: str, now: datetime) -> Iterator[str]:
    """The links of a code, a line a channel, and the code."""
    until = desk.texts.minute(now + invitations.INVITATION)
    yield f"{person.name} enters by one of these, once, until {until}:"
    for name, channel in desk.channels.items():
        yield f"  {name:9} {link(channel, code) or 'write the code to the desk'}"
    yield f"  the code  {code}"


def link(channel: Channel, code: str) -> str | None:
    """Where to tap, or why there is no link now: a provider that does not answer does not keep us waiting."""
    told: Queue[str | None] = Queue()

    def ask() -> None:
        try:
            learn_name(channel)
            told.put(channel.invitation_link(code))
        except (TryLater, Undeliverable, Misconfigured) as error:
            told.put(f"no link now ({error})")

    threading.Thread(target=ask, daemon=True).start()
    try:
        return told.get(timeout=LINK_TIMEOUT)
    except Empty:
        return "no link now (no answer)"


def learn_name(channel: Channel) -> None:
    """Asks the provider for the name that the channel's links hold. Raises TryLater, Undeliverable or
    Misconfigured."""
    if isinstance(channel, AsksItsName):
        channel.ask_name()


def list_all(desk: Desk) -> Iterator[str]:
    """Everybody: id, name, role, company, telephone, language and chats, those who left marked so."""
    with desk.store.read() as session:
        everybody, linked = people.everybody(session), chats.linked(session)
    theirs: dict[int | None, list[str]] = {}
    for chat in linked:
        theirs.setdefault(chat.person_id, []).append(chats.spelled(chat))
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
