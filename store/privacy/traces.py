"""Where a person shows in the store: their chats, tickets and messages, and the words that tell of them elsewhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.tables import Approval, Chat, Entry, File, Person, Ticket

SHORTEST = 4  # characters of a name or word that is looked for in what others were told
BEGINNING = 20  # characters of a text: an excerpt shows so many at least


@dataclass(frozen=True)
class Theirs:
    """What is a person's: ids, and the words that tell of them; `names` also finds each of their names alone, which may
    be another's: only for what staff were told or typed outside of any ticket."""

    chats: Sequence[int]
    tickets: Sequence[int]
    entries: Sequence[int]
    words: "re.Pattern[str] | None"
    names: "re.Pattern[str] | None"


def find(session: Session, person: Person) -> Theirs:
    chats = session.scalars(select(Chat.id).where(Chat.person_id == person.id)).all()
    tickets = session.scalars(select(Ticket.id).where(Ticket.requester_id == person.id)).all()
    of_them = or_(Entry.author_id == person.id, Entry.ticket_id.in_(tickets))
    entries = session.scalars(select(Entry.id).where(of_them)).all()
    words = list(_words(session, person, chats, tickets, entries))
    affected = session.scalars(select(Ticket.affected_person).where(Ticket.id.in_(tickets)))
    alone = [rf"\b{name}\b" for name in _whole(*" ".join([person.name, *affected]).split())]
    return Theirs(chats, tickets, entries, _pattern(words), _pattern([*words, *alone]))


def _words(
    session: Session, person: Person, chats: Sequence[int], tickets: Sequence[int], entries: Sequence[int]
) -> Iterator[str]:
    """What tells of them where it stands."""
    yield from _whole(person.name, person.phone)
    if person.company and not _is_anybody_elses(session, person):
        yield from _whole(person.company)
    for chat in session.scalars(select(Chat).where(Chat.id.in_(chats))):
        yield from _whole(chat.address, chat.address.partition(":")[2], chat.other_address, chat.name)
        yield from _whole(chat.memory.get("username"))
    for approval in session.scalars(select(Approval).where(Approval.chat_id.in_(chats))):
        yield from _whole(approval.name)
    for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(tickets))):
        yield from _whole(ticket.affected_person, ticket.phone, ticket.phone_as_typed)
        yield from _beginnings(ticket.problem, ticket.solution or "")
        yield rf"(?:\bTicket |#){ticket.number}\b"
    yield from _beginnings(*session.scalars(select(Entry.text).where(Entry.id.in_(entries))))
    names = select(File.name).where(or_(File.ticket_id.in_(tickets), File.entry_id.in_(entries)))
    yield from _beginnings(*session.scalars(names))


def _is_anybody_elses(session: Session, person: Person) -> bool:
    others = select(Person.id).where(Person.company == person.company, Person.id != person.id)
    return session.scalar(others.limit(1)) is not None


def _whole(*said: str | None) -> Iterator[str]:
    return (re.escape(each) for each in said if each and len(each) >= SHORTEST)


def _beginnings(*texts: str) -> Iterator[str]:
    """As an excerpt shows them: on one line."""
    for text in texts:
        line = " ".join(text[: 4 * BEGINNING].split())[:BEGINNING]
        if len(line) >= 2 * SHORTEST:
            yield r"\s+".join(map(re.escape, line.split()))


def _pattern(words: Iterable[str]) -> "re.Pattern[str] | None":
    found = list(dict.fromkeys(words))
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def tells(pattern: "re.Pattern[str] | None", kept: Any) -> bool:
    """Whether any text in plain data has one of those words."""
    return pattern is not None and pattern.search("\n".join(_strings(kept))) is not None


def _strings(kept: Any) -> Iterator[str]:
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict):
        for value in kept.values():
            yield from _strings(value)
    elif isinstance(kept, list):
        for value in kept:
            yield from _strings(value)
