"""Whom a typed name may mean, and how people of one name are told apart."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from store.folding import fold
from store.people import people
from store.tables import Person
from store.transactions import memo

_ID = re.compile(r"(?:.*\()?\s*#(\d{1,18})\s*\)?\s*")
_SET_OFF = re.compile(r"[,()]")


def find(
    session: Session, text: str, *, roles: Collection[str] | None = None, active: bool | None = True
) -> list[Person]:
    """Whom a typed name may mean, by name: one is found, several are candidates.

    Case and accents do not count. An id («#4») wins alone, then the whole name, with the company or without
    («Juan Pérez, Norte SA»); else each typed word begins a word of the name, in order, or of name and company.
    `active` says among whom, None among everybody.
    """
    wanted = _plain(text)
    if not wanted:
        return []
    return of_ids(session, _fitting(text, wanted, everybody(session, roles, active)))


def _fitting(text: str, wanted: str, everybody: Sequence[Any]) -> list[int]:
    """The ids of those whom the first way of reading the text finds."""
    if found := _ID.fullmatch(text):
        return [id_ for id_, _, _ in everybody if id_ == int(found[1])]
    names = [(id_, _plain(name), _plain(f"{name} {company or ''}")) for id_, name, company in everybody]
    words = wanted.split()
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda name, whole: name == wanted,
        lambda name, whole: whole == wanted,
        lambda name, whole: _begins(words, name),
        lambda name, whole: _begins(words, whole),
    )
    found_by = ([id_ for id_, name, whole in names if fits(name, whole)] for fits in ways)
    return next(filter(None, found_by), [])


def _plain(text: str) -> str:
    """As names are compared; what sets the company off does not count."""
    return " ".join(_SET_OFF.sub(" ", fold(text)).split())


def _begins(typed: list[str], name: str) -> bool:
    words = iter(name.split())
    return all(any(word.startswith(start) for word in words) for start in typed)


def of_ids(session: Session, ids: Sequence[int]) -> list[Person]:
    """These, by name."""
    if not ids:
        return []
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)))


def everybody(
    session: Session, roles: Collection[str] | None = None, active: bool | None = True
) -> Sequence[Row[int, str, str | None]]:
    """Id, name and company of all among whom `find` looks."""
    query = select(Person.id, Person.name, Person.company).where(Person.erasing_since.is_(None))
    if roles is not None:
        query = query.where(Person.role.in_(roles))
    if active is not None:
        query = query.where(Person.active.is_(active))
    return session.execute(query).all()


def called(person: Person) -> str:
    """«Juan Pérez, Norte SA», the name alone where there is no company: how the staff read of a client."""
    return f"{person.name}, {person.company}" if person.company else person.name


def told_apart(session: Session, found: Collection[Person]) -> dict[int, str]:
    """What to call each of these people, by id, so that none of them and nobody active is called alike: by the name
    alone where it is enough, else with the company, else with the id («#4»), too, which finds them."""
    names, wholes = _taken_names(session)
    gone = [person for person in found if not person.active]
    names = names + Counter(fold(person.name) for person in gone)
    wholes = wholes + Counter(fold(called(person)) for person in gone)
    return {person.id: _called_among(person, names, wholes) for person in found}


def shared(session: Session, names: Collection[str]) -> set[str]:
    """Those of these names, spelt so, that several active people have; by an index."""
    query = (
        select(Person.name)
        .where(Person.role.in_(people.ROLES), Person.name.in_(names), Person.active)
        .group_by(Person.name)
        .having(func.count() > 1)
    )
    return memo.once(session, ("shared names", *sorted(names)), lambda: set(session.scalars(query)))


def _called_among(person: Person, names: Counter[str], wholes: Counter[str]) -> str:
    if names[fold(person.name)] <= 1:
        return person.name
    return called(person) if wholes[fold(called(person))] <= 1 else f"{called(person)} (#{person.id})"


def _taken_names(session: Session) -> tuple[Counter[str], Counter[str]]:
    """How often each name is there, without the company and with it; looked up once a transaction."""
    return memo.once(session, ("names",), lambda: _count_names(session))


def _count_names(session: Session) -> tuple[Counter[str], Counter[str]]:
    known = session.execute(select(Person.name, Person.company).where(Person.active)).all()
    whole = Counter(fold(f"{name}, {company}" if company else name) for name, company in known)
    return Counter(fold(name) for name, _ in known), whole
