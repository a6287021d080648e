"""`ticketero tickets import`: takes the tickets of another system in, all or none."""

import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.admin import files
from bot.admin.people import roster, whom
from bot.admin.tickets import former
from bot.admin.tickets.former import Written, WrittenEntry, WrittenFile
from bot.admin.trouble import Trouble
from bot.desk import Desk
from bot.language import phones
from store.errors import Refused
from store.files import photos
from store.folding import fold
from store.people import by_name, people
from store.tables import Person
from store.tickets import imported
from store.tickets.imported import FormerEntry, FormerFile, FormerTicket


def import_all(desk: Desk, path: Path, *, add_people: bool) -> Iterator[str]:
    """Adds the tickets of a file. Raises Trouble with every bad line, and then nothing is added."""
    now = desk.now()
    written = former.read(path, desk.texts, now)
    with desk.store.write() as session:
        cast = _Cast(session, now, add_people)
        wrong = [*_numbers(session, written)]
        found = []
        for ticket in written:
            faults = [*ticket.wrong, *cast.enter(ticket)]
            wrong += [f"{ticket.where}: {fault}" for fault in dict.fromkeys(faults)]
            if not faults:
                found.append(_former(desk, ticket, cast))
        if wrong:
            raise Trouble(*wrong)
        imported.add(session, found)
    yield f"Tickets added: {len(found)}."
    yield from _alone(written)
    if cast.added:
        yield f"People added: {len(cast.added)}. Their links: ticketero people links FILE.csv"


def _alone(written: Sequence[Written]) -> Iterator[str]:
    """Those that were joined to one that leads nobody here."""
    leaders = {ticket.number for ticket in written if ticket.joined_to is None}
    for ticket in written:
        if ticket.joined_to and ticket.joined_to not in leaders:
            yield f"Ticket {ticket.number} stands alone: Ticket {ticket.joined_to}, which led it, does not lead here."


def _numbers(session: Session, written: Sequence[Written]) -> Iterator[str]:
    """What is wrong with the numbers: one that comes twice, or that a ticket of ours has."""
    seen: set[int] = set()
    taken = imported.taken(session, [ticket.number for ticket in written])
    for ticket in filter(lambda each: each.number, written):
        if ticket.number in seen:
            yield f"{ticket.where}: Ticket {ticket.number} is there twice"
        elif ticket.number in taken:
            yield f"{ticket.where}: there is a Ticket {ticket.number} already"
        seen.add(ticket.number)


@dataclass
class _Cast:
    """Who is meant by each name: whoever is known, or has been added for a line before."""

    session: Session
    now: datetime
    add_people: bool
    added: list[Person] = field(default_factory=list)
    _known: dict[tuple[str, str, bool], Person] = field(default_factory=dict)

    def enter(self, ticket: Written) -> Iterator[str]:
        """Finds or adds everybody whom a ticket names; yields what stands in the way."""
        company = ticket.text("company")
        names = [(ticket.text("requester"), company, "client")]
        if ticket.text("technician"):
            names.append((ticket.text("technician"), "", "technician"))
        names += [
            (said.author, company if said.role == "client" else "", said.role) for said in ticket.thread
        ]
        for name, of, role in dict.fromkeys(names):
            try:
                self._enter(name, of, role)
            except Refused as refused:
                yield roster.plainly(refused)
            except Trouble as trouble:
                yield str(trouble)

    def person(self, name: str, company: str, role: str) -> Person:
        return self._known[_key(name, company, role)]

    def _enter(self, name: str, company: str, role: str) -> None:
        key = _key(name, company, role)
        if not name or key in self._known:
            return
        found = self._find(name, company, role)
        if len(found) > 1:
            ids = ", ".join(f"#{person.id} {whom.described(person)}" for person in found)
            raise Trouble(f"{name!r} may be several people: {ids}")
        if not found and not self.add_people:
            where = f" of {company}" if company else ""
            raise Trouble(f"nobody{where} is called {name!r} (--add-people adds them)")
        self._known[key] = found[0] if found else self._add(name, company, role)

    def _find(self, name: str, company: str, role: str) -> list[Person]:
        """By the whole name; a client of that company, where it is said. A technician may have tickets of their own."""
        roles = people.STAFF if role in people.STAFF else None
        called = by_name.find(self.session, name, roles=roles, active=None)
        called = [person for person in called if fold(person.name) == fold(name)]
        of_company = [person for person in called if fold(person.company or "") == fold(company)]
        return of_company or ([] if company else called)

    def _add(self, name: str, company: str, role: str) -> Person:
        person = people.add(self.session, name, role, company=company or None, now=self.now)
        self.added.append(person)
        return person


def _key(name: str, company: str, role: str) -> tuple[str, str, bool]:
    return fold(name), fold(company), role in people.STAFF


def _former(desk: Desk, ticket: Written, cast: _Cast) -> FormerTicket:
    """The ticket as the store takes it; the bytes of its files are kept first, which nobody sees if it is not added."""
    company, technician, phone = ticket.text("company"), ticket.text("technician"), ticket.text("phone")
    assert ticket.created_at is not None
    read = phones.read(phone, desk.settings.desk.region, desk.settings.desk.area_code) if phone else None
    requester = cast.person(ticket.text("requester"), company, "client")
    return FormerTicket(
        number=ticket.number,
        status=ticket.status,
        created_at=ticket.created_at,
        closed_at=ticket.closed_at,
        requester=requester,
        affected_person=ticket.text("affected_person"),
        phone=read.e164 if read else None,
        phone_as_typed=ticket.text("phone_as_typed") or phone or None,
        company=requester.company or company or None,
        problem=ticket.text("problem"),
        criticality=ticket.criticality,
        category=ticket.text("category") or None,
        technician=cast.person(technician, "", "technician") if technician else None,
        solution=ticket.text("solution") or None,
        satisfaction=ticket.satisfaction,
        joined_to=ticket.joined_to,
        joined_at=ticket.joined_at,
        images=[_keep(desk, file) for file in ticket.images],
        thread=[_entry(desk, said, company, cast) for said in ticket.thread],
    )


def _entry(desk: Desk, said: WrittenEntry, company: str, cast: _Cast) -> FormerEntry:
    assert said.at is not None
    return FormerEntry(
        at=said.at,
        author=cast.person(said.author, company if said.role == "client" else "", said.role),
        role=said.role,
        text=said.text,
        internal=said.internal,
        edited=said.edited,
        former_texts=said.former_texts,
        files=[_keep(desk, file) for file in said.files],
    )


def _keep(desk: Desk, file: WrittenFile) -> FormerFile:
    """What it is, is told by its bytes where they are a picture, else by whoever wrote it down."""
    with files.in_a_line(file.path):
        content = file.path.read_bytes()
    image = photos.inspect(content)
    told = "" if file.content_type in photos.FORMATS.values() else file.content_type
    kind = image.content_type if image else told or _guessed(file.name)
    return FormerFile(file.name, kind, len(content), desk.photos.keep(content), image is not None)


def _guessed(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
