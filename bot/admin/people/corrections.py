"""`ticketero people`, for what changed or was wrong: lets people go and come back, corrects them, takes chats away."""

from collections.abc import Iterator, Mapping

from bot.actions.people import correcting
from bot.admin.people import roster, whom
from bot.admin.trouble import Trouble
from bot.clock import forgetting
from bot.desk import Desk
from bot.language import phones
from bot.settings.parsers import LANGUAGES
from bot.settings.sections import Desk as Settings
from store.errors import Refused
from store.people import changes, chats
from store.privacy import erase as erasing
from store.tables import Ticket


def deactivate(desk: Desk, name: str) -> Iterator[str]:
    """Ends what somebody can do here; the leads hear which open tickets they leave. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = whom.one(session, name)
        try:
            tickets = correcting.deactivate(desk, session, person, now)
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None
    yield f"{whom.described(person)} is deactivated: no session, code or notice of theirs works any more."
    yield from (f"Ticket {ticket.number} stays open: {_whose(ticket)}" for ticket in tickets)


def _whose(ticket: Ticket) -> str:
    technician = ticket.technician.name if ticket.technician else "nobody"
    return f"opened by {ticket.requester.name}, assigned to {technician}"


def reactivate(desk: Desk, name: str) -> Iterator[str]:
    """Undoes a deactivation. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = whom.one(session, name, active=False)
        found = correcting.reactivate(desk, session, person, now)
    yield f"{whom.described(person)} is active again, with their chats and tickets."
    if found is None:
        yield f"No chat of theirs is left. Their link: ticketero people invite '#{person.id}'"


def erase(desk: Desk, name: str) -> Iterator[str]:
    """Takes all that is kept of somebody out of the store and the photo folder. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = whom.one(session, name, active=None)
        try:
            erasing.decide(session, person, now)
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None
    forgetting.forget(desk)
    yield f"Person #{person.id} is erased; their tickets keep their numbers and times."


def described(desk: Desk, name: str) -> str:
    """The one person whom a name means, for whoever must be sure. Raises Trouble."""
    with desk.store.read() as session:
        return whom.described(whom.one(session, name, active=None))


def edit(desk: Desk, name: str, values: Mapping[str, str]) -> Iterator[str]:
    """Corrects name, company, phone, role or language. Raises Trouble, and then nothing is changed."""
    now = desk.now()
    wanted = {field: _readable(field, value, desk.settings.desk) for field, value in values.items()}
    if not wanted:
        raise Trouble(f"say what changes: {', '.join(f'--{field}' for field in changes.FIELDS)}")
    with desk.store.write() as session:
        person = whom.one(session, name)
        try:
            correcting.edit(desk, session, person, wanted, now)
        except Refused as refused:
            raise Trouble(roster.plainly(refused)) from None
    told = (person.name, person.role, person.company or "-", person.phone or "-", person.language or "-")
    yield f"#{person.id}  {'  '.join(told)}"


def _readable(field: str, value: str, settings: Settings) -> str:
    """The value as it is kept. Raises Trouble."""
    if field == "phone" and value:
        phone = phones.read(value, settings.region, settings.area_code)
        if phone is None:
            raise Trouble(f"no telephone number can be read in {value!r}")
        return phone.e164
    if field == "language" and value and value not in LANGUAGES:
        raise Trouble(f"the language is one of {', '.join(LANGUAGES)}, not {value!r}")
    return value


def unlink(desk: Desk, name: str, spelled: str) -> Iterator[str]:
    """Takes a chat from somebody; «webchat» means all their sessions. Raises Trouble."""
    now = desk.now()
    with desk.store.write() as session:
        person = whom.one(session, name, active=None)
        theirs = chats.linked_to(session, person.id)
        found = [chat for chat in theirs if spelled in (chats.spelled(chat), chat.other_address)]
        if not found:
            has = ", ".join(dict.fromkeys(chats.spelled(chat) for chat in theirs)) or "none"
            raise Trouble(f"{spelled} is no chat of {whom.described(person)}, whose chats are: {has}")
        for chat in found:
            correcting.take_chat(desk, session, chat, person, now)
    yield f"{spelled} is no longer {person.name}'s: whoever writes there is a stranger."
