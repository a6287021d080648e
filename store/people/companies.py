"""The companies that people belong to: each has one spelling, and is found without case and accents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.folding import fold
from store.tables import Person
from store.transactions import memo

_FEWEST = 3  # letters by which a company can be like another


def known(session: Session) -> list[str]:
    """Every company that somebody active belongs to, once; looked up once a transaction."""
    return memo.once(session, ("companies",), lambda: _look(session))


def _look(session: Session) -> list[str]:
    query = select(Person.company).where(Person.company.is_not(None), Person.active).distinct()
    spelled: dict[str, str] = {}
    for company in sorted(filter(None, session.scalars(query))):
        spelled.setdefault(fold(company), company)
    return [spelled[key] for key in sorted(spelled)]


def as_known(session: Session, text: str) -> str:
    """The company that the text names, in its own spelling; the text itself where it is a new one."""
    return next((company for company in known(session) if fold(company) == fold(text)), text)


def alike(session: Session, text: str) -> list[str]:
    """The companies that the text may mean: they begin with it, or it with them («la cabaña», LA CABAÑA S.A.)."""
    typed = fold(text)
    if len(typed) < _FEWEST:
        return []
    return [company for company in known(session) if _is_alike(fold(company), typed)]


def _is_alike(company: str, typed: str) -> bool:
    return company.startswith(typed) or (len(company) >= _FEWEST and typed.startswith(company))
