"""New people, one by one or from a CSV file: all that is wrong is told at once, and then nobody is added."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.admin import spreadsheets
from bot.admin.spreadsheets import Row
from bot.admin.trouble import Trouble
from bot.language import phones
from bot.language.texts import Texts
from bot.settings.parsers import LANGUAGES
from bot.settings.sections import Desk as Settings
from store.database import ring
from store.errors import Refused
from store.files import files
from store.folding import fold
from store.messages import inbox
from store.people import chats, people
from store.tables import Chat, Person

COLUMNS = ("name", "role", "company", "phone", "language", "chat")
NEEDED = COLUMNS[:2]
_TELEGRAM = re.compile(r"telegram:([1-9][0-9]{0,18})")
_WHATSAPP = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
_LINES = {
    "empty": "is empty",
    "too_long": "is longer than {most} characters",
    "not_plain": "holds a line break, a control or a direction character",
}
_REASONS = {
    **{
        f"{what}_{fault}": f"the {what.replace('_', ' ')} {said}"
        for what in ("name", "company", "category", "affected_person")
        for fault, said in _LINES.items()
    },
    "last_lead": "{name} is the last active lead: add another one first",
    "not_found": "there is no Ticket {number}",
}


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be added, as they were written down; `superfluous` cells stood on their line beyond the columns."""

    name: str
    role: str
    company: str = ""
    phone: str = ""
    language: str = ""
    chats: tuple[str, ...] = ()
    line: int = 0
    superfluous: tuple[str, ...] = ()


@dataclass
class _Known:
    """What may not come twice: who owns a chat, and who is who, each with the words that say where."""

    chats: dict[tuple[str, str], str] = field(default_factory=dict)
    people: dict[tuple[str, str, str], str] = field(default_factory=dict)


def plainly(refused: Refused) -> str:
    """A refusal of the store, in English."""
    return _REASONS.get(refused.key, refused.key).format(**refused.values)


def add(session: Session, newcomer: Newcomer, settings: Settings, now: datetime) -> Person:
    """Adds one newcomer, their chats linked at once. Raises Trouble."""
    known = _Known(chats=_owners(session))
    wrong = [*_faults(newcomer, settings), *_taken(newcomer, known)]
    if wrong:
        raise Trouble(*wrong)
    return _enter(session, newcomer, settings, now)


def add_all(session: Session, newcomers: list[Newcomer], settings: Settings, now: datetime) -> list[Person]:
    """Adds them all or, raising Trouble with every bad line, none."""
    known = _Known(
        _owners(session), {_identity(who): "is there already" for who in people.everybody(session)}
    )
    wrong: list[str] = []
    for newcomer in newcomers:
        faults = [*_faults(newcomer, settings), *_taken(newcomer, known)]
        wrong += [f"line {newcomer.line}: {fault}" for fault in faults]
        _remember(newcomer, known)
    if wrong:
        raise Trouble(*wrong)
    return [_enter(session, newcomer, settings, now) for newcomer in newcomers]


def _faults(newcomer: Newcomer, settings: Settings) -> Iterator[str]:
    """All that is wrong with one newcomer, the store not asked."""
    yield from unusable(newcomer.name, "name")
    if newcomer.role not in people.ROLES:
        yield f"the role is one of {', '.join(people.ROLES)}, not {newcomer.role!r}"
    if newcomer.company:
        yield from unusable(newcomer.company, "company")
    if newcomer.phone and _phone(newcomer, settings) is None:
        yield f"no telephone number can be read in {newcomer.phone!r}"
    if newcomer.language and newcomer.language not in LANGUAGES:
        yield f"the language is one of {', '.join(LANGUAGES)}, not {newcomer.language!r}"
    for chat in newcomer.chats:
        if _address(chat) is None:
            yield f"{chat!r} is no chat: telegram:<user id>, or whatsapp:+<country and number>"
    if newcomer.superfluous:
        yield f"there are more cells than columns: {', '.join(map(repr, newcomer.superfluous))}"


def unusable(text: str, what: str) -> Iterator[str]:
    """Why this is no plain line, as names and companies are."""
    try:
        people.one_line(text, what)
    except Refused as refused:
        yield plainly(refused)


def _phone(newcomer: Newcomer, settings: Settings) -> str | None:
    phone = phones.read(newcomer.phone, settings.region, settings.area_code)
    return phone.e164 if phone else None


def _address(chat: str) -> tuple[str, str] | None:
    """The channel and address of a chat as it is written down. A web chat cannot be: it begins with a code."""
    if found := _TELEGRAM.fullmatch(chat):
        return "telegram", found[1]
    return ("whatsapp", chat) if _WHATSAPP.fullmatch(chat) else None


def _owners(session: Session) -> dict[tuple[str, str], str]:
    return {
        (chat.channel, chat.address): f"belongs to {chat.person.name}"
        for chat in chats.linked(session)
        if chat.person is not None
    }


def _identity(who: Person | Newcomer) -> tuple[str, str, str]:
    return fold(who.name), who.role, fold(who.company or "")


def _taken(newcomer: Newcomer, known: _Known) -> Iterator[str]:
    where = known.people.get(_identity(newcomer))
    if where and newcomer.name:
        yield f"{newcomer.name} {where}"
    for chat in newcomer.chats:
        address = _address(chat)
        if address in known.chats:
            yield f"{chat} {known.chats[address]}"


def _remember(newcomer: Newcomer, known: _Known) -> None:
    where = f"is on line {newcomer.line} too"
    known.people.setdefault(_identity(newcomer), where)
    for chat in newcomer.chats:
        if address := _address(chat):
            known.chats.setdefault(address, where)


def _enter(session: Session, newcomer: Newcomer, settings: Settings, now: datetime) -> Person:
    person = people.add(
        session,
        newcomer.name,
        newcomer.role,
        company=newcomer.company,
        phone=_phone(newcomer, settings) if newcomer.phone else None,
        language=newcomer.language,
        now=now,
    )
    for channel, address in filter(None, map(_address, newcomer.chats)):
        chat = chats.lock_or_create(session, channel, address, now)
        chats.link(session, chat, person, now)
        _hear_them(session, chat, now)
    return person


def _hear_them(session: Session, chat: Chat, now: datetime) -> None:
    """What they wrote while they were a stranger is heard now."""
    waiting = [message.id for message in inbox.waiting(session, chat.id)]
    if waiting:
        files.approve_of_messages(session, waiting, now)
        chat.hear_at = now
        chats.save(session, chat)
        ring(session, "hear")


def read(path: Path, texts: Texts) -> list[Newcomer]:
    """The people of a CSV file, in any language of ours. Raises Trouble for the file itself."""
    columns = {name: _spelled(texts, f"roster.columns.{name}") for name in COLUMNS}
    roles = {role: _spelled(texts, f"roster.roles.{role}") for role in people.ROLES}
    return [_newcomer(row, roles) for row in spreadsheets.read(path, columns, NEEDED)]


def _spelled(texts: Texts, key: str) -> set[str]:
    return {fold(word) for word in texts.words(key)}


def _newcomer(row: Row, roles: Mapping[str, Collection[str]]) -> Newcomer:
    given = row.cells
    role = given.get("role", "")
    return Newcomer(
        name=given.get("name", ""),
        role=next((known for known, spelled in roles.items() if fold(role) in spelled), role),
        company=given.get("company", ""),
        phone=given.get("phone", ""),
        language=given.get("language", ""),
        chats=tuple(dict.fromkeys(given.get("chat", "").split())),
        line=row.line,
        superfluous=row.superfluous,
    )
