"""Where a person shows in the store: their chats, tickets and messages, and the words that tell of them elsewhere."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.tables import Approval, Chat, Entry, File, Person, Ticket

Ids = Collection[int]
SHORTEST = 4  # characters of a name or word that is looked for in what others were told
BEGINNING = 20  # characters of a text: an excerpt shows so many at least


@dataclass(frozen=True)
class Theirs:
    """What is a person's: ids, and the words that tell of them; `names` also finds each of their names alone, which may
    be another's: only for what staff were told or typed outside of any ticket.

    helped: the tickets that are theirs to solve, or in which they wrote. has_namesake: somebody else has their name.
    staff: the chats of the staff.
    """

    person: int
    name: str
    chats: frozenset[int]
    tickets: frozenset[int]
    entries: frozenset[int]
    helped: frozenset[int]
    has_namesake: bool
    staff: frozenset[int]
    words: "re.Pattern[str] | None"
    names: "re.Pattern[str] | None"

    def is_named_in(self, ticket_id: int | None) -> bool:
        """Whether it is they, and no namesake, whom a ticket's history names."""
        return not self.has_namesake or ticket_id in self.helped


def find(session: Session, person: Person) -> Theirs:
    chats = frozenset(session.scalars(select(Chat.id).where(Chat.person_id == person.id)))
    tickets = frozenset(session.scalars(select(Ticket.id).where(Ticket.requester_id == person.id)))
    of_them = or_(Entry.author_id == person.id, Entry.ticket_id.in_(tickets))
    entries = frozenset(session.scalars(select(Entry.id).where(of_them)))
    words = list(_words(session, person, chats, tickets, entries))
    affected = session.scalars(select(Ticket.affected_person).where(Ticket.id.in_(tickets)))
    alone = [rf"\b{name}\b" for name in _whole(*" ".join([person.name, *affected]).split())]
    return Theirs(
        person.id, person.name, chats, tickets, entries,
        helped=_helped(session, person), has_namesake=_has_namesake(session, person), staff=_staff(session),
        words=_pattern(words), names=_pattern([*words, *alone]),
    )  # fmt: skip


def _helped(session: Session, person: Person) -> frozenset[int]:
    written = select(Entry.ticket_id).where(Entry.author_id == person.id)
    theirs = or_(Ticket.technician_id == person.id, Ticket.id.in_(written))
    return frozenset(session.scalars(select(Ticket.id).where(theirs)))


def _has_namesake(session: Session, person: Person) -> bool:
    others = select(Person.id).where(Person.name == person.name, Person.id != person.id)
    return session.scalar(others.limit(1)) is not None


def _staff(session: Session) -> frozenset[int]:
    of_staff = select(Chat.id).join(Person, Person.id == Chat.person_id).where(Person.role != "client")
    return frozenset(session.scalars(of_staff))


def _words(session: Session, person: Person, chats: Ids, tickets: Ids, entries: Ids) -> Iterator[str]:
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
