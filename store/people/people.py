"""Who is who: names, roles, companies, numbers, and who is absent."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, union_all
from sqlalchemy.orm import Session

from store.errors import NotAllowed, Refused
from store.folding import fold
from store.people import companies
from store.tables import Person, Ticket
from store.transactions import memo

STAFF = ("technician", "lead")
ROLES = ("client", *STAFF)
LEFT = "left"
LONGEST_NAME = 80
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RECENT, _SUGGESTED = 30, 3


def add(
    session: Session,
    name: str,
    role: str,
    *,
    company: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    now: datetime,
    by: Person | None = None,
) -> Person:
    """Raises NotAllowed; Refused for an unknown role, or a name or company that is not one plain line of 1 to 80
    characters. The company keeps the spelling by which it is known."""
    expect_lead(by)
    if role not in ROLES:
        raise Refused("bad_role", role=role)
    person = Person(
        name=one_line(name, "name"),
        role=role,
        company=company_of(session, company),
        phone=phone or None,
        language=language or None,
        active=True,
        created_at=now,
    )
    session.add(person)
    session.flush()
    memo.forget(session)
    return person


def company_of(session: Session, text: str | None) -> str | None:
    """The company that a text names, as it is known; None for none. Raises Refused."""
    return companies.as_known(session, one_line(text, "company")) if text and text.strip() else None


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


def roles_of(person: Person) -> frozenset[str]:
    """Staff of a company are its clients, too."""
    return frozenset({person.role, *(["client"] if person.company else [])})


def expect_lead(actor: Person | None, besides: Person | None = None) -> None:
    """Raises NotAllowed for everybody else but `besides`, whose own matter it is. None is nobody who speaks: the
    terminal, the clock, an open door."""
    if actor is None or actor is besides or (actor.role == "lead" and actor.active):
        return
    raise NotAllowed("leads_only")


def get(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id)


def lock(session: Session, person_id: int) -> Person | None:
    """As `get`, locked until the commit and read anew."""
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


def leads(session: Session) -> list[Person]:
    """Looked up once a transaction."""
    return memo.once(session, ("leads",), lambda: active(session, "lead"))


def technicians(session: Session) -> list[Person]:
    return active(session, "technician")


_ACTIVE = (
    select(Person).where(Person.role == bindparam("role"), Person.active).order_by(Person.name, Person.id)
)


def active(session: Session, role: str) -> list[Person]:
    """Those of a role who did not leave, by name."""
    return list(session.scalars(_ACTIVE, {"role": role}))


def some(session: Session, roles: Collection[str], offset: int, limit: int) -> list[Person]:
    """A page of those of these roles who did not leave, by name."""
    query = select(Person).where(Person.role.in_(roles), Person.active).order_by(Person.name, Person.id)
    return list(session.scalars(query.offset(offset).limit(limit)))


def counts(session: Session) -> dict[str, int]:
    """How many there are of each role; those who left count as "left"."""
    query = select(_KIND, func.count()).group_by(_KIND)
    return dict(session.execute(query).all())


def page(session: Session, offset: int, limit: int) -> list[Person]:
    """Some of everybody: leads, technicians, clients, each by name, and at last those who left."""
    rank = case({"lead": 0, "technician": 1, "client": 2}, value=_KIND, else_=3)
    query = select(Person).order_by(rank, Person.name, Person.id)
    return list(session.scalars(query.offset(offset).limit(limit)))


_KIND = case((Person.active, Person.role), else_=LEFT)


def with_phone(session: Session, candidates: Sequence[str]) -> list[Person]:
    """Everybody who has this number, in whatever spelling."""
    query = select(Person).where(Person.phone.in_(candidates)).order_by(Person.name, Person.id)
    return list(session.scalars(query))


def with_digits(session: Session, digits: str) -> list[Person]:
    """Everybody whose number has these in it, side by side."""
    query = select(Person).where(Person.phone.contains(digits)).order_by(Person.name, Person.id)
    return list(session.scalars(query))


def by_phone(session: Session, candidates: Sequence[str]) -> list[Person]:
    """The clients whose number this is, to the letter (the first candidate) or, where nobody's, in another spelling.

    Both spellings of an Argentine number are valid and may be two people's: more than one is for a lead to decide.
    """
    query = select(Person).where(Person.phone.in_(candidates), Person.role == "client", Person.active)
    found = list(session.scalars(query.order_by(Person.id)))
    return [person for person in found if person.phone == candidates[0]] or found


def affected_before(session: Session, person_id: int, besides: Collection[str] = ()) -> list[str]:
    """The last different people for whom this person opened tickets, latest first, but for those in `besides`.

    Looks at their last tickets only, by index: it costs the same after ten years.
    """
    names = memo.once(session, ("affected before", person_id), lambda: _affected_before(session, person_id))
    known = {fold(name) for name in besides}
    return [name for key, name in names.items() if key not in known][:_SUGGESTED]


def _affected_before(session: Session, person_id: int) -> dict[str, str]:
    names: dict[str, str] = {}
    for _, name in sorted(session.execute(_LAST_TICKETS, {"person": person_id}), reverse=True):
        names.setdefault(fold(name), name)
    return names


def _last(status: str) -> Select[*tuple[Any, ...]]:
    mine = (Ticket.requester_id == bindparam("person"), Ticket.status == status)
    last = select(Ticket.number, Ticket.affected_person).where(*mine).order_by(Ticket.number.desc())
    return select(last.limit(_RECENT).subquery())


_LAST_TICKETS = union_all(_last("open"), _last("closed"))


def mark_absent(session: Session, person: Person, until: datetime | None, by: Person | None = None) -> None:
    """From now on; until they come back by themselves where that is None. Raises NotAllowed."""
    expect_lead(by, besides=person)
    person.absent, person.absent_until = True, until
    memo.forget(session)


def mark_present(session: Session, person: Person, by: Person | None = None) -> None:
    """Raises NotAllowed."""
    expect_lead(by, besides=person)
    person.absent, person.absent_until = False, None
    memo.forget(session)


def back_by_now(session: Session, now: datetime, *, lock: bool = False) -> Sequence[Person]:
    """Those whose absence is over."""
    over = select(Person).where(Person.absent, Person.absent_until <= now).order_by(Person.id)
    return session.scalars(over.with_for_update(key_share=True) if lock else over).all()


def everybody(session: Session) -> list[Person]:
    """Those who left included, those who were erased not, by name."""
    query = select(Person).where(Person.erased_at.is_(None))
    return list(session.scalars(query.order_by(Person.name, Person.id)))
