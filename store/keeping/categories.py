"""The categories that the lead keeps: add, rename, retire; old tickets keep theirs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import Refused
from store.folding import fold
from store.people import people
from store.tables import Category, Person


def current(session: Session) -> Sequence[Category]:
    """Those that may be given, by name."""
    found = session.scalars(select(Category).where(Category.retired_at.is_(None))).all()
    return sorted(found, key=lambda category: fold(category.name))


def find(session: Session, text: str) -> list[Category]:
    """Which of them a typed word may mean: the whole name, else a beginning of it, without accents and case."""
    wanted, all_ = fold(text), current(session)
    exact = [category for category in all_ if fold(category.name) == wanted]
    return exact or [category for category in all_ if wanted and fold(category.name).startswith(wanted)]


def add(session: Session, actor: Person, name: str) -> Category:
    """Raises Refused where there is one of that name, or the name is not one plain line."""
    people.expect_lead(actor)
    category = Category(name=_new_name(session, name))
    session.add(category)
    session.flush()
    return category


def rename(session: Session, actor: Person, category_id: int, name: str) -> Category:
    people.expect_lead(actor)
    category = get(session, category_id)
    category.name = _new_name(session, name, besides=category)
    return category


def retire(session: Session, actor: Person, category_id: int, now: datetime) -> Category:
    """No longer offered; the tickets that have it keep it."""
    people.expect_lead(actor)
    category = get(session, category_id)
    category.retired_at = category.retired_at or now
    return category


def get(session: Session, category_id: int) -> Category:
    category = session.get(Category, category_id)
    if category is None or category.retired_at is not None:
        raise Refused("no_such_category")
    return category


def _new_name(session: Session, name: str, besides: Category | None = None) -> str:
    line = people.one_line(name, "name")
    taken = [c for c in current(session) if fold(c.name) == fold(line) and c is not besides]
    if taken:
        raise Refused("category_exists", name=taken[0].name)
    return line
