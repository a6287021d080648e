"""Who is who: names, roles, companies and numbers.

Nobody is ever removed: a person who leaves is deactivated, which ends what they can do and keeps what they did.
"""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, union_all, update
from sqlalchemy.orm import Session, joinedload

from store.errors import Refused
from store.folding import fold
from store.messages import outbox
from store.tables import Chat, Event, Invitation, Person, Ticket
from store.transactions import memo

ROLES = ("client", "technician", "lead")
LONGEST_NAME = 80
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RECENT = 30


def add(
    session: Session,
    name: str,
    role: str,
    *,
    company: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    now: datetime,
) -> Person:
    """Raises Refused for an unknown role, or a name or company that is not one plain line of 1 to 80 characters."""
    if role not in ROLES:
        raise Refused("bad_role", role=role)
    person = Person(
        name=one_line(name, "name"),
        role=role,
        company=one_line(company, "company") if company and company.strip() else None,
        phone=phone or None,
        language=language or None,
        active=True,
        created_at=now,
    )
    session.add(person)
    session.flush()
    memo.forget(session)
    return person


def one_line(text: str, what: str) -> str:
    """The text without its outer blanks; `what` it names is "name" or "company".

    Raises Refused ("name_empty", "company_too_long", "name_not_plain" ...): control characters break lists and cards,
    and direction marks make one name look like another.
    """
    line = text.strip()
    if not any(unicodedata.category(character)[0] not in "CMZ" for character in line):
        raise Refused(f"{what}_empty")
    if len(line) > LONGEST_NAME:
        raise Refused(f"{what}_too_long", most=LONGEST_NAME)
    if any(character in _DIRECTION or _is_control(character) for character in line):
        raise Refused(f"{what}_not_plain")
    return line


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def get(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id)


def find(
    session: Session, text: str, *, roles: Collection[str] | None = None, active: bool = True
) -> list[Person]:
    """Whom a typed name may mean, by name: one is found, several are candidates.

    Case and accents do not count. The whole name wins alone; else each typed word begins a word of the name, in order.
    """
    wanted = fold(text)
    if not wanted:
        return []
    query = select(Person.id, Person.name)
    if roles is not None:
        query = query.where(Person.role.in_(roles))
    if active:
        query = query.where(Person.active)
    names = [(id_, fold(name)) for id_, name in session.execute(query)]
    fitting = [id_ for id_, name in names if name == wanted] or [
        id_ for id_, name in names if _begins(wanted.split(), name)
    ]
    return _listed(session, fitting)


def _begins(typed: list[str], name: str) -> bool:
    words = iter(name.split())
    return all(any(word.startswith(start) for word in words) for start in typed)


def _listed(session: Session, ids: Sequence[int]) -> list[Person]:
    if not ids:
        return []
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)))


def leads(session: Session) -> list[Person]:
    """Looked up once a transaction."""
    return memo.once(session, ("leads",), lambda: active(session, "lead"))


def technicians(session: Session) -> list[Person]:
    return active(session, "technician")


def clients(session: Session, limit: int | None = None) -> list[Person]:
    return active(session, "client", limit)


_ACTIVE = (
    select(Person).where(Person.role == bindparam("role"), Person.active).order_by(Person.name, Person.id)
)


def active(session: Session, role: str, limit: int | None = None) -> list[Person]:
    """Those of a role who did not leave, by name; at most `limit`."""
    return list(session.scalars(_ACTIVE.limit(limit) if limit else _ACTIVE, {"role": role}))


def companies(session: Session) -> list[str]:
    """Every company that somebody active belongs to, once."""
    query = select(Person.company).where(Person.company.is_not(None), Person.active).distinct()
    return sorted((company for company in session.scalars(query) if company), key=fold)


def by_phone(session: Session, candidates: Sequence[str], role: str = "client") -> list[Person]:
    """Whose number this is, to the letter (the first candidate) or, where nobody's, in another spelling.

    Both spellings of an Argentine number are valid and may be two people's: more than one is for a lead to decide.
    """
    query = select(Person).where(Person.phone.in_(candidates), Person.role == role, Person.active)
    found = list(session.scalars(query.order_by(Person.id)))
    return [person for person in found if person.phone == candidates[0]] or found


def affected_before(
    session: Session, person_id: int, limit: int = 3, besides: Collection[str] = ()
) -> list[str]:
    """The last different people for whom this person opened tickets, latest first, but for those in `besides`.

    Looks at their last tickets only, by index: it costs the same after ten years.
    """
    names: dict[str, str] = {}
    for _, name in sorted(session.execute(_LAST_TICKETS, {"person": person_id}), reverse=True):
        names.setdefault(fold(name), name)
    known = {fold(name) for name in besides}
    return [name for key, name in names.items() if key not in known][:limit]


def _last(status: str) -> Select[*tuple[Any, ...]]:
    mine = (Ticket.requester_id == bindparam("person"), Ticket.status == status)
    last = select(Ticket.number, Ticket.affected_person).where(*mine).order_by(Ticket.number.desc())
    return select(last.limit(_RECENT).subquery())


_LAST_TICKETS = union_all(_last("open"), _last("closed"))


def deactivate(session: Session, person: Person, now: datetime, by: Person | None = None) -> list[Ticket]:
    """Ends their web chat sessions, unused codes and unsent messages at once, and returns the open tickets that they
    leave, by number.

    Raises Refused (`last_lead`) for the last active lead: somebody must be able to assign.
    """
    if person.role == "lead":
        _another_lead_stays(session, person)
    person.active = False
    memo.forget(session)
    session.add(
        Event(person_id=person.id, actor_id=by.id if by else None, at=now, what="deactivated", detail={})
    )
    _end_codes(session, person, now)
    _end_chats(session, person, now)
    return _open_tickets(session, person)


def _another_lead_stays(session: Session, leaving: Person) -> None:
    """Locks the leads, in one order: of two who deactivate each other at once, one stays."""
    query = select(Person.id).where(Person.role == "lead", Person.active).order_by(Person.id)
    if set(session.scalars(query.with_for_update(key_share=True))) <= {leaving.id}:
        raise Refused("last_lead", name=leaving.name)


def _end_codes(session: Session, person: Person, now: datetime) -> None:
    unspent = (Invitation.person_id == person.id, Invitation.spent_at.is_(None), Invitation.expires_at > now)
    session.execute(update(Invitation).where(*unspent).values(expires_at=now))


def _end_chats(session: Session, person: Person, now: datetime) -> None:
    theirs = session.scalars(select(Chat.id).where(Chat.person_id == person.id)).all()
    session.execute(
        update(Chat)
        .where(Chat.person_id == person.id, Chat.channel == "webchat", Chat.closed_at.is_(None))
        .values(closed_at=now)
    )
    outbox.drop_of_chats(session, theirs, "its reader was deactivated")


def _open_tickets(session: Session, person: Person) -> list[Ticket]:
    theirs = or_(Ticket.requester_id == person.id, Ticket.technician_id == person.id)
    query = select(Ticket).where(Ticket.status == "open", theirs).order_by(Ticket.number)
    return list(session.scalars(query.options(joinedload(Ticket.requester), joinedload(Ticket.technician))))


def everybody(session: Session) -> list[Person]:
    """Those who left included, by name."""
    return list(session.scalars(select(Person).order_by(Person.name, Person.id)))
